"""Acts as documents: what was done, in canonical bytes whose hash the log holds; a replay starts from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from services.data_anomaly.domain.moves import step
from services.data_anomaly.domain.progress import Act, Progress
from shared.evidence.canonical import Json, canonical, parse, sha256
from shared.kernel.ids import UnitCode

_ACT: TypeAdapter[Act] = TypeAdapter(Act)
TYP = "portdesk.act/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act with its place in the case, the unit acted for, and words that the state machine does not look at."""

    case: str
    seq: int
    act: Act
    unit: UnitCode
    words: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """The canonical document."""
        facts: dict[str, Json] = {
            name: value
            for name, value in _ACT.dump_python(self.act, mode="json", exclude_none=True).items()
            if value not in ([], False)
        }
        head: dict[str, Json] = {"typ": TYP, "case": self.case, "seq": self.seq, "unit": self.unit}
        return canonical({**head, "act": facts, "words": dict(self.words)})

    @classmethod
    def read(cls, data: bytes) -> "Done":
        """The act in a document that we wrote."""
        value = parse(data)
        assert isinstance(value, dict)
        assert isinstance(value["words"], dict)
        return cls(
            case=str(value["case"]),
            seq=int(str(value["seq"])),
            act=_ACT.validate_python(value["act"]),
            unit=UnitCode(str(value["unit"])),
            words={name: str(word) for name, word in value["words"].items()},
        )

    @property
    def sha256(self) -> str:
        """What the leaf says of it."""
        return sha256(self.to_bytes())


def replay(acts: Iterable[Act]) -> Progress:
    """The progress that these acts, in order, make; a refusal shows an act that could not have happened."""
    progress = Progress()
    for act in acts:
        progress, _ = step(progress, act)
    return progress
