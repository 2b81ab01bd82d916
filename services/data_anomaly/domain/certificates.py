"""What a certificate says, put together from case, plan and grant; and the rules of the province it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.data_anomaly.domain.authority import Grant, Matter, covering_grant, signatures_needed
from services.data_anomaly.domain.model import Case
from shared.evidence.documents import Anomaly, Basis, Certificate, Issuer, OfficerRole, Plan, Preview, Quorum, Signer
from shared.evidence.scalars import stamp
from shared.kernel.datum import Datum
from shared.kernel.ids import CertificateId, PersonId, UnitCode
from shared.kernel.refusals import Conflict, Invalid
from shared.kernel.units import Unit

DEFAULT_VALIDITY = timedelta(hours=72)


class TooFewSigners(Invalid):
    """Fewer officers are asked than have to sign."""

    zh = "须请{need}名不同的签发人签署，只列了{asked}名。"
    en = "{need} distinct officers must sign, only {asked} are asked."


class AlreadyCovered(Conflict):
    """Another active certificate covers one of the fields."""

    zh = "事项{case}的有效证明已包含其中一个字段。"
    en = "An active certificate of case {case} covers one of these fields."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook(Datum):
    """What certificates of a province are called and which rules they rest on. `number` has {year} and {count}."""

    number: str
    basis: tuple[Basis, ...]

    def numbered(self, year: int, count: int) -> str:
        """A certificate's number for people: 豫口证〔2026〕第000123号."""
        return self.number.format(year=year, count=f"{count:06}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoritiesFile(Datum):
    """Grants and rulebook as a province writes them."""

    certificate: Rulebook
    grant: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Who is asked to sign, and how long the certificate is to hold from now."""

    officers: tuple[tuple[PersonId, OfficerRole], ...]
    validity: timedelta = DEFAULT_VALIDITY


def grant_for(case: Case, plan: Plan, grants: Sequence[Grant], *, at: datetime) -> Grant:
    """The grant on which the competent unit may certify this plan; refuses with NoAuthority."""
    matter = Matter.of(plan, territory=case.filing.territory, severity=case.severity)
    return covering_grant(grants, case.competent_unit or UnitCode(""), matter, at)


def draw_up(
    case: Case,
    plan: Plan,
    grant: Grant,
    issuer: Unit,
    application: Application,
    *,
    rulebook: Rulebook,
    preview: Preview,
    certificate_id: CertificateId,
    number: str,
    origin: str,
    at: datetime,
) -> Certificate:
    """The frozen payload. It names the officers who are asked, of whom as many as the grant says must sign."""
    need = signatures_needed(grant, plan)
    asked = {person for person, _ in application.officers}
    if len(asked) < need:
        raise TooFewSigners(need=need, asked=len(asked), pointer="/signers")
    return Certificate(
        id=str(certificate_id),
        no=number,
        case=case.number,
        case_id=str(case.id),
        issuer=Issuer(unit=str(issuer.code), name=issuer.name_zh, level=issuer.level.value),
        grant=grant.id,
        reporter=case.filing.reporter,
        anomaly=Anomaly(
            type=case.type,
            severity=case.severity,
            territory=case.filing.territory,
            facts=case.filing.title,
            found_at=stamp(case.opened_at),
        ),
        basis=rulebook.basis,
        special_reason=case.special_reason or "",
        plan_sha256=plan.sha256,
        plan=plan,
        preview=preview,
        nbf=stamp(at),
        exp=stamp(at + application.validity),
        signers=tuple(
            Signer(unit=str(issuer.code), person=str(person), role=role) for person, role in application.officers
        ),
        quorum=Quorum(rule=grant.id, need=need),
        log=origin,
    )
