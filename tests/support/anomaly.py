"""The data_anomaly service with a port system behind its guard, and everybody who acts in a case."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn

from examples.port_system.app import create_app as create_port_system
from examples.port_system.records import view
from services.data_anomaly.app import create_app
from services.data_anomaly.connectors.rounds import Rounds
from services.data_anomaly.settings import Settings
from shared.contracts.event import By
from shared.contracts.intake import ReferenceFact, RequestAccepted
from shared.evidence import jws, keys
from shared.evidence.jws import Envelope, Header
from shared.evidence.keys import PrivateKey
from shared.evidence.notes import VerifierKey
from shared.kernel.access import Actor, Role
from shared.kernel.desk import Channel, FunctionArea, Kind, Severity
from shared.kernel.ids import PersonId, RequestId, SystemCode, UnitCode, uuid7
from shared.kernel.references import ReferenceType
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.leases import Lease
from tests.support.clock import FixedClock
from tests.support.desk import Desk, Open
from tests.support.people import TAX_SYSTEM, person
from tests.support.waiting import eventually

BILL, OTHER_BILL = "410120261123000871", "410120261123000873"
GUARD_KID = "guard-hn-sw-tax"

DESK = person("p-eport-handler", "HA-EPORT", Role.HANDLER)
PLANNER = person("p-planner", "HA-EPORT", Role.PLANNER)
EXECUTOR = person("p-executor", "HA-EPORT", Role.EXECUTOR)
OFFICER = person("p-tax-handler", "HA-TAX", Role.HANDLER)
HEAD = person("p-tax-head", "HA-TAX", Role.HEAD)
ANNA = person("p-tax-anna", "HA-TAX", Role.CERTIFIER)
BAI = person("p-tax-bai", "HA-TAX", Role.CERTIFIER)
CONFIRMER = person("p-zz-confirmer", "HA-410100-PORT", Role.CONFIRMER)
AUDITOR = person("p-auditor", "HA-PORT-OFFICE", Role.AUDITOR)

PLAN: dict[str, Any] = {
    "executor": {"unit": "HA-EPORT", "person": "p-executor"},
    "ops": [
        {
            "kind": "set_status",
            "record": {"key": "tax_bill", "id": BILL},
            "path": "/status",
            "after": "PAID",
            "evidence": ["3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"],
        }
    ],
    "side_effects": ["税单支付完成通知"],
}


def plan_for(bill: str) -> dict[str, Any]:
    """The same correction of another bill."""
    return {**PLAN, "ops": [{**PLAN["ops"][0], "record": {"key": "tax_bill", "id": bill}}]}


SIGNERS = {"signers": [{"person": "p-tax-anna", "role": "handler"}, {"person": "p-tax-bai", "role": "approver"}]}


class RunningClock(FixedClock):
    """The real time, which can be moved ahead: guard and service then live in one hour."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The machine's time and what was added."""
        return datetime.now(UTC) + self.ahead

    def forward(self, by: timedelta) -> None:
        """Moves it ahead of the machine's."""
        self.ahead += by


@dataclass
class Port:
    """The example port system on loopback."""

    url: str
    guard: PrivateKey
    trust: Path
    client: httpx.AsyncClient

    async def fault(self, **faults: int) -> None:
        """Switches faults on."""
        (await self.client.put("/sandbox/faults", json=faults)).raise_for_status()

    async def bill(self, number: str = BILL) -> dict[str, Any]:
        """A tax bill as its API shows it."""
        shown: dict[str, Any] = (await self.client.get(f"/api/tax-bills/{number}")).json()
        return shown


