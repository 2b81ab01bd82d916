"""What data_anomaly announces: cases, certificates, executions, and the growth of the transparency log."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts import topics
from shared.contracts.event import Event, Part
from shared.contracts.intake import ReferenceFact
from shared.contracts.topics import Service
from shared.kernel.desk import Channel, FunctionArea, Severity
from shared.kernel.ids import CaseId, CertificateId, PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.sharing import BUSINESS, CONTENT, INTERNAL, OPERATIONAL

NOTIFY_ONLY = frozenset({Service.NOTIFY})


class CaseEvent(Event):
    """Common to all acts on a case. `leaf_sha256` names the log leaf written in the same transaction."""

    TOPIC = topics.ANOMALY
    KEY = "case_id"

    case_id: Annotated[CaseId, OPERATIONAL]
    number: Annotated[str, OPERATIONAL]
    request_id: Annotated[RequestId, OPERATIONAL]
    state: Annotated[str, OPERATIONAL] = Field(description="State after the act.")
    leaf_sha256: Annotated[str | None, OPERATIONAL] = Field(None, description="Hex; None for acts without a leaf.")


class Filing(Part):
    """What intake needs to keep a request for a case that a port system opened directly."""

    channel: Annotated[Channel, OPERATIONAL]
    function_area: Annotated[FunctionArea, OPERATIONAL]
    application: Annotated[str, OPERATIONAL]
    system: Annotated[SystemCode | None, OPERATIONAL] = None
    territory: Annotated[str, OPERATIONAL]
    title: Annotated[str, CONTENT]
    description: Annotated[str, CONTENT]
    enterprise: Annotated[str | None, BUSINESS] = None
    references: Annotated[tuple[ReferenceFact, ...], BUSINESS] = ()
    registered_by: Annotated[UnitCode, OPERATIONAL]
    registered_person: Annotated[PersonId, INTERNAL]


class CaseOpened(CaseEvent):
    """A case exists for a request; `filing` is there only when the case came first."""

    TYPE = "portdesk.anomaly.case.opened.v1"
    READ_BY = frozenset({Service.INTAKE, Service.ROUTING, Service.NOTIFY})

    type: Annotated[str, OPERATIONAL] = Field(
        description="Reported anomaly type as code@version; triage may change it."
    )
    severity: Annotated[Severity, OPERATIONAL]
    filing: Annotated[Filing | None, BUSINESS] = None


class CaseTriaged(CaseEvent):
    """Type, severity and the competent unit are decided; that unit becomes the lead."""

    TYPE = "portdesk.anomaly.case.triaged.v1"
    READ_BY = frozenset({Service.INTAKE, Service.ROUTING, Service.NOTIFY})

    type: Annotated[str, OPERATIONAL]
    severity: Annotated[Severity, OPERATIONAL]
    competent_unit: Annotated[UnitCode, OPERATIONAL]
    rule: Annotated[str, OPERATIONAL] = Field(description="The competence rule and the facts it matched.")


class CaseAccepted(CaseEvent):
    """An officer of the competent unit has taken the case up."""

    TYPE = "portdesk.anomaly.case.accepted.v1"
    READ_BY = NOTIFY_ONLY


class CaseIntervened(CaseEvent):
    """The competent department has settled the matter by business rules; nothing technical will happen."""

    TYPE = "portdesk.anomaly.case.intervened.v1"
    READ_BY = NOTIFY_ONLY

    rule: Annotated[str, OPERATIONAL]
    outcome: Annotated[str, CONTENT]


class SpecialDeclared(CaseEvent):
    """Business means do not suffice (Article 12, special case): a correction plan may be made."""

    TYPE = "portdesk.anomaly.case.special_declared.v1"
    READ_BY = NOTIFY_ONLY

    reason: Annotated[str, CONTENT]


class PlanSaved(CaseEvent):
    """A correction plan has a new revision; whatever was signed on an earlier one is void."""

    TYPE = "portdesk.anomaly.case.plan_saved.v1"
    READ_BY = NOTIFY_ONLY

    plan_sha256: Annotated[str, OPERATIONAL]
    revision: Annotated[int, OPERATIONAL]


class PlanPreviewed(CaseEvent):
    """The exact plan was run dry against the target."""

    TYPE = "portdesk.anomaly.case.plan_previewed.v1"
    READ_BY = NOTIFY_ONLY

    plan_sha256: Annotated[str, OPERATIONAL]
    revision: Annotated[int, OPERATIONAL]


class CertificateEvent(CaseEvent):
    """Common to all acts on a certificate; the case's version counts them."""

    READ_BY = NOTIFY_ONLY

    certificate_id: Annotated[CertificateId, OPERATIONAL]
    certificate_number: Annotated[str, OPERATIONAL]


