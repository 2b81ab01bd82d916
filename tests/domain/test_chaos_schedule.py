"""The schedule of chaos: one seed draws it, and nobody is spared a kind of fault."""

from itertools import islice

import pytest

from cli.installation import PACKAGES
from tests.chaos.schedule import kinds, schedule


@pytest.mark.parametrize("seed", range(5))
def test_each_service_and_each_node_gets_each_kind_in_as_many_rounds_as_there_are(seed: int) -> None:
    rounds = max(len(PACKAGES), 3)
    faults = list(islice(schedule(seed, broker=True, nodes=3), rounds * len(kinds(broker=True))))

    hit = {(fault.kind, fault.target) for fault in faults}

    assert {(kind, service) for kind in ("kill", "pause", "term") for service in PACKAGES} <= hit
    assert {(kind, str(node)) for kind in kinds(broker=True) if "broker" in kind for node in (1, 2, 3)} <= hit


def test_a_seed_draws_the_same_schedule_again() -> None:
    one, again, other = (list(islice(schedule(seed, broker=False), 50)) for seed in (1, 1, 2))

    assert one == again != other
