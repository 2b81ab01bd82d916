"""A run of chaos is only believed if enough happened in it."""

from collections import Counter
from typing import Any

import pytest

from tests.chaos.checker import check
from tests.chaos.history import History
from tests.chaos.report import FEWEST_OF_A_KIND, LONG, Report
from tests.domain.test_checker_catches import good

KINDS = [f"kind {n}" for n in range(15)]


def report(history: History, **changed: Any) -> Report:
    told: dict[str, Any] = {
        "seconds": 7.0,
        "faults": Counter(dict.fromkeys(KINDS, FEWEST_OF_A_KIND)),
        "verdicts": check(history),
        **changed,
    }
    return Report("postgres", 1, history=history, idle_faults=0, longest_pause=1.0, deaths=0, **told)


def test_a_run_in_which_enough_was_seen_is_kept() -> None:
    kept = report(good())

    assert kept.kept
    assert "NOT ENOUGH" not in kept.table()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seconds": 60.0}, "6 requests accepted, not 30"),
        ({"faults": Counter(dict.fromkeys(KINDS, 0))}, "0 effective faults, not 1"),
        ({"refused": ["POST /intake/v1/requests: 422"]}, "POST /intake/v1/requests: 422"),
        (
            {"seconds": LONG, "faults": Counter({**dict.fromkeys(KINDS, 40), "kind 3": 19})},
            "19 effective faults of each kind, not 20",
        ),
        (
            {"seconds": LONG, "faults": Counter(dict.fromkeys(KINDS[:9], FEWEST_OF_A_KIND))},
            "180 effective faults, not 300",
        ),
    ],
)
def test_a_run_that_proves_too_little_is_not_kept(changed: dict[str, Any], said: str) -> None:
    poor = report(good(), **changed)

    assert not any(poor.verdicts.values())
    assert said in poor.wanting
    assert not poor.kept
    assert said in poor.table()


@pytest.mark.parametrize(("member", "said"), [("emitted", "events"), ("received", "events told"), ("parked", "parked")])
def test_a_run_without_events_posts_or_parked_poison_is_not_kept(member: str, said: str) -> None:
    lines = {name: getattr(good(), name) for name in ("submits", "emitted", "received", "parked")}

    poor = report(History(**{**lines, member: ()}), verdicts={})

    assert [what for what in poor.wanting if what.split(",")[0].endswith(said)]
    assert not poor.kept


def test_a_broken_rule_is_not_kept() -> None:
    assert not report(good(), verdicts={1: ["lost"]}).kept
