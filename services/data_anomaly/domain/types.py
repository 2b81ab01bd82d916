"""The catalogue of anomaly types, and who is competent for one. What a department may certify is in `authority`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.evidence.documents import CorrectionKind
from shared.evidence.records import Zone
from shared.kernel.datum import Datum
from shared.kernel.desk import Severity
from shared.kernel.ids import SystemCode, UnitCode
from shared.kernel.refusals import Conflict, Invalid
from shared.kernel.units import Unit, territorial_unit


class Technical(StrEnum):
    """Whether a technical step is needed to put such an anomaly right."""

    NO = "no"
    SOMETIMES = "sometimes"
    USUALLY = "usually"


class NoSuchType(Invalid):
    """The catalogue in force has no such anomaly type."""

    zh = "数据异常类型目录中没有{code}。"
    en = "The catalogue has no anomaly type {code}."


class NoCompetentUnit(Conflict):
    """The competence rule of the type finds nobody in the directory."""

    zh = "按规则“{rule}”在目录中找不到主管单位。"
    en = "The rule {rule} finds no competent unit in the directory."


class NoOperator(Invalid):
    """No unit of the directory operates a system of this code."""

    zh = "目录中没有单位运营系统{system}。"
    en = "No unit of the directory operates a system {system}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording(Datum):
    """One text in both languages of the desk."""

    zh: str
    en: str


Span = Annotated[str, Field(pattern=r"^[1-9][0-9]?[mhd]$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(Datum):
    """Times a severity allows, as `15m`, `2h` or `1d`; `working` counts the unit's working time only."""

    respond: Span
    resolve: Span
    certify: Span
    working: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyType(Datum):
    """One version of one type. No `kinds` means that its cases end by business rules alone.

    `competent` is `unit:<code>`, `territorial` or `operator`.
    """

    code: str
    version: int
    name: Wording
    zones: tuple[Zone, ...]
    technical: Technical
    kinds: tuple[CorrectionKind, ...]
    competent: Annotated[str, Field(pattern=r"^(unit:[A-Z0-9-]+|territorial|operator)$")]
    severity: Severity
    evidence: tuple[Wording, ...]
    business_way: Wording
    statement: bool = False

    @property
    def ref(self) -> str:
        """The type as documents name it: `A13@1`."""
        return f"{self.code}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesFile(Datum):
    """The catalogue as a province writes it."""

    severity: dict[Severity, Limits]
    type: tuple[AnomalyType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """The unit that is competent, with the rule and the fact that named it."""

    unit: UnitCode
    rule: str


def competent_unit(
    type_: AnomalyType, *, territory: str, system: SystemCode | None, units: Mapping[UnitCode, Unit]
) -> Competence:
    """Who answers for an anomaly of `type_` in `territory`: type × territory × directory give exactly one unit."""
    form, _, named = type_.competent.partition(":")
    match form:
        case "unit":
            found, fact = units.get(UnitCode(named)), type_.ref
        case "territorial":
            found, fact = territorial_unit(units.values(), territory), f"territory {territory}"
        case "operator":
            found, fact = operator_of(system, units), f"system {system}"
        case _:
            found, fact = None, type_.ref
    if found is None:
        raise NoCompetentUnit(rule=f"{type_.competent} ({fact})")
    return Competence(unit=found.code, rule=f"{type_.ref}: {type_.competent} ({fact})")


def operator_of(system: SystemCode | None, units: Mapping[UnitCode, Unit]) -> Unit | None:
    """The unit that operates a connected system."""
    return next((unit for _, unit in sorted(units.items()) if system in unit.systems), None)


def require_operator(system: SystemCode | None, units: Mapping[UnitCode, Unit]) -> Unit:
    """The unit that operates a connected system somebody has named."""
    found = operator_of(system, units)
    if found is None:
        raise NoOperator(system=system, pointer="/system")
    return found


Catalogue = Mapping[str, AnomalyType]
"""The version in force of each type, by code."""


def find(catalogue: Catalogue, code: str, *, pointer: str = "/type") -> AnomalyType:
    """The type in force under `code`, with or without a version; refuses an unknown or superseded one."""
    name, _, version = code.partition("@")
    found = catalogue.get(name)
    if found is None or version not in ("", str(found.version)):
        raise NoSuchType(code=code, pointer=pointer)
    return found
