"""A lease has one holder at a time, and whoever may no longer hold it changes nothing."""

from shared.runtime.leases import Lease, let_go
from tests.chaos.journals import connected
from tests.support.spine import Station


async def test_one_holds_and_the_other_waits(station: Station) -> None:
    one, other = Lease(station.engine, "sequencer"), Lease(station.engine, "sequencer")

    assert await one.hold() == 1
    assert await other.hold() is None
    assert await one.hold() == 1


async def test_leases_of_different_names_do_not_meet(station: Station) -> None:
    assert await Lease(station.engine, "sequencer").hold() == 1
    assert await Lease(station.engine, "pruner").hold() == 1


async def test_what_was_released_is_taken_at_once_under_a_new_epoch(station: Station) -> None:
    one, other = Lease(station.engine, "sequencer"), Lease(station.engine, "sequencer")
    await one.hold()

    await one.release()

    assert await other.hold() == 2
    assert await one.hold() is None


async def test_a_holder_that_has_stopped_telling_loses_its_lease(station: Station) -> None:
    stopped, successor = Lease(station.engine, "sequencer"), Lease(station.engine, "sequencer")
    await stopped.hold()

    await station.execute("UPDATE runtime.lease SET until = clock_timestamp() - interval '1 second'")

    assert await successor.hold() == 2


async def test_a_release_that_comes_too_late_takes_nothing_from_the_successor(station: Station) -> None:
    stopped, successor, third = (Lease(station.engine, "sequencer") for _ in range(3))
    await stopped.hold()
    await station.execute("UPDATE runtime.lease SET until = clock_timestamp() - interval '1 second'")
    await successor.hold()

    await stopped.release()

    assert await third.hold() is None


async def test_a_lease_is_given_back_over_a_connection_that_died_unnoticed(station: Station) -> None:
    one, other = Lease(station.engine, "sequencer"), Lease(station.engine, "sequencer")
    await one.hold()
    async with connected(station.url) as beside:
        await beside.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    await let_go(one.release)

    assert await other.hold() == 2