@dataclass
class Office:
    """The service, its target, and the keys that officers hold."""

    desk: Desk
    port: Port
    officers: dict[PersonId, tuple[str, PrivateKey]] = field(default_factory=dict)

    async def act(
        self, actor: Actor, case: dict[str, Any], path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """An act on a case: POST below it."""
        return await self.desk.send(actor, "POST", f"/anomaly/v1/cases/{case['id']}/{path}", body, **headers)

    async def done(self, actor: Actor, case: dict[str, Any], path: str, body: Any = None) -> dict[str, Any]:
        """An act that must succeed; the answer."""
        answer = await self.act(actor, case, path, body)
        assert answer.is_success, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def case(self, case: dict[str, Any], actor: Actor = AUDITOR) -> dict[str, Any]:
        """The case as it stands."""
        answer = await self.desk.send(actor, "GET", f"/anomaly/v1/cases/{case['id']}")
        assert answer.is_success, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def reaches(self, case: dict[str, Any], *states: str) -> dict[str, Any]:
        """Waits until the case stands in one of the states."""

        async def there() -> dict[str, Any] | None:
            shown = await self.case(case)
            return shown if shown["state"] in states else None

        found = await eventually(there, within=15)
        assert found is not None
        return found

    async def opened(self, **changes: Any) -> dict[str, Any]:
        """A case that a port system has reported."""
        body = {
            "function_area": "government_services",
            "application": "tax-payment",
            "system": "hn-sw-tax",
            "territory": "410100",
            "title": "税单已缴款，仍显示支付处理中",
            "description": "银行回单已到，税单状态超过两小时未变。",
            "references": [{"type": "tax_bill", "number": BILL}],
            "severity": "S2",
            "anomaly_type": "A13",
            **changes,
        }
        answer = await self.desk.send(
            TAX_SYSTEM, "POST", "/anomaly/v1/cases", body, idempotency_key=f"case-{uuid4().hex}"
        )
        assert answer.status_code == 201, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def special(self, **changes: Any) -> dict[str, Any]:
        """A case for which business means do not suffice."""
        case = await self.opened(**changes)
        await self.done(DESK, case, "triage", {"type": changes.get("anomaly_type", "A13")})
        await self.done(OFFICER, case, "acceptance")
        return await self.done(OFFICER, case, "special-case", {"reason": "国库回执已丢失，无法按业务规则补发。"})

    async def planned(self, case: dict[str, Any] | None = None, plan: dict[str, Any] | None = None) -> dict[str, Any]:
        """A case with a previewed plan."""
        case = case or await self.special()
        saved = await self.desk.send(PLANNER, "PUT", f"/anomaly/v1/cases/{case['id']}/plan", plan or PLAN)
        assert saved.is_success, saved.text
        return await self.done(PLANNER, case, "plan/preview")

    async def requested(self, case: dict[str, Any] | None = None, **changes: Any) -> tuple[dict[str, Any], str]:
        """A case whose certificate waits for officers, and the certificate's id."""
        case = case or await self.planned()
        certificate = await self.done(PLANNER, case, "certificates", {**SIGNERS, **changes})
        return case, certificate["id"]

    async def sign(
        self, actor: Actor, case: dict[str, Any], certificate: str, *, key: str | None = None
    ) -> httpx.Response:
        """An officer fetches what is to be signed, signs with an own key, and hands the signature in."""
        path = f"certificates/{certificate}"
        answer = await self.desk.send(actor, "GET", f"/anomaly/v1/cases/{case['id']}/{path}/signing-input")
        assert answer.is_success, answer.text
        asked = answer.json()
        kid, private = self.officers[PersonId(key or actor.person)]
        header = Header(
            alg=keys.algorithm_of(private),
            iat=int(self.desk.clock.now().timestamp()),
            kid=kid,
            role=asked["role"] or "second",
            typ=asked["typ"],
        )
        signed = jws.sign(Envelope(payload=asked["payload"], signatures=()), header, private)
        return await self.act(actor, case, f"{path}/signatures", signed.json_value())

    async def certified(self, case: dict[str, Any] | None = None) -> tuple[dict[str, Any], str]:
        """A case with an issued certificate that the log holds."""
        case, certificate = await self.requested(case)
        for officer in (ANNA, BAI):
            answer = await self.sign(officer, case, certificate)
            assert answer.status_code == 201, answer.text
        await self.logged()
        return case, certificate

    async def reserved(self, case: dict[str, Any] | None = None) -> tuple[dict[str, Any], str]:
        """A case whose execution is under way."""
        case, certificate = await self.certified(case)
        await self.done(EXECUTOR, case, f"certificates/{certificate}/reservation")
        return case, certificate

    async def logged(self) -> None:
        """Waits until the sequencer has taken everything."""

        async def empty() -> bool:
            return await self.desk.rows("SELECT count(*) FROM log_pending") == [(0,)]

        await eventually(empty)

    async def trust(self) -> bytes:
        """The trust file as the service gives it now; the guard gets it too."""
        answer = await self.desk.send(AUDITOR, "GET", "/anomaly/v1/connectors/hn-sw-tax/trust")
        assert answer.is_success, answer.text
        self.port.trust.write_bytes(answer.content)
        return answer.content

    async def enrol(self, actor: Actor, *, alg: keys.Algorithm = "Ed25519") -> None:
        """The head of a unit registers an officer's public key; the officer keeps the private half."""
        private = keys.generate(alg)
        kid = f"k-{actor.person}"
        body = {"kid": kid, "alg": alg, "pub": keys.public_text(private), "person": actor.person}
        head = person(f"head-of-{actor.unit}", actor.unit, Role.HEAD)
        answer = await self.desk.send(head, "POST", "/anomaly/v1/keys", body)
        assert answer.status_code == 201, answer.text
        self.officers[actor.person] = (kid, private)


def connector_body(port: Port, **changes: Any) -> dict[str, Any]:
    """The registration of the example port system."""
    return {
        "system": "hn-sw-tax",
        "code": "tax-v2",
        "base_url": port.url,
        "zone": "B",
        "guard": {"kid": GUARD_KID, "pub": keys.public_text(port.guard)},
        "records": view(),
        **changes,
    }


@asynccontextmanager
async def open_office(
    open_desk: Open, postgres: EmbeddedPostgres, folder: Path, *, register: bool = True, **more: Any
) -> AsyncIterator[Office]:
    """Service and port system, connector registered, officers enrolled, the trust file carried to the guard."""
    more.setdefault("clock", RunningClock())
    more = {"loopback_targets": True, "target_networks": "10.20.0.0/16"} | more
    key_folder = folder / "anomaly-keys"
    desk = await open_desk(
        "data_anomaly", create_app, Settings, key_folder=key_folder, log_domain="test.example", **more
    )
    async with open_port(postgres, folder, root_of(folder)) as port:
        office = Office(desk, port)
        if register:
            answer = await desk.send(HEAD, "POST", "/anomaly/v1/connectors", connector_body(port))
            assert answer.status_code == 201, answer.text
            await office.enrol(ANNA)
            await office.enrol(BAI, alg="ES256")
            await office.trust()
            await office.logged()
        yield office


def root_of(folder: Path) -> VerifierKey:
    """The root key that guards and verifiers pin."""
    return VerifierKey("root", (folder / "anomaly-keys" / "root.pub").read_text())


@asynccontextmanager
async def open_port(postgres: EmbeddedPostgres, folder: Path, root: VerifierKey) -> AsyncIterator[Port]:
    """The example port system on a free port of loopback, on a database of its own."""
    name = f"port_{uuid4().hex}"
    await postgres.create_database(name)
    guard, trust = keys.generate("Ed25519"), folder / "trust.json"
    app = create_port_system(postgres.url(name), trust=trust, guard_kid=GUARD_KID, guard_key=guard, root=root)
    async with served(app) as url, httpx.AsyncClient(base_url=url) as client:
        yield Port(url, guard, trust, client)
    await postgres.drop_database(name)


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """An application on a free port of loopback."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    server.capture_signals = nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
        if task.done():
            task.result()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


def accepted(request_id: RequestId | None = None, **changes: Any) -> RequestAccepted:
    """What intake announces when it has accepted a request about a data anomaly."""
    at = datetime.now(UTC)
    known: dict[str, Any] = {
        "version": 2,
        "at": at,
        "by": By.actor(TAX_SYSTEM),
        "audience": (UnitCode("HA-410100-PORT"), UnitCode("HA-TAX")),
        "request_id": request_id or RequestId(uuid7(at)),
        "number": "HA-20261123-410100-00042-6",
        "kind": Kind.DATA_ANOMALY,
        "channel": Channel.PORT_SYSTEM,
        "function_area": FunctionArea.GOVERNMENT_SERVICES,
        "application": "tax-payment",
        "system": SystemCode("hn-sw-tax"),
        "territory": "410100",
        "title": "税单已缴款，仍显示支付处理中",
        "references": (ReferenceFact(type=ReferenceType.TAX_BILL, number=BILL),),
        "severity": Severity.S2,
        "anomaly_type": "A13",
        "registered_by": UnitCode("HA-TAX"),
        "territorial_unit": UnitCode("HA-410100-PORT"),
        "territorial_reason": "business",
        "first_contact_unit": UnitCode("HA-410100-PORT"),
        "first_contact_person": PersonId("p-zz-clerk"),
    }
    return RequestAccepted(**(known | changes))


async def stop_loop(name: str) -> None:
    """Ends one loop of the service, as if its process had died there."""
    for task in asyncio.all_tasks():
        if task.get_name() == f"anomaly.{name}":
            task.cancel()
            await asyncio.wait([task])


def rounds_of(office: Office) -> Rounds:
    """The service's loops, to be driven round by round."""
    runtime = office.desk.runtime
    return Rounds(
        transactions=runtime.transactions,
        signer=office.desk.app.state.made.signer,
        networks=office.desk.app.state.made.networks,
        executor=Lease(runtime.engine, "test-executions"),
        sequencer=Lease(runtime.engine, "test-sequencer"),
    )