class CertificateRequested(CertificateEvent):
    """The payload is frozen and waits for officers."""

    TYPE = "portdesk.anomaly.certificate.requested.v1"

    plan_sha256: Annotated[str, OPERATIONAL]
    need: Annotated[int, OPERATIONAL] = Field(description="How many distinct officers must sign.")


class CertificateSigned(CertificateEvent):
    """One officer has signed the frozen payload."""

    TYPE = "portdesk.anomaly.certificate.signed.v1"

    kid: Annotated[str, OPERATIONAL]
    role: Annotated[str, OPERATIONAL]


class CertificateIssued(CertificateEvent):
    """Enough distinct officers have signed and the department's seal is set."""

    TYPE = "portdesk.anomaly.certificate.issued.v1"

    jws_sha256: Annotated[str, OPERATIONAL]


class CertificateReturned(CertificateEvent):
    """An officer sends the request back unsigned; the plan may be mended."""

    TYPE = "portdesk.anomaly.certificate.returned.v1"

    reason: Annotated[str, CONTENT]


class CertificateExpired(CertificateEvent):
    """Its last instant came before its use."""

    TYPE = "portdesk.anomaly.certificate.expired.v1"


class CertificateRevoked(CertificateEvent):
    """The department takes the certificate back; a reservation made later is void."""

    TYPE = "portdesk.anomaly.certificate.revoked.v1"

    reason: Annotated[str, CONTENT]


class ExecutionReserved(CertificateEvent):
    """The certificate's only use is consumed, before anything is sent."""

    TYPE = "portdesk.anomaly.execution.reserved.v1"

    op_ids: Annotated[tuple[UUID, ...], OPERATIONAL]


class ExecutionSent(CertificateEvent):
    """The operations are on their way to the target; they are never sent again."""

    TYPE = "portdesk.anomaly.execution.sent.v1"

    op_ids: Annotated[tuple[UUID, ...], OPERATIONAL]


class ExecutionFinished(CertificateEvent):
    """What became of the operations at the target; unknown is settled later from its journal."""

    TYPE = "portdesk.anomaly.execution.finished.v1"

    op_ids: Annotated[tuple[UUID, ...], OPERATIONAL]
    outcome: Annotated[Literal["applied", "no_effect", "unknown"], OPERATIONAL]


class CaseVerified(CaseEvent):
    """The target was read back and shows what the certificate ordered."""

    TYPE = "portdesk.anomaly.case.verified.v1"
    READ_BY = frozenset({Service.ROUTING, Service.NOTIFY})

    result_sha256: Annotated[str, OPERATIONAL]


class CaseDisputed(CaseEvent):
    """The target shows something else, or who should confirm denies: back to the department."""

    TYPE = "portdesk.anomaly.case.disputed.v1"
    READ_BY = NOTIFY_ONLY

    reason: Annotated[str, CONTENT]


class CaseClosed(CaseEvent):
    """The case has ended: confirmed by somebody else than the executor, or withdrawn."""

    TYPE = "portdesk.anomaly.case.closed.v1"
    READ_BY = frozenset({Service.ROUTING, Service.NOTIFY})

    outcome: Annotated[str, OPERATIONAL] = Field(description="corrected, intervened or withdrawn.")
    result_sha256: Annotated[str | None, OPERATIONAL] = None


class LogCheckpointed(Event):
    """The transparency log has grown; `note` is the signed checkpoint (C2SP tlog-checkpoint)."""

    TYPE = "portdesk.anomaly.log.checkpointed.v1"
    TOPIC = topics.ANOMALY
    KEY = "origin"
    READ_BY = NOTIFY_ONLY

    origin: Annotated[str, OPERATIONAL]
    size: Annotated[int, OPERATIONAL]
    root: Annotated[str, OPERATIONAL] = Field(description="Root hash, hex.")
    note: Annotated[str, OPERATIONAL]


EVENTS: tuple[type[Event], ...] = (
    CaseOpened,
    CaseTriaged,
    CaseAccepted,
    CaseIntervened,
    SpecialDeclared,
    PlanSaved,
    PlanPreviewed,
    CertificateRequested,
    CertificateSigned,
    CertificateIssued,
    CertificateReturned,
    CertificateRevoked,
    CertificateExpired,
    ExecutionReserved,
    ExecutionSent,
    ExecutionFinished,
    CaseVerified,
    CaseDisputed,
    CaseClosed,
    LogCheckpointed,
)
