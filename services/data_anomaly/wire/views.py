"""What callers see. Every field carries the class that decides to whom it may go."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field

from services.data_anomaly.domain.acts import Done
from services.data_anomaly.domain.model import Case
from services.data_anomaly.domain.moves import actions_from
from services.data_anomaly.domain.policy import ACTS, RULES
from services.data_anomaly.domain.progress import Action, State
from shared.evidence.documents import Certificate, Plan
from shared.evidence.jws import Envelope
from shared.evidence.trust import Key
from shared.kernel.access import Actor, decide
from shared.kernel.desk import Severity
from shared.kernel.ids import CaseId, CertificateId, PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.refusals import Refusal
from shared.kernel.sharing import BUSINESS, CONTENT, INTERNAL, OPERATIONAL, ActionView, View


class CaseView(View):
    """One case as its participants see it."""

    id: Annotated[CaseId, OPERATIONAL]
    number: Annotated[str, OPERATIONAL] = Field(examples=["C-410100-2026-000123"])
    request_id: Annotated[RequestId, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    state: Annotated[State, OPERATIONAL]
    type: Annotated[str, OPERATIONAL] = Field(description="Anomaly type as code@version; `unknown` until triage.")
    severity: Annotated[Severity, OPERATIONAL]
    territory: Annotated[str, OPERATIONAL]
    system: Annotated[SystemCode | None, OPERATIONAL]
    title: Annotated[str, CONTENT]
    reporter_unit: Annotated[str, OPERATIONAL]
    competent_unit: Annotated[UnitCode | None, OPERATIONAL]
    special_reason: Annotated[str | None, CONTENT]
    revision: Annotated[int, OPERATIONAL] = Field(description="Of the correction plan; 0 before the first.")
    certificate: Annotated[str | None, OPERATIONAL] = Field(description="Id of the certificate under way.")
    outcome: Annotated[str | None, OPERATIONAL] = Field(description="corrected, intervened or withdrawn.")
    opened_at: Annotated[datetime, OPERATIONAL]
    changed_at: Annotated[datetime, OPERATIONAL]
    allowed_actions: Annotated[list[ActionView], OPERATIONAL]

    @classmethod
    def of(cls, case: Case, actor: Actor) -> Self:
        """What `actor` sees of `case`, and may do with it now."""
        terms = case.progress.terms
        return cls(
            id=case.id,
            number=case.number,
            request_id=case.filing.request_id,
            version=case.version,
            state=case.state,
            type=case.type,
            severity=case.severity,
            territory=case.filing.territory,
            system=case.filing.system,
            title=case.filing.title,
            reporter_unit=case.filing.reporter.unit,
            competent_unit=case.competent_unit,
            special_reason=case.special_reason,
            revision=case.revision,
            certificate=terms.certificate if terms else None,
            outcome=case.outcome,
            opened_at=case.opened_at,
            changed_at=case.changed_at,
            allowed_actions=allowed_actions(case, actor),
        )


class CasePage(View):
    """A page of cases, newest first; `next` continues it."""

    items: Annotated[list[CaseView], BUSINESS]
    next: Annotated[str | None, OPERATIONAL]


class ActView(View):
    """One act, with the hash that the log holds of its document."""

    seq: Annotated[int, OPERATIONAL]
    at: Annotated[datetime, OPERATIONAL]
    action: Annotated[Action, OPERATIONAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    persons: Annotated[list[PersonId], INTERNAL]
    words: Annotated[dict[str, str], CONTENT]
    sha256: Annotated[str, OPERATIONAL]
    document: Annotated[str, INTERNAL] = Field(description="The canonical document; its SHA-256 is in the log.")

    @classmethod
    def of(cls, done: Done) -> Self:
        """The act as participants see it."""
        return cls(
            seq=done.seq,
            at=done.act.at,
            action=done.act.action,
            unit=done.unit,
            persons=list(done.act.persons),
            words=dict(done.words),
            sha256=done.sha256,
            document=done.to_bytes().decode(),
        )


class ActsView(View):
    """What was done with a case, in order."""

    items: Annotated[list[ActView], CONTENT]

    @classmethod
    def of(cls, done: Sequence[Done]) -> Self:
        """The list of `done`."""
        return cls(items=[ActView.of(each) for each in done])


class PlanView(View):
    """The newest revision of a correction plan: the document, and the hash that is signed."""

    sha256: Annotated[str, OPERATIONAL]
    document: Annotated[dict[str, Any], BUSINESS]

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """The plan as it is signed."""
        return cls(sha256=plan.sha256, document=plan.json_value())


class CertificateView(View):
    """A certificate: what it says, who has signed, and the sealed original once it is issued."""

    id: Annotated[CertificateId, OPERATIONAL]
    number: Annotated[str, OPERATIONAL] = Field(examples=["豫口证〔2026〕第000123号"])
    sha256: Annotated[str, OPERATIONAL] = Field(description="Of the frozen payload.")
    need: Annotated[int, OPERATIONAL]
    signed_by: Annotated[list[str], OPERATIONAL] = Field(description="Ids of the keys that have signed, in order.")
    document: Annotated[dict[str, Any], BUSINESS]
    jws: Annotated[dict[str, Any] | None, BUSINESS] = Field(description="The sealed envelope.")

    @classmethod
    def of(cls, certificate_id: CertificateId, envelope: Envelope, sealed: Envelope | None = None) -> Self:
        """The certificate in its envelope."""
        certificate = Certificate.read(envelope.content)
        return cls(
            id=certificate_id,
            number=certificate.no,
            sha256=certificate.sha256,
            need=certificate.quorum.need,
            signed_by=[signature.header.kid for signature in envelope.signatures],
            document=certificate.json_value(),
            jws=sealed.json_value() if sealed else None,
        )


class OwnKeyView(View):
    """A key of the caller that may sign."""

    kid: Annotated[str, OPERATIONAL]
    alg: Annotated[str, OPERATIONAL]


class SigningInputView(View):
    """What an officer signs: `BASE64URL(header) . payload`, the header with exactly alg, iat, kid, role and typ."""

    payload: Annotated[str, BUSINESS] = Field(description="The frozen certificate, base64url.")
    sha256: Annotated[str, OPERATIONAL] = Field(description="Of the payload's bytes; compare it with what you read.")
    typ: Annotated[str, OPERATIONAL]
    role: Annotated[str | None, OPERATIONAL] = Field(description="As what the caller is asked; null if not asked.")
    need: Annotated[int, OPERATIONAL]
    signed: Annotated[int, OPERATIONAL]
    keys: Annotated[list[OwnKeyView], OPERATIONAL]
    document: Annotated[dict[str, Any], BUSINESS]

    @classmethod
    def of(cls, envelope: Envelope, keys: Mapping[str, Key], actor: Actor) -> Self:
        """What `actor` is asked to sign."""
        certificate = Certificate.read(envelope.content)
        return cls(
            payload=envelope.payload,
            sha256=certificate.sha256,
            typ=certificate.typ,
            role=next((str(each.role) for each in certificate.signers if each.person == actor.person), None),
            need=certificate.quorum.need,
            signed=len(envelope.signatures),
            keys=[OwnKeyView(kid=kid, alg=key.alg) for kid, key in keys.items()],
            document=certificate.json_value(),
        )


def allowed_actions(case: Case, actor: Actor) -> list[ActionView]:
    """The acts open to `actor` now: the state has the move and the rules have the standing."""
    found = []
    possible = set(actions_from(case.state))
    certificate = case.progress.terms.certificate if case.progress.terms else ""
    for operation, (action, path, key) in ACTS.items():
        if action is not None and action not in possible:
            continue
        try:
            decide(RULES, "read_case", actor, operation, case.parties, record=case.id)
        except Refusal:
            continue
        href = f"/anomaly/v1/cases/{case.id}/{path.format(certificate=certificate)}"
        found.append(ActionView(operation=operation, href=href, key=key))
    return found
