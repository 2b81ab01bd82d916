"""A history: what clients invoked and were told, and what journals saw. As JSON lines on disk; judged elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal, Self

import orjson

Wrong = Literal["unreadable", "Spoilt", "Bug", "killed", "behind", "unknown"]
"""The reason it is parked for: it cannot be read, a handler refuses it, fails at it or dies of it, another one of its
key came before it; or it is of a type that nobody lists and is passed over."""
Outcome = Literal["ok", "fail", "info"]
"""2xx; a definite 4xx; anything after which nobody knows: a timeout, a reset, a 5xx, the same key under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """One creating request of a client, and how it ended for the client."""

    key: str
    hash: str
    outcome: Outcome
    request: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One request as intake's database has it at the end."""

    id: str
    key: str
    hash: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Emitted:
    """One event that a transaction left in an outbox, in the order of the outbox.

    `cause` is an event's id; `audience` the units that the event itself names.
    """

    service: str
    id: str
    topic: str
    key: str
    seq: int
    type: str
    hash: str
    cause: str | None
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """One record that the test put into the log itself: what is wrong with it, or `behind` for one after such a one."""

    id: str
    topic: str
    key: str
    seq: int
    type: str
    wrong: Wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One record as a scan of the log saw it; a partition's records come in the order of their offsets."""

    scan: int
    topic: str
    part: int
    off: int
    id: str
    key: str
    seq: int
    type: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One call of a group's handler for one event, if its transaction was committed; in the order of the calls."""

    group: str
    id: str
    topic: str
    key: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One record that a group took in: what it was handed at that offset, while faults were about."""

    group: str
    topic: str
    part: int
    off: int
    id: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """One event that a group has set aside."""

    group: str
    id: str
    topic: str
    key: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One committed step of a group's cursor as who took it believed it to be, in the order of the commits."""

    group: str
    topic: str
    part: int
    start: int
    after: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """The event types that a group handles; all others it ignores."""

    group: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One dispatch decision of routing."""

    request: str
    leg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of anomaly."""

    id: str
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption:
    """One use of a certificate."""

    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """What the sink asked for, on whose behalf, and the events that had been emitted by then."""

    unit: str
    types: tuple[str, ...]
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One event whose delivery notify holds for done, and when it wrote that down, in seconds."""

    id: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One post as the sink took it, in the order of arrival; `at` in seconds, on the clock of `Settled.at`."""

    id: str
    source: str
    subject: str
    seq: int
    hash: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One answer to a client that looked at a request, in the client's order."""

    client: int
    request: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """How the suite stood after the last fault: seconds until nothing waited any more, or what still waited.

    `told` is when everything had been told, or when nobody waited for it any more.
    """

    seconds: float
    outbox: int
    lag: int
    ready: bool
    told: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """One SIGTERM: exit code, seconds it took and was allowed, and what the process still held afterwards."""

    service: str
    code: int
    seconds: float
    allowed: float
    held: int


KINDS: Final[Mapping[str, Any]] = {
    "submits": Submit,
    "rows": Row,
    "emitted": Emitted,
    "injected": Injected,
    "logged": Logged,
    "applied": Applied,
    "seen": Seen,
    "parked": Parked,
    "moved": Moved,
    "reads": Reads,
    "decisions": Decision,
    "cases": Case,
    "consumptions": Consumption,
    "subscribed": Subscribed,
    "settled": Settled,
    "received": Received,
    "looks": Read,
    "quiet": Quiet,
    "stopped": Stopped,
}
"""Member of a history → class of its lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything that was seen in one run. Order inside a member is the order in which it happened."""

    submits: tuple[Submit, ...] = ()
    rows: tuple[Row, ...] = ()
    emitted: tuple[Emitted, ...] = ()
    injected: tuple[Injected, ...] = ()
    logged: tuple[Logged, ...] = ()
    applied: tuple[Applied, ...] = ()
    seen: tuple[Seen, ...] = ()
    parked: tuple[Parked, ...] = ()
    moved: tuple[Moved, ...] = ()
    reads: tuple[Reads, ...] = ()
    decisions: tuple[Decision, ...] = ()
    cases: tuple[Case, ...] = ()
    consumptions: tuple[Consumption, ...] = ()
    subscribed: tuple[Subscribed, ...] = ()
    settled: tuple[Settled, ...] = ()
    received: tuple[Received, ...] = ()
    looks: tuple[Read, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    stopped: tuple[Stopped, ...] = ()

    @classmethod
    def of(cls, lines: Iterable[Any]) -> Self:
        """Sorts lines of any kind into their members; each keeps its order."""
        names = {kind: name for name, kind in KINDS.items()}
        found: dict[str, list[Any]] = {name: [] for name in KINDS}
        for line in lines:
            found[names[type(line)]].append(line)
        return cls(**{name: tuple(members) for name, members in found.items()})

    @classmethod
    def load(cls, path: Path) -> Self:
        """A history as `save` left it."""
        lines = (orjson.loads(line) for line in path.read_bytes().splitlines())
        return cls.of(_line(entry.pop("kind"), entry) for entry in lines)

    def save(self, path: Path) -> None:
        """One JSON object per line, its member's name under `kind`."""
        with path.open("wb") as file:
            for field in fields(self):
                for line in getattr(self, field.name):
                    file.write(orjson.dumps({"kind": field.name, **asdict(line)}) + b"\n")

    @property
    def log(self) -> tuple[Logged, ...]:
        """The last scan: the whole log as it is at the end."""
        last = max((record.scan for record in self.logged), default=0)
        return tuple(record for record in self.logged if record.scan == last)


def _line(kind: str, entry: dict[str, Any]) -> Any:
    return KINDS[kind](**{name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()})
