"""What callers send. Unknown members are refused by name."""

from datetime import timedelta
from typing import Annotated
from unicodedata import normalize

from pydantic import ConfigDict, Field, JsonValue

from services.data_anomaly.domain.certificates import Application
from services.data_anomaly.domain.model import Filing
from services.data_anomaly.domain.plans import Draft, Wish
from shared.contracts import anomaly as events
from shared.contracts.intake import ReferenceFact
from shared.evidence.documents import MAX_OPS, CorrectionKind, OfficerRole, Person
from shared.evidence.jws import Base64Url, Signature
from shared.evidence.scalars import Name, Pointer, Sha256
from shared.kernel.access import Actor
from shared.kernel.desk import Channel, FunctionArea, Severity
from shared.kernel.ids import PersonId, RequestId, SystemCode
from shared.kernel.references import ReferenceType, enterprise_code, reference, territory_code
from shared.kernel.sharing import Params

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Words = Annotated[str, Field(min_length=2, max_length=4000)]
TypeCode = Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}(@[1-9][0-9]{0,3})?$")]


def example(**members: JsonValue) -> ConfigDict:
    """The example of a body, which a test sends."""
    return ConfigDict(json_schema_extra={"examples": [members]})


class ReferenceParams(Params):
    """One business reference."""

    type: ReferenceType
    number: str = Field(min_length=1, max_length=64)


class OpenCaseParams(Params):
    """A data anomaly as a port system reports it."""

    model_config = example(
        function_area="government_services",
        application="tax-payment",
        system="hn-sw-tax",
        territory="410100",
        title="税单已缴款，仍显示支付处理中",
        description="银行回单已到，税单状态超过两小时未变。",
        references=[{"type": "tax_bill", "number": "410120261123000871"}],
        severity="S2",
        anomaly_type="A13",
    )

    function_area: FunctionArea
    application: Code
    system: Code = Field(description="Connected system whose record is wrong.")
    territory: str = Field(description="GB/T 2260 code of the business.")
    title: str = Field(min_length=2, max_length=200)
    description: Words
    enterprise: str | None = Field(None, description="Unified social credit code or customs code.")
    references: list[ReferenceParams] = Field(default=[], max_length=50)
    severity: Severity
    anomaly_type: TypeCode

    def filing(self, actor: Actor, request_id: RequestId) -> Filing:
        """What the case is about; refuses wrong codes with a pointer."""
        return Filing(
            request_id=request_id,
            territory=territory_code(self.territory, pointer="/territory"),
            system=SystemCode(self.system),
            title=self.title,
            reported_type=self.anomaly_type,
            severity=self.severity,
            reporter=Person(unit=str(actor.unit), person=str(actor.person)),
            desk=None,
        )

    def told(self, actor: Actor) -> events.Filing:
        """What intake needs to keep a request for it."""
        references = [
            reference(item.type, item.number, pointer=f"/references/{place}/number")
            for place, item in enumerate(self.references)
        ]
        return events.Filing(
            channel=Channel.PORT_SYSTEM,
            function_area=self.function_area,
            application=self.application,
            system=SystemCode(self.system),
            territory=territory_code(self.territory, pointer="/territory"),
            title=self.title,
            description=self.description,
            enterprise=enterprise_code(self.enterprise, pointer="/enterprise") if self.enterprise else None,
            references=tuple(ReferenceFact(type=each.type, number=each.number) for each in references),
            registered_by=actor.unit,
            registered_person=actor.person,
        )


class TriageParams(Params):
    """What it is; without a severity the type's own is taken."""

    model_config = example(type="A13", severity="S2")

    type: TypeCode
    severity: Severity | None = None


class InterveneParams(Params):
    """By which business rule it was settled, and how."""

    model_config = example(rule="税费支付业务规则第八条", outcome="已补发国库回执，税单状态恢复正常。")

    rule: Words
    outcome: Words


class ReasonParams(Params):
    """Why."""

    model_config = example(reason="国库回执已丢失，无法按业务规则补发。")

    reason: Words


class PersonParams(Params):
    """A person at a unit."""

    unit: Code
    person: Code


class RecordParams(Params):
    """One record of the target."""

    key: Name
    id: Name


class OperationParams(Params):
    """One field of one record and what it should become. What stands there now is read from the target."""

    kind: CorrectionKind
    record: RecordParams
    path: Pointer
    after: str | int | bool | None
    evidence: list[Sha256] = Field(default=[], max_length=20)


class PlanParams(Params):
    """A correction plan as a planner wishes it."""

    model_config = example(
        executor={"unit": "HA-EPORT", "person": "p-ha-eport-04"},
        ops=[
            {
                "kind": "set_status",
                "record": {"key": "tax_bill", "id": "410120261123000871"},
                "path": "/status",
                "after": "PAID",
                "evidence": ["6ae8a75555209fd6c44157c0aed8016e763ff435a19cf186f76863140143ff72"],
            }
        ],
        side_effects=["税单支付完成通知"],
    )

    executor: PersonParams
    ops: list[OperationParams] = Field(min_length=1, max_length=MAX_OPS)
    side_effects: list[Words] = Field(default=[], max_length=20)
    irreversible: bool = False

    def draft(self) -> Draft:
        """The same for the domain."""
        return Draft(
            executor=Person(unit=self.executor.unit, person=self.executor.person),
            wishes=tuple(
                Wish(
                    kind=op.kind,
                    key=op.record.key,
                    id=op.record.id,
                    path=op.path,
                    after=op.after,
                    evidence=tuple(op.evidence),
                )
                for op in self.ops
            ),
            side_effects=tuple(normalize("NFC", words) for words in self.side_effects),
            irreversible=self.irreversible,
        )


class OfficerParams(Params):
    """An officer of the competent unit who is asked to sign, and as what."""

    person: Code
    role: OfficerRole


class CertificateParams(Params):
    """Who is asked to sign, and for how long the certificate is to hold (72 hours, at most seven days)."""

    model_config = example(
        signers=[{"person": "p-ha-tax-03", "role": "handler"}, {"person": "p-ha-tax-04", "role": "approver"}],
        validity_hours=72,
    )

    signers: list[OfficerParams] = Field(min_length=1, max_length=9)
    validity_hours: int = Field(72, ge=1, le=168)

    def application(self) -> Application:
        """The same for the domain."""
        return Application(
            officers=tuple((PersonId(signer.person), signer.role) for signer in self.signers),
            validity=timedelta(hours=self.validity_hours),
        )


class SignatureParams(Params):
    """One officer's JWS signature over the frozen payload (RFC 7515): protected header and signature, base64url."""

    model_config = example(
        protected="eyJhbGciOiJFZDI1NTE5IiwiaWF0IjoxNzk1NDA2NDAwLCJraWQiOiJrLTEiLCJyb2xlIjoiaGFuZGxlciIsInR5cCI6InBvcnRkZXNrLmNlcnRpZmljYXRlLzEifQ",
        signature="AAAA",
    )

    protected: Base64Url = Field(max_length=1000)
    signature: Base64Url = Field(max_length=200)

    def signed(self) -> Signature:
        """The same for the domain."""
        return Signature(protected=self.protected, signature=self.signature)
