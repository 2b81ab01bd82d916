"""What callers see. Every field carries the class that decides to whom it may go."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field

from services.data_anomaly.domain.acts import Done
from services.data_anomaly.domain.authority import Grant
from services.data_anomaly.domain.model import Case
from services.data_anomaly.domain.moves import actions_from
from services.data_anomaly.domain.policy import ACTS, RULES
from services.data_anomaly.domain.progress import Action, State
from services.data_anomaly.domain.target import Connector
from services.data_anomaly.domain.types import AnomalyType, Technical
from shared.evidence.documents import Certificate, Plan
from shared.evidence.jws import Envelope
from shared.evidence.records import ProvenLeaf
from shared.evidence.trust import Key
from shared.kernel.access import Actor, decide
from shared.kernel.desk import Severity
from shared.kernel.ids import CaseId, CertificateId, PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.refusals import Refusal
from shared.kernel.sharing import BUSINESS, CONTENT, INTERNAL, OPERATIONAL, View


class ActionView(View):
    """Something the caller may do now."""

    operation: Annotated[str, OPERATIONAL]
    href: Annotated[str, OPERATIONAL]


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


class WordingView(View):
    """A text in both languages."""

    zh: Annotated[str, OPERATIONAL]
    en: Annotated[str, OPERATIONAL]


class TypeView(View):
    """One anomaly type of the catalogue in force."""

    code: Annotated[str, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    name: Annotated[WordingView, OPERATIONAL]
    zones: Annotated[list[str], OPERATIONAL]
    technical: Annotated[Technical, OPERATIONAL]
    kinds: Annotated[list[str], OPERATIONAL]
    competent: Annotated[str, OPERATIONAL]
    severity: Annotated[Severity, OPERATIONAL]
    evidence: Annotated[list[WordingView], OPERATIONAL]
    business_way: Annotated[WordingView, OPERATIONAL]
    statement: Annotated[bool, OPERATIONAL]

    @classmethod
    def of(cls, type_: AnomalyType) -> Self:
        """The type as everybody sees it."""
        return cls(
            code=type_.code,
            version=type_.version,
            name=WordingView(zh=type_.name.zh, en=type_.name.en),
            zones=list(type_.zones),
            technical=type_.technical,
            kinds=list(type_.kinds),
            competent=type_.competent,
            severity=type_.severity,
            evidence=[WordingView(zh=each.zh, en=each.en) for each in type_.evidence],
            business_way=WordingView(zh=type_.business_way.zh, en=type_.business_way.en),
            statement=type_.statement,
        )


class TypesView(View):
    """The catalogue in force."""

    items: Annotated[list[TypeView], OPERATIONAL]


class GrantView(View):
    """What a department may certify."""

    id: Annotated[str, OPERATIONAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    territories: Annotated[list[str], OPERATIONAL]
    types: Annotated[list[str], OPERATIONAL]
    kinds: Annotated[list[str], OPERATIONAL]
    max_ops: Annotated[int, OPERATIONAL]
    max_severity: Annotated[Severity, OPERATIONAL]
    need: Annotated[int, OPERATIONAL]
    valid_from: Annotated[datetime, OPERATIONAL]
    valid_to: Annotated[datetime | None, OPERATIONAL]
    granted_by: Annotated[UnitCode, OPERATIONAL]

    @classmethod
    def of(cls, grant: Grant) -> Self:
        """The grant as everybody sees it."""
        return cls(**{name: getattr(grant, name) for name in cls.model_fields})


class GrantsView(View):
    """All grants."""

    items: Annotated[list[GrantView], OPERATIONAL]


class KeyView(View):
    """A registered public key."""

    kid: Annotated[str, OPERATIONAL]
    alg: Annotated[str, OPERATIONAL]
    use: Annotated[str, OPERATIONAL]
    unit: Annotated[str, OPERATIONAL]
    person: Annotated[str | None, INTERNAL]
    not_before: Annotated[str, OPERATIONAL]
    not_after: Annotated[str, OPERATIONAL]

    @classmethod
    def of(cls, kid: str, key: Key) -> Self:
        """The key without its bytes, which the trust file carries."""
        return cls(
            kid=kid,
            alg=key.alg,
            use=key.use,
            unit=key.unit,
            person=key.person,
            not_before=key.not_before,
            not_after=key.not_after,
        )


class ConnectorView(View):
    """A registered connector."""

    system: Annotated[SystemCode, OPERATIONAL]
    code: Annotated[str, OPERATIONAL]
    unit: Annotated[UnitCode, OPERATIONAL]
    schema_sha256: Annotated[str, OPERATIONAL] = Field(description="Pins the published record view.")
    protected: Annotated[list[str], OPERATIONAL]

    @classmethod
    def of(cls, connector: Connector) -> Self:
        """The connector as its operator sees it."""
        return cls(
            system=connector.system,
            code=connector.code,
            unit=connector.unit,
            schema_sha256=connector.schema_sha256,
            protected=list(connector.protected),
        )


class EnvelopeView(View):
    """A signed document: JWS general JSON serialisation (RFC 7515, 7.2.1)."""

    payload: Annotated[str, OPERATIONAL]
    signatures: Annotated[list[dict[str, str]], OPERATIONAL]

    @classmethod
    def of(cls, envelope: Envelope) -> Self:
        """The envelope as JSON."""
        return cls(payload=envelope.payload, signatures=[each.json_value() for each in envelope.signatures])


class CheckpointView(View):
    """The newest head of the transparency log, as a signed note (C2SP tlog-checkpoint)."""

    size: Annotated[int, OPERATIONAL]
    root: Annotated[str, OPERATIONAL] = Field(description="Root hash, hex.")
    note: Annotated[str, OPERATIONAL]


class LeafView(View):
    """One leaf: ids and hashes only."""

    index: Annotated[int, OPERATIONAL]
    leaf: Annotated[str, OPERATIONAL] = Field(description="The canonical JSON that was appended.")


class LeavesView(View):
    """Leaves in order; `next` is the index after them, null at the end."""

    items: Annotated[list[LeafView], OPERATIONAL]
    next: Annotated[int | None, OPERATIONAL]


class ProofView(View):
    """A leaf with its path to a signed head (RFC 9162, 2.1.3)."""

    index: Annotated[int, OPERATIONAL]
    leaf: Annotated[str, OPERATIONAL]
    proof: Annotated[list[str], OPERATIONAL] = Field(description="base64url, the leaf's sibling first.")
    checkpoint: Annotated[str, OPERATIONAL]

    @classmethod
    def of(cls, proven: ProvenLeaf, checkpoint: str) -> Self:
        """The leaf under that head."""
        return cls(
            index=proven.index,
            leaf=proven.leaf.to_bytes().decode(),
            proof=list(proven.proof),
            checkpoint=checkpoint,
        )


def allowed_actions(case: Case, actor: Actor) -> list[ActionView]:
    """The acts open to `actor` now: the state has the move and the rules have the standing."""
    found = []
    possible = set(actions_from(case.state))
    certificate = case.progress.terms.certificate if case.progress.terms else ""
    for operation, (action, path) in ACTS.items():
        if action not in possible:
            continue
        try:
            decide(RULES, "read_case", actor, operation, case.parties, record=case.id)
        except Refusal:
            continue
        href = f"/anomaly/v1/cases/{case.id}/{path.format(certificate=certificate)}"
        found.append(ActionView(operation=operation, href=href))
    return found
