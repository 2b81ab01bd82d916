"""Partitions are shared out among the processes that live, in the quiet as well as after a change."""

import pytest

from shared.runtime.cursors import Claim, Cursors, Fenced
from shared.runtime.eventlog import Partition
from tests.support.spine import Station

PARTITIONS = [Partition("intake.v1", part) for part in range(4)]


async def seen(station: Station) -> int:
    """How many members were seen within the last second."""
    ((count,),) = await station.rows(
        "SELECT count(*) FROM runtime.member WHERE seen > clock_timestamp() - interval '1 second'"
    )
    return int(count)


@pytest.fixture
async def alone(station: Station) -> Cursors:
    """A process that owns everything."""
    cursors = Cursors(station.engine)
    await cursors.enrol(PARTITIONS)
    await cursors.renew()
    return cursors


async def test_the_only_process_owns_all_and_goes_on_owning_it_under_the_same_epochs(alone: Cursors) -> None:
    first, second = await alone.renew(), await alone.renew()

    assert first == second == dict.fromkeys(PARTITIONS, Claim(next=0, epoch=1, stuck=0))


async def test_in_the_quiet_a_process_goes_on_saying_that_it_lives(alone: Cursors, station: Station) -> None:
    await station.execute("UPDATE runtime.member SET seen = clock_timestamp() - interval '2 seconds'")
    assert await seen(station) == 0

    await alone.renew()

    assert await seen(station) == 1


async def test_in_the_quiet_a_claim_tells_how_far_the_cursor_is(alone: Cursors, station: Station) -> None:
    async with station.engine.begin() as connection:
        await alone.advance(connection, PARTITIONS[2], epoch=1, start=0, after=7)

    assert (await alone.renew())[PARTITIONS[2]].next == 7


async def test_a_newcomer_gets_its_share_and_both_then_keep_theirs(alone: Cursors, station: Station) -> None:
    newcomer = Cursors(station.engine)
    assert await newcomer.renew() == {}, "nothing is taken from an owner that lives"

    kept = await alone.renew()
    taken = await newcomer.renew()

    assert kept.keys() | taken.keys() == set(PARTITIONS)
    assert not kept.keys() & taken.keys()
    assert {claim.epoch for claim in taken.values()} == {2}
    assert await alone.renew() == kept
    assert await newcomer.renew() == taken


async def test_what_a_dead_owner_had_is_taken_over_and_counted(alone: Cursors, station: Station) -> None:
    await station.execute("UPDATE runtime.member SET seen = clock_timestamp() - interval '4 seconds'")
    successor = Cursors(station.engine)

    taken = await successor.renew()

    assert taken == dict.fromkeys(PARTITIONS, Claim(next=0, epoch=2, stuck=1))
    async with station.engine.begin() as connection:
        with pytest.raises(Fenced):
            await alone.advance(connection, PARTITIONS[0], epoch=1, start=0, after=1)


async def test_who_was_taken_for_dead_finds_out_and_comes_back_as_a_newcomer(alone: Cursors, station: Station) -> None:
    await station.execute("UPDATE runtime.member SET seen = clock_timestamp() - interval '4 seconds'")
    successor = Cursors(station.engine)
    await successor.renew()

    assert await alone.renew() == {}
    shared = await successor.renew()
    back = await alone.renew()

    assert shared.keys() | back.keys() == set(PARTITIONS)
    assert back.keys()
    assert shared.keys()


async def test_one_process_more_than_partitions_owns_none_and_still_lives(station: Station) -> None:
    many = [Cursors(station.engine) for _ in range(3)]
    await many[0].enrol(PARTITIONS[:2])
    for _ in range(3):
        claims = [await cursors.renew() for cursors in many]

    assert sorted(len(claim) for claim in claims) == [0, 1, 1]
    assert await seen(station) == 3


async def test_after_a_release_the_next_renewal_takes_everything(alone: Cursors, station: Station) -> None:
    successor = Cursors(station.engine)
    await successor.renew()

    await alone.release()

    assert (await successor.renew()).keys() == set(PARTITIONS)
