"""What a list shows is what single reads show, page after page, whatever has happened to the requests."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.contracts.event import Event
from shared.kernel.access import Actor, Role
from shared.kernel.ids import PersonId, SystemCode, UnitCode
from tests.support.clock import NOON
from tests.support.desk import Desk, Open
from tests.support.intake import (
    REQUESTS,
    act,
    case_opened,
    dispatched,
    done,
    filing,
    new_request,
    open_intake,
    registered,
    taken,
)
from tests.support.people import CLERK, ENTERPRISE, HANDLER, OTHER_CLERK, SUPERVISOR, TAX_SYSTEM, person

READERS = (
    CLERK,
    OTHER_CLERK,
    HANDLER,
    SUPERVISOR,
    ENTERPRISE,
    TAX_SYSTEM,
    person("p-zz-head", "HA-410100-PORT", Role.HEAD),
    person("p-tax-handler", "HA-TAX", Role.HANDLER),
    person("p-other-enterprise", "ENTERPRISE", Role.REQUESTER),
    person("p-auditor", "HA-PORT-OFFICE", Role.AUDITOR),
    person("p-two-hats", "HA-410300-PORT", Role.CLERK, Role.HANDLER),
    Actor(
        person=PersonId("client-elsewhere"),
        unit=UnitCode("HA-EPORT"),
        roles=frozenset({Role.PORT_SYSTEM}),
        scopes=frozenset({"requests:read"}),
        systems=frozenset({SystemCode("hn-sw-tax")}),
    ),
)


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    return await open_intake(open_desk)


async def listed(intake: Desk, actor: Actor, *, limit: int = 200, asked: str = "") -> list[str]:
    """Every id that a list shows, through all its pages."""
    found: list[str] = []
    path: str | None = f"{REQUESTS}?{asked}limit={limit}"
    while path:
        answer = await intake.send(actor, "GET", path)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= limit
        found += [item["id"] for item in page["items"]]
        path = f"{REQUESTS}?{asked}limit={limit}&cursor={page['next']}" if page["next"] else None
        assert answer.headers.get("link") == (f'<{path}>; rel="next"' if path else None)
    return found


async def readable(intake: Desk, actor: Actor) -> set[str]:
    """Every id that a single read shows."""
    ids = [str(found) for (found,) in await intake.rows("SELECT id FROM request")]
    answers = {request: await intake.send(actor, "GET", f"{REQUESTS}/{request}") for request in ids}
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    return {request for request, answer in answers.items() if answer.status_code == 200}


async def happen(intake: Desk, chance: random.Random, *, times: int) -> None:
    """Lets a random world come about."""
    for version in range(1, times + 1):
        intake.clock.forward(timedelta(seconds=chance.choice([0, 0, 1, 3600])))
        ids = [str(found) for (found,) in await intake.rows("SELECT id FROM request ORDER BY number")]
        kind = chance.randrange(8)
        if kind < 4 or not ids:
            who = chance.choice([CLERK, OTHER_CLERK, ENTERPRISE, TAX_SYSTEM])
            await registered(intake, who, territory=chance.choice(["410100", "410300", "310000"]))
        elif kind == 4:
            brought = new_request(intake.clock.now() - timedelta(minutes=chance.randrange(90)))
            await intake.publish(case_opened(brought, filing=filing(territory=chance.choice(["410100", "410300"]))))
        elif kind == 5:
            lead = chance.choice(["HA-EPORT", "HA-TAX", "HA-410300-PORT"])
            await intake.publish(dispatched(chance.choice(ids), lead=lead, version=version))
        else:
            tell: Callable[..., Event] = taken if chance.random() < 0.5 else done
            await intake.publish(tell(chance.choice(ids), version=version))


@pytest.mark.parametrize("seed", range(4))
async def test_a_list_shows_exactly_what_single_reads_show(intake: Desk, seed: int) -> None:
    await happen(intake, random.Random(seed), times=22)

    for actor in READERS:
        shown = await listed(intake, actor)
        assert len(shown) == len(set(shown))
        assert set(shown) == await readable(intake, actor), actor.person


@pytest.mark.parametrize("seed", range(2))
async def test_the_pages_of_a_list_are_its_whole_in_the_same_order_whatever_their_length(
    intake: Desk, seed: int
) -> None:
    await happen(intake, random.Random(100 + seed), times=22)

    for actor in READERS:
        whole = await listed(intake, actor)
        for limit in (1, 3, 7):
            assert await listed(intake, actor, limit=limit) == whole, (actor.person, limit)


@pytest.mark.parametrize("seed", range(2))
async def test_the_oldest_first_is_the_same_list_from_its_other_end(intake: Desk, seed: int) -> None:
    await happen(intake, random.Random(200 + seed), times=22)

    for actor in READERS:
        for asked in ("", "status=submitted&", "reference_kind=tax_bill&reference=410120261123000871&"):
            whole = await listed(intake, actor, asked=asked)
            for limit in (1, 3, 200):
                turned = await listed(intake, actor, limit=limit, asked=f"{asked}sort=oldest&")
                assert turned == whole[::-1], (actor.person, asked, limit)


async def test_a_request_that_a_case_brought_late_is_not_lost_between_pages(intake: Desk) -> None:
    early = new_request(NOON)
    intake.clock.forward(timedelta(minutes=3))
    between = (await registered(intake))["id"]
    intake.clock.forward(timedelta(minutes=3))
    await intake.publish(case_opened(early, filing=filing()))

    for actor in (SUPERVISOR, CLERK):
        assert set(await listed(intake, actor, limit=1)) == {early, between}


async def test_what_comes_in_while_somebody_pages_does_not_shift_the_pages(intake: Desk) -> None:
    for actor in (CLERK, SUPERVISOR):
        before = [(await registered(intake))["id"] for _ in range(5)]
        intake.clock.forward(timedelta(seconds=1))
        whole = await listed(intake, actor)
        first = (await intake.send(actor, "GET", f"{REQUESTS}?limit=2")).json()

        newer = (await registered(intake))["id"]
        rest = (await intake.send(actor, "GET", f"{REQUESTS}?limit=200&cursor={first['next']}")).json()

        seen = [item["id"] for item in [*first["items"], *rest["items"]]]
        assert seen == whole
        assert set(before) <= set(seen)
        assert newer not in seen


async def test_the_newest_comes_first(intake: Desk) -> None:
    made = []
    for _ in range(3):
        made.append((await registered(intake))["id"])
        intake.clock.forward(timedelta(minutes=1))

    assert await listed(intake, CLERK) == made[::-1]
    assert await listed(intake, SUPERVISOR) == made[::-1]


async def test_a_role_that_no_standing_could_help_is_refused_the_list(intake: Desk) -> None:
    for nobody in (person("p-planner", "HA-EPORT", Role.PLANNER), person("p-none", "HA-EPORT")):
        answer = await intake.send(nobody, "GET", REQUESTS)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours")


async def test_what_a_caller_may_do_is_offered_and_what_is_offered_succeeds(intake: Desk) -> None:
    bodies = {
        "reject_request": {"reason": "x"},
        "add_message": {"text": "x"},
        "ask_requester": {"text": "x"},
        "withdraw_request": {"reason": "x"},
        "close_request": {"final_reply": "x"},
    }
    for actor, brought_by in ((CLERK, ENTERPRISE), (TAX_SYSTEM, TAX_SYSTEM), (ENTERPRISE, ENTERPRISE), (CLERK, CLERK)):
        request = (await registered(intake, brought_by))["id"]
        offered = (await intake.send(actor, "GET", f"{REQUESTS}/{request}")).json()["allowed_actions"]
        assert offered
        for action in offered:
            again = (await registered(intake, brought_by))["id"]
            path = action["href"].removeprefix(f"{REQUESTS}/{request}/")
            await act(intake, actor, again, path, bodies.get(action["operation"]))
