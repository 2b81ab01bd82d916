"""Which events an endpoint asked for, and which it may have."""

import pytest

from services.notify.domain.filters import EVERYTHING, KNOWN, BadFilter, check, may_have, short, wants
from shared.kernel.ids import UnitCode

CLOSED = "portdesk.intake.request.closed.v1"
MESSAGE = "portdesk.intake.request.message_added.v1"
ISSUED = "portdesk.anomaly.certificate.issued.v1"


@pytest.mark.parametrize(
    ("patterns", "wanted"),
    [
        (["*"], {CLOSED, MESSAGE, ISSUED}),
        (["intake.*"], {CLOSED, MESSAGE}),
        (["intake.request.*"], {CLOSED, MESSAGE}),
        (["intake.request.closed"], {CLOSED}),
        (["*.*.issued"], {ISSUED}),
        (["*.request.*"], {CLOSED, MESSAGE}),
        (["intake.request.closed", "anomaly.*"], {CLOSED, ISSUED}),
        (["intake.request"], set()),
        (["intake.request.closed.*"], set()),
        (["intake.req*"], set()),
        ([], set()),
    ],
)
def test_a_star_is_one_segment_and_at_the_end_any_number(patterns: list[str], wanted: set[str]) -> None:
    assert {event for event in (CLOSED, MESSAGE, ISSUED) if wants(patterns, event)} == wanted


def test_filters_are_written_without_prefix_and_version() -> None:
    assert short(CLOSED) == "intake.request.closed"


@pytest.mark.parametrize(
    "pattern",
    ["", "intake.requests.*", "intake..closed", CLOSED, "**", "intake.*.*.*", "Intake.*", "*\n", "routing.unit.*"],
)
def test_a_filter_that_no_event_matches_is_refused_where_it_stands(pattern: str) -> None:
    with pytest.raises(BadFilter) as refused:
        check(["intake.*", pattern])

    assert refused.value.pointer == "/filters/1"


def test_every_known_event_can_be_asked_for_by_its_short_name() -> None:
    assert check([short(event) for event in KNOWN])
    assert all(wants(EVERYTHING, event) for event in KNOWN)


def test_only_a_unit_in_the_audience_hears_of_it() -> None:
    audience = (UnitCode("HA-EPORT"), UnitCode("HA-TAX"))

    assert may_have(UnitCode("HA-TAX"), audience)
    assert not may_have(UnitCode("HA-410100-PORT"), audience)
