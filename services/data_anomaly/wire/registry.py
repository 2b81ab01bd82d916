"""HTTP shapes of what is registered (types, grants, keys, connectors, trust files) and of the transparency log."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, HttpUrl

from services.data_anomaly.domain.authority import Grant
from services.data_anomaly.domain.target import Connector, FieldView, RecordView
from services.data_anomaly.domain.types import AnomalyType, Technical
from services.data_anomaly.wire.params import Code, example
from shared.evidence.jws import Base64Url, Envelope
from shared.evidence.keys import Algorithm
from shared.evidence.records import ProvenLeaf, Zone
from shared.evidence.scalars import Name, Pointer, ScalarType
from shared.evidence.trust import Key
from shared.kernel.desk import Severity
from shared.kernel.ids import SystemCode, UnitCode
from shared.kernel.refusals import Invalid
from shared.kernel.sharing import INTERNAL, OPERATIONAL, Params, View


class KeyParams(Params):
    """The public half of an officer's key; the officer belongs to the caller's unit."""

    model_config = example(
        kid="k-p-ha-tax-03", alg="Ed25519", pub="11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", person="p-ha-tax-03"
    )

    kid: Name
    alg: Algorithm
    pub: Base64Url = Field(max_length=120)
    person: Code


class GuardParams(Params):
    """The guard in front of a system: id and public Ed25519 key, base64url."""

    kid: Name
    pub: Base64Url = Field(min_length=43, max_length=43)


class FieldParams(Params):
    """One field of a record; `protected` marks declared content."""

    path: Pointer
    type: ScalarType
    protected: bool = False


class BadBaseUrl(Invalid):
    """Where a system is reached is an address and perhaps a path: what else a URL may carry would be sent along."""

    zh = "接口地址不能带用户名、密码、查询参数或片段。"
    en = "The base URL carries no user name, password, query or fragment."


class RecordViewParams(Params):
    """One kind of record; `path` is where its API serves it."""

    key: Name
    path: str = Field(pattern=r"^/[A-Za-z0-9/._{}-]*\{id\}$", max_length=200)
    fields: list[FieldParams] = Field(min_length=1, max_length=200)


class ConnectorParams(Params):
    """How a system is reached, by which guard it answers, and the record view it publishes."""

    model_config = example(
        system="hn-sw-tax",
        code="tax-v2",
        base_url="http://10.20.0.15:8080",
        zone="B",
        guard={"kid": "guard-hn-sw-tax", "pub": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        records=[
            {
                "key": "tax_bill",
                "path": "/api/tax-bills/{id}",
                "fields": [
                    {"path": "/status", "type": "str"},
                    {"path": "/amount", "type": "dec", "protected": True},
                ],
            }
        ],
    )

    system: Code
    code: Name
    base_url: HttpUrl
    zone: Zone
    guard: GuardParams
    records: list[RecordViewParams] = Field(min_length=1, max_length=50)

    def connector(self, unit: UnitCode) -> Connector:
        """The same for the domain, registered by a unit. Raises BadBaseUrl."""
        url = self.base_url
        if any(part is not None for part in (url.username, url.password, url.query, url.fragment)):
            raise BadBaseUrl(pointer="/base_url")
        return Connector(
            system=SystemCode(self.system),
            code=self.code,
            unit=unit,
            base_url=str(self.base_url).rstrip("/"),
            zone=self.zone,
            guard_kid=self.guard.kid,
            records=tuple(
                RecordView(
                    key=record.key,
                    path=record.path,
                    fields=tuple(
                        FieldView(path=field.path, type=field.type, protected=field.protected)
                        for field in record.fields
                    ),
                )
                for record in self.records
            ),
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
