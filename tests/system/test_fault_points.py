"""A process dies at each named place of the spine, starts again, and the story ends as it does without a death."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio

from cli.demo.stage import BILL, SYSTEM, Stage, listens
from cli.demo.story import Story
from cli.demo.telling import Teller
from cli.installation import BUS, PACKAGES
from cli.kafka import KafkaCluster
from cli.ports import free_port
from examples.port_system.client import anomaly
from shared.contracts.envelope import Envelope
from shared.contracts.intake import RequestAccepted
from shared.contracts.routing import HandlingDispatched
from shared.contracts.topics import INTAKE
from shared.runtime import faults
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.eventlog import Message, open_log
from tests.support.kafka import require_kafka
from tests.support.processes import ServiceProcesses, stage_of_processes
from tests.support.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

ACCEPTING = ("accept.worked", "outbox.staged", "accept.committed")
WHERE = {
    **dict.fromkeys((*ACCEPTING, "relay.published", "log.appended", "lease.taken"), "intake"),
    **dict.fromkeys(("cursor.taken", "consumer.moved", "consumer.committed", "parking.parked"), "routing"),
    "delivery.answered": "notify",
    **dict.fromkeys(("execution.sent", "execution.recorded", "execution.sending"), "anomaly"),
}
"""Fault point → the service that dies there; the last one leaves a certificate that holds its record for minutes."""
WRITES = [point for point in WHERE if point.startswith("execution.")]
ASIDE = [*ACCEPTING, "delivery.answered"]
"""Where a service is busy with its own database or with a receiver, as in its writes: no log has a part in it."""
ON_ITS_WAY = [point for point in WHERE if point not in {*ASIDE, *WRITES, "parking.parked"}]
on_one_log = pytest.mark.parametrize("town", ["postgres"], indirect=True, scope="module")


class Execution(Story):
    """The part of the story that ends in one certified write, without the demo's own mishaps."""

    async def prepare_to_write(self) -> None:
        """From the report to the signed certificate."""
        for step in (self.file, self.dispatch, self.triage, self.intervene, self.plan, self.certify):
            await step()

    async def reserve(self) -> None:
        """From here on the desk writes by itself."""
        await self.reserve_when_witnessed()

    async def execute(self, *, state: str = "confirming") -> None:
        """What the desk has come to know about its write."""
        self.case = await self.stage.until(self.executor, self.path, state=state)


@dataclass
class Town:
    """A running suite of processes on one log."""

    stage: Stage
    processes: ServiceProcesses
    server: EmbeddedPostgres
    log_url: str
    opening: Story
    told: list[tuple[str, int]] = field(default_factory=list)
    """What a subscriber is told of a request whose story met no fault."""

    async def accept(self) -> dict[str, Any]:
        """One request by somebody who does not give up, under one key."""
        key = f"request-{uuid4()}"
        body = anomaly(BILL, system=SYSTEM)

        async def answered() -> dict[str, Any] | None:
            try:
                answer = await self.stage.send(self.opening.port, "POST", "/intake/v1/requests", body, key=key)
            except httpx.TransportError:
                return None
            found: dict[str, Any] = answer.json() if answer.is_success else {}
            return found

        request = await eventually(answered, within=20, every=0.1)
        assert request is not None
        rows = await self.query("intake", "SELECT body FROM runtime.idempotency WHERE key = $1", key)
        assert len(rows) == 1
        assert await self.query("intake", "SELECT id FROM request WHERE id = $1", request["id"])
        return request

    async def heard(self, request: dict[str, Any]) -> list[tuple[str, int]]:
        """All that the receiver has taken about a request, once it knows that the work is dispatched."""

        async def dispatched() -> list[tuple[str, int]]:
            told = [(event.type, event.sequence) for event in self.stage.received() if event.subject == request["id"]]
            return told if {RequestAccepted.TYPE, HandlingDispatched.TYPE} <= {kind for kind, _ in told} else []

        return sorted(await eventually(dispatched, within=30))

    async def settled(self) -> None:
        """No event waits anywhere, and no event was given up but those that cannot be read."""

        async def empty() -> bool:
            return not any([await self.query(name, "SELECT 1 FROM runtime.outbox") for name in PACKAGES])

        await eventually(empty, within=20)
        for service in PACKAGES:
            assert not await self.query(service, "SELECT 1 FROM runtime.parked WHERE reason <> 'unreadable'")

    async def poison(self) -> UUID:
        """An event of a type that everybody handles, with content that nobody can read; its id."""
        bad = Envelope(
            id=uuid4(),
            type=RequestAccepted.TYPE,
            source="urn:portdesk:demo:intake",
            topic=INTAKE.name,
            key=str(uuid4()),
            seq=1,
            time=datetime.now(UTC),
            data=b"{",
        )
        async with open_log(self.log_url) as log:
            await log.ensure_topics([INTAKE])
            headers = tuple(bad.headers())
            await log.publish([Message(id=bad.id, topic=bad.topic, key=bad.key, value=bad.data, headers=headers)])
        return bad.id

    async def query(self, database: str, sql: str, *arguments: object) -> list[Any]:
        """Rows of one database."""
        connection = await asyncpg.connect(self.server.url(database).replace("+asyncpg", ""))
        try:
            return list(await connection.fetch(sql, *arguments))
        finally:
            await connection.close()

    async def crash_at(self, point: str) -> None:
        """The service will die there."""
        await asyncio.to_thread(self.processes.restart_to_crash, WHERE[point], point)

    async def dies_and_returns(self, point: str) -> None:
        """It has died there, and starts again; nobody waits for the lease of the dead."""
        service = WHERE[point]
        assert await asyncio.to_thread(self.processes.death, service, within=30) == faults.CODE
        await self.query(service, "UPDATE runtime.member SET seen = 'epoch'")
        await self.query(service, "UPDATE runtime.lease SET until = 'epoch'")
        if service == "notify":
            await self.query(service, "UPDATE lane SET lease_until = now() WHERE state = 'leased'")
        await asyncio.to_thread(self.processes.start, service)

    async def forget(self) -> None:
        """The port system's record is wrong again, and the demo's keys may be used for another case."""
        await self.query("port_system", "UPDATE tax_bill SET status = 'PROCESSING', version = version + 1")
        for service in ("intake", "anomaly"):
            await self.query(service, "DELETE FROM runtime.idempotency")


