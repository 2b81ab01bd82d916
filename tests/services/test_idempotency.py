"""First answers are kept under who asked and the key they chose, and told again word for word."""

import pytest
from sqlalchemy.exc import IntegrityError

from shared.kernel.access import Actor, Role
from shared.runtime.idempotency import Answer, IdempotencyKeyRequired, IdempotencyKeyReused, Intent, find, keep
from tests.support.people import CLERK, OTHER_CLERK, TAX_SYSTEM
from tests.support.spine import Station

CREATED = Answer(201, '{"title":"税单"}'.encode(), "/intake/v1/requests/1")


def intent(
    actor: Actor = TAX_SYSTEM, *, operation: str = "create", key: str = "key-0001", body: bytes = b"{}"
) -> Intent:
    found = Intent.of(actor, operation, key, body)
    assert found is not None
    return found


async def kept(station: Station, *answers: tuple[Intent, Answer]) -> None:
    async with station.transactions.write() as tx:
        tx.permit_many(())
        keep(tx, answers)


async def found(station: Station, *intents: Intent) -> dict[Intent, Answer | object]:
    async with station.transactions.read() as tx:
        tx.permit_many(())
        return dict(await find(tx, intents))


async def test_the_first_answer_comes_back_word_for_word(station: Station) -> None:
    await kept(station, (intent(), CREATED))

    assert await found(station, intent()) == {intent(): CREATED}


async def test_another_body_under_the_same_key_is_refused_also_beside_the_right_one(station: Station) -> None:
    await kept(station, (intent(), CREATED))
    other = intent(body=b'{"a":1}')

    for asked in ([intent(), other], [other, intent()]):
        answers = await found(station, *asked)
        assert answers[intent()] == CREATED
        assert isinstance(answers[other], IdempotencyKeyReused)


@pytest.mark.parametrize(
    "another",
    [intent(OTHER_CLERK), intent(CLERK), intent(operation="other"), intent(key="key-0002")],
    ids=["person and unit", "machine or person", "operation", "key"],
)
async def test_what_another_caller_or_operation_asks_under_the_same_key_is_another_intention(
    station: Station, another: Intent
) -> None:
    await kept(station, (intent(), CREATED))

    assert await found(station, another) == {}


async def test_two_first_answers_to_one_intention_cannot_both_be_kept(station: Station) -> None:
    await kept(station, (intent(), CREATED))

    with pytest.raises(IntegrityError):
        await kept(station, (intent(), CREATED))


async def test_nothing_asked_is_nothing_found_and_nothing_kept(station: Station) -> None:
    await kept(station)

    assert await found(station) == {}


@pytest.mark.parametrize("role", [Role.PORT_SYSTEM, Role.SUBSCRIBER])
def test_a_machine_has_to_name_its_intention_and_a_person_need_not(role: Role) -> None:
    machine = Actor(person=TAX_SYSTEM.person, unit=TAX_SYSTEM.unit, roles=frozenset({role}))

    assert Intent.of(CLERK, "create", None, b"{}") is None
    with pytest.raises(IdempotencyKeyRequired):
        Intent.of(machine, "create", None, b"{}")
