"""Drafts at routing: the same promise as at intake, and the act that sends one."""

from datetime import timedelta

import pytest

from services.routing.app import MONTHLY, create_app
from services.routing.settings import Settings
from shared.kernel.desk import Kind
from tests.conformance.drafts import BODY, DraftsConformance
from tests.support.desk import Desk, Open
from tests.support.routing_desk import EPORT_HANDLER, accepted, new_request

DRAFTS = "/routing/v1/drafts"


@pytest.fixture
async def routing(open_desk: Open) -> Desk:
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    return desk


class TestDraftsOfRouting(DraftsConformance):
    @pytest.fixture
    def desk(self, routing: Desk) -> Desk:
        return routing

    @pytest.fixture
    def drafts(self) -> str:
        return DRAFTS


async def test_the_outcome_takes_its_draft_with_it_once_the_work_is_done(routing: Desk) -> None:
    request = new_request()
    await routing.publish(accepted(request, kind=Kind.FAULT))
    path, outcome = f"/routing/v1/handlings/{request}", {"outcome": "solved"}
    await routing.send(EPORT_HANDLER, "PUT", f"{DRAFTS}/outcome", BODY)
    routing.clock.forward(timedelta(minutes=3))

    early = await routing.send(EPORT_HANDLER, "POST", f"{path}/completion", outcome, portdesk_draft="outcome")
    assert early.status_code == 409
    assert (await routing.send(EPORT_HANDLER, "GET", f"{DRAFTS}/outcome")).status_code == 200

    await routing.send(EPORT_HANDLER, "POST", f"{path}/acceptance", {})
    await routing.send(EPORT_HANDLER, "POST", f"{path}/start")
    done = await routing.send(EPORT_HANDLER, "POST", f"{path}/completion", outcome, portdesk_draft="outcome")
    assert done.status_code == 200
    assert (await routing.send(EPORT_HANDLER, "GET", f"{DRAFTS}/outcome")).status_code == 404