@pytest_asyncio.fixture(
    loop_scope="module", scope="module", params=["postgres", pytest.param("kafka", marks=pytest.mark.kafka)]
)
async def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One suite per log; every test leaves it running."""
    folder: Path = tmp_path_factory.mktemp("town")
    cluster = None
    if request.param == "kafka":
        require_kafka()
        cluster = KafkaCluster.create(folder / "kafka")
        await asyncio.to_thread(cluster.start)
    try:
        url = f"kafka://{cluster.bootstrap}" if cluster else None
        async with stage_of_processes(folder / "suite", url, receiver_port=free_port()) as (stage, processes, server):
            opening = Story(stage, Teller())
            await opening.prepare()
            await opening.subscribe()
            town = Town(stage, processes, server, url or server.url(BUS), opening)
            town.told = await town.heard(await town.accept())
            yield town
    finally:
        if cluster:
            await asyncio.to_thread(cluster.stop)


async def test_every_fault_point_has_a_process_that_dies_there() -> None:
    assert WHERE.keys() == faults.POINTS


@pytest.mark.parametrize("point", ON_ITS_WAY)
async def test_a_request_is_taken_once_and_told_in_order_although_a_process_dies(town: Town, point: str) -> None:
    await taken_once_and_told_in_order(town, point)


@on_one_log
@pytest.mark.parametrize("point", ASIDE)
async def test_the_same_holds_where_no_log_has_a_part_in_it(town: Town, point: str) -> None:
    await taken_once_and_told_in_order(town, point)


async def taken_once_and_told_in_order(town: Town, point: str) -> None:
    """One request, accepted while a service dies at a point of its work."""
    await town.crash_at(point)
    accepting = asyncio.create_task(town.accept())

    await town.dies_and_returns(point)

    assert await town.heard(await accepting) == town.told
    await town.settled()


async def test_an_unreadable_event_is_parked_once_although_the_process_dies_in_parking(town: Town) -> None:
    await town.crash_at("parking.parked")
    poison = await town.poison()

    await town.dies_and_returns("parking.parked")
    request = await town.accept()

    async def parked() -> list[Any]:
        return await town.query("routing", "SELECT reason, tries FROM runtime.parked WHERE event_id = $1", poison)

    assert [tuple(row) for row in await eventually(parked)] == [("unreadable", 0)]
    assert await town.heard(request) == town.told
    await town.settled()


@on_one_log
@pytest.mark.parametrize("point", WRITES)
async def test_a_certificate_is_executed_at_most_once_although_the_process_dies(town: Town, point: str) -> None:
    await town.forget()
    story = Execution(town.stage, Teller())
    await story.prepare_to_write()
    before = await town.query("port_system", "SELECT op_id FROM journal")

    await town.crash_at(point)
    await listens(urlsplit(town.stage.urls["anomaly"]).port or 0)
    await story.reserve()
    await town.dies_and_returns(point)

    if point == "execution.sending":
        # Nobody can know whether it was sent: the desk says so until the guard's fence ends, minutes later.
        await story.execute(state="unknown")
    else:
        await story.execute()
        await story.confirm()
    after = await town.query("port_system", "SELECT op_id FROM journal")
    assert len(after) - len(before) == (point != "execution.sending")
    await town.settled()
