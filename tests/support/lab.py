"""An application that has everything which ever went wrong at an HTTP edge."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, FastAPI
from pydantic import Field
from sqlalchemy import text

from services.intake.app import MONTHLY
from services.intake.settings import Settings
from shared.contracts.routing import UnitChanged
from shared.contracts.topics import Service
from shared.kernel.access import Role, Rule, Standing, decide
from shared.kernel.refusals import Unavailable, expect_version
from shared.kernel.sharing import Params
from shared.runtime.directory import TAKE_UNITS, TAKE_UNITS_RULE, take_units
from shared.runtime.http.app import base_app
from shared.runtime.http.deps import ActorDep, CursorQuery, IfMatchDep, LimitQuery, ReadDep, TxDep
from shared.runtime.http.pages import position
from shared.runtime.service import ServiceRuntime
from tests.support.spine import started

ONLY_CLERKS = Rule({Role.CLERK: frozenset({Standing.NONE})})
OPERATIONS = (
    "make_thing",
    "forget_to_decide",
    "fail_at_commit",
    "change_thing",
    "break_down",
    "list_things",
    "be_away",
)
RULES = {**dict.fromkeys(OPERATIONS, ONLY_CLERKS), TAKE_UNITS: TAKE_UNITS_RULE}
REQUEST_ID = "019ab000-0000-7000-8000-000000000001"

router = APIRouter(prefix="/v1")


class Box(Params):
    """One member of a union."""

    kind: Literal["box"]
    sizes: list[int] = Field(max_length=3)


class Bag(Params):
    """The other one."""

    kind: Literal["bag"]
    colour: str = Field(min_length=2)


class Thing(Params):
    """Something with everything in it that has ever put a wrong segment into a pointer."""

    name: str
    parts: list[Annotated[Box | Bag, Field(discriminator="kind")]] = Field([])
    extra: dict[str, int] = Field({})
    either: int | list[str] = 0


@router.post("/things", status_code=201)
async def make_thing(thing: Thing, tx: TxDep, actor: ActorDep) -> dict[str, str]:
    """Announces something."""
    tx.permit(decide(RULES, "list_things", actor, "make_thing"))
    tx.emit(started(UUID(REQUEST_ID), 1))
    return {"name": thing.name}


@router.post("/undecided")
async def forget_to_decide(tx: TxDep, actor: ActorDep) -> dict[str, str]:
    """Writes and asks nobody."""
    await (await tx.session.connection()).execute(text("INSERT INTO runtime.unit VALUES ('X', 1, '{}')"))
    return {}


@router.post("/late")
async def fail_at_commit(tx: TxDep, actor: ActorDep) -> dict[str, str]:
    """Does what only the commit finds out."""
    tx.permit(decide(RULES, "fail_at_commit", actor, "fail_at_commit"))
    await (await tx.session.connection()).execute(text("INSERT INTO late VALUES (1), (1)"))
    return {}


@router.put("/things/{number}")
async def change_thing(number: int, tx: TxDep, actor: ActorDep, seen: IfMatchDep) -> dict[str, int | None]:
    """A thing that is at version 3; number 0 moved on while it was written."""
    tx.permit(decide(RULES, "change_thing", actor, "change_thing"))
    expect_version(3, seen if number else 2)
    return {"seen": seen}


@router.get("/bug")
async def break_down(actor: ActorDep) -> None:
    """A bug of ours."""
    raise RuntimeError("SELECT secret FROM nowhere")


@router.get("/away")
async def be_away(actor: ActorDep) -> None:
    """Not now."""
    raise Unavailable


@router.get("/things")
async def list_things(
    tx: ReadDep, actor: ActorDep, limit: LimitQuery = 50, cursor: CursorQuery = None
) -> dict[str, str]:
    """Says where the page begins."""
    tx.permit(decide(RULES, "list_things", actor, "list_things"))
    return {"after": str(position(cursor))}


def create_app(settings: Settings, **given: Any) -> FastAPI:
    """The application, with the runtime of intake."""
    runtime = ServiceRuntime(
        Service.INTAKE, settings, package="intake", handlers={UnitChanged: take_units}, monthly=MONTHLY, **given
    )
    return base_app(runtime, title="Edge", summary="Edge.", prefix="/lab", routers=[router], rules=RULES)
