"""Topics: who owns each, how many partitions it has for ever. Which events travel on one is said by their classes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Service(StrEnum):
    """The services by the name they have in events, databases, settings and consumer groups."""

    INTAKE = "intake"
    ROUTING = "routing"
    ANOMALY = "anomaly"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class Topic:
    """One stream of events. `partitions` is frozen: changing it would break the order of a key.

    `retention_days` is None where the topic is kept for ever (its newest version of a key wins).
    """

    name: str
    owner: Service
    partitions: int
    retention_days: int | None


INTAKE: Final = Topic("intake.v1", Service.INTAKE, 12, 7)
ROUTING: Final = Topic("routing.v1", Service.ROUTING, 12, 7)
ANOMALY: Final = Topic("anomaly.v1", Service.ANOMALY, 12, 7)
NOTIFY: Final = Topic("notify.v1", Service.NOTIFY, 12, 7)
DIRECTORY: Final = Topic("directory.v1", Service.ROUTING, 1, None)

TOPICS: Final = {topic.name: topic for topic in (INTAKE, ROUTING, ANOMALY, NOTIFY, DIRECTORY)}
