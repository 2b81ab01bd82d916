"""What a port system's answers mean: a guard's are known by their form, and what a gateway says is none of them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from services.data_anomaly.connectors import port
from services.data_anomaly.connectors.port import GuardRefused, NoAnswer, PortSystem, TargetUnavailable, reach
from services.data_anomaly.domain.networks import TargetNetworks
from services.data_anomaly.domain.target import Connector, FieldView, RecordView
from shared.kernel.ids import SystemCode, UnitCode
from tests.support.anomaly import served
from tests.support.evidence import make_plan

PLAN = make_plan()


def problem(status: int, **members: Any) -> Response:
    """A problem document."""
    return Response(json.dumps(members), status, media_type="application/problem+json")


@asynccontextmanager
async def answering(answer: Response) -> AsyncIterator[PortSystem]:
    """A target that answers everything like that."""

    async def say(_: Request) -> Response:
        return answer

    app = Starlette(routes=[Route("/{path:path}", say, methods=["GET", "POST", "PUT"])])
    async with served(app) as url:
        connector = Connector(
            system=SystemCode("hn-sw-tax"),
            code="tax-v2",
            unit=UnitCode("HA-TAX"),
            base_url=url,
            zone="B",
            guard_kid="guard",
            records=(RecordView(key="tax_bill", path="/{id}", fields=(FieldView(path="/status", type="str"),)),),
        )
        async with reach(connector, TargetNetworks.read("", loopback=True)) as system:
            yield system


@pytest.mark.parametrize(
    "answer",
    [
        JSONResponse({"code": 403, "msg": "denied"}, 403),
        JSONResponse({"code": "T1.other-system"}, 403),
        PlainTextResponse("slow down", 429),
        problem(403, code="gateway"),
        problem(408, title="timeout"),
        problem(403),
    ],
)
async def test_a_gateway_that_refuses_a_write_leaves_open_what_became_of_it(answer: Response) -> None:
    async with answering(answer) as system:
        with pytest.raises(NoAnswer):
            await system.write(PLAN)


async def test_a_guard_that_refuses_a_write_says_that_nothing_was_written() -> None:
    async with answering(problem(403, code="T1.other-system")) as system:
        with pytest.raises(GuardRefused, match=r"T1\.other-system"):
            await system.write(PLAN)


@pytest.mark.parametrize("answer", [PlainTextResponse("no route", 404), problem(404, type="about:blank")])
async def test_a_path_that_a_gateway_does_not_know_says_nothing_of_a_journal(answer: Response) -> None:
    async with answering(answer) as system:
        with pytest.raises(TargetUnavailable):
            await system.journal(PLAN)


async def test_an_operation_that_a_journal_does_not_have_is_told_as_none() -> None:
    async with answering(problem(404, type="/problems/not-found")) as system:
        assert await system.journal(PLAN) == [None]


async def test_an_answer_that_drips_for_ever_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def drops() -> AsyncIterator[bytes]:
        for _ in range(20):
            await asyncio.sleep(0.1)
            yield b" "

    monkeypatch.setattr(port, "WHOLE_SECONDS", 0.5)
    async with answering(StreamingResponse(drops())) as system:
        with pytest.raises(TargetUnavailable):
            await system.journal(PLAN)
