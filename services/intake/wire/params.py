"""What callers send to intake."""

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from services.intake.domain.model import Contact, Draft, Visibility
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import SystemCode
from shared.kernel.references import ReferenceType, enterprise_code, reference, territory_code
from shared.kernel.sharing import Params

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Words = Annotated[str, Field(min_length=1, max_length=4000)]
_EXAMPLE: JsonDict = {
    "kind": "data_anomaly",
    "channel": "port_system",
    "function_area": "government_services",
    "application": "tax-payment",
    "system": "hn-sw-tax",
    "territory": "410100",
    "title": "税单已缴款，仍显示支付处理中",
    "description": "银行回单已到，税单状态超过两小时未变。",
    "references": [{"type": "tax_bill", "number": "410120261123000871"}],
    "severity": "S2",
    "anomaly_type": "A13",
}


class ReferenceParams(Params):
    """One business reference; full-width characters and blanks are forgiven, a wrong check character is not."""

    type: ReferenceType
    number: str = Field(min_length=1, max_length=64, examples=["410120261123000871"])


class ContactParams(Params):
    """How to reach the requester. Kept apart, never sent in an event."""

    name: str = Field(min_length=1, max_length=100)
    phone: str | None = Field(None, pattern=r"^[0-9+() -]{5,32}$")
    email: str | None = Field(None, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


class CreateRequestParams(Params):
    """A service request as somebody brings it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    kind: Kind
    channel: Channel
    function_area: FunctionArea
    application: Code = Field(description="Code in the application catalogue.")
    system: Code | None = Field(None, description="Connected system the matter is about.")
    territory: str | None = Field(None, description="GB/T 2260 code of the business; else the requester's is taken.")
    title: str = Field(min_length=2, max_length=200)
    description: Words
    enterprise: str | None = Field(None, description="Unified social credit code or customs code.")
    references: list[ReferenceParams] = Field(default=[], max_length=50)
    severity: Severity = Severity.S3
    anomaly_type: Code | None = Field(None, description="What the reporter takes the anomaly for, such as A13.")
    contact: ContactParams | None = None

    def draft(self) -> Draft:
        """The same in normal form; refuses wrong numbers with a pointer to the member."""
        return Draft(
            kind=self.kind,
            channel=self.channel,
            function_area=self.function_area,
            application=self.application,
            system=SystemCode(self.system) if self.system else None,
            territory=territory_code(self.territory, pointer="/territory") if self.territory is not None else None,
            title=self.title,
            description=self.description,
            enterprise=enterprise_code(self.enterprise, pointer="/enterprise") if self.enterprise is not None else None,
            references=tuple(
                reference(item.type, item.number, pointer=f"/references/{place}/number")
                for place, item in enumerate(self.references)
            ),
            severity=self.severity,
            anomaly_type=self.anomaly_type,
            contact=Contact(self.contact.name, self.contact.phone, self.contact.email) if self.contact else None,
        )


class RequestLineParams(CreateRequestParams):
    """One line of a batch: a service request that names its own key."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"idempotency_key": "hn-sw-tax/410120261123000871/1", **_EXAMPLE}]}
    )

    idempotency_key: str = Field(
        min_length=8,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="Chosen by the caller for this request; the same key gives the same answer again.",
    )


class RejectParams(Params):
    """Why it is not the Single Window's, and where to turn."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "该事项由市场监管部门办理，请拨打12315。"}]})

    reason: Words


class MessageParams(Params):
    """A message; `internal` ones stay among those who handle it. `asks` makes it what `questions` takes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "已转税务部门核对，今天下午答复您。"}]})

    text: Words
    asks: bool = False
    visibility: Visibility = Visibility.PUBLIC


class AskParams(Params):
    """What is missing, in words for the requester."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "请补充银行缴款回单。"}]})

    text: Words


class AnswerParams(Params):
    """What the requester answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "回单号为20261123000871，已上传。"}]})

    text: Words


class WithdrawParams(Params):
    """Why the requester takes it back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "已自行解决。"}]})

    reason: Words


class CloseParams(Params):
    """The first contact's last word to the requester."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"final_reply": "税单状态已更正为已缴款，请查收。"}]})

    final_reply: Words
