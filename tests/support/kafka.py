"""The real Kafka for tests: one broker for the whole run, or the reason why there is none."""

from collections.abc import Iterator

import pytest

from cli.kafka import KafkaCluster, missing
from tests.support.needs import skip_without


def require_kafka() -> None:
    """Skips the caller, loudly, where Java or Maven is absent; on a CI machine (`CI=true`) they must not be."""
    if reason := missing():
        skip_without("on the real Kafka", reason)


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaCluster]:
    """One node, shared: take topics of your own, and do not kill it; who must kill makes a cluster of their own."""
    require_kafka()
    with KafkaCluster.create(tmp_path_factory.mktemp("kafka")) as cluster:
        cluster.start()
        yield cluster
