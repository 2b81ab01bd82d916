"""Endpoints and zones as values: what can be done with them, and what is refused where."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from services.notify.domain.egress import Zone, ZoneKind
from services.notify.domain.filters import BadFilter
from services.notify.domain.health import Health
from services.notify.domain.model import (
    BadNetwork,
    Endpoint,
    LoopbackClosed,
    NetworksMismatch,
    NoSuchZone,
    open_zone,
    register,
)
from services.notify.domain.moves import (
    DELIVERY_MOVES,
    ENDPOINT_MOVES,
    LANE_MOVES,
    DeliveryState,
    EndpointAction,
    EndpointStatus,
    LaneState,
    actions_from,
    move,
)
from services.notify.domain.policy import RULES
from shared.kernel.access import Actor, Role, decide
from shared.kernel.ids import EndpointId, PersonId, UnitCode
from shared.kernel.refusals import Forbidden, NotAllowed, NotFound, Refusal

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TAX = UnitCode("HA-TAX")
PUBLIC = Zone(code="public", kind=ZoneKind.PUBLIC, ports=frozenset({443}))


def made(**more: Any) -> Endpoint:
    facts: dict[str, Any] = {
        "unit": TAX,
        "name": "tax bureau",
        "url": "https://hooks.example.com/portdesk",
        "zone": PUBLIC,
        "filters": ["intake.*"],
        "room": 4,
        "time_limit": timedelta(seconds=15),
        "at": NOON,
    }
    return register(EndpointId(UUID(int=1)), **{**facts, **more})


def zone(**more: Any) -> Zone:
    facts: dict[str, Any] = {"kind": ZoneKind.NETWORK, "unit": TAX, "ports": [443], "networks": ["10.20.0.0/16"]}
    return open_zone("tax-lan", **{"loopback_allowed": False, **facts, **more})


def test_every_pair_of_status_and_action_moves_or_is_refused() -> None:
    for status, action in product(EndpointStatus, EndpointAction):
        if (status, action) in ENDPOINT_MOVES:
            assert move(status, action) is not status
        else:
            with pytest.raises(NotAllowed) as refused:
                move(status, action)
            assert refused.value.facts["allowed"] == actions_from(status)


def test_nothing_follows_a_deleted_endpoint_and_everything_is_reached() -> None:
    assert actions_from(EndpointStatus.DELETED) == []
    assert {*ENDPOINT_MOVES.values()} == set(EndpointStatus)
    assert {*DELIVERY_MOVES.values()} == set(DeliveryState)
    assert {*LANE_MOVES.values()} == set(LaneState)


def test_nothing_follows_a_delivery_that_is_over() -> None:
    assert {state for state, _ in DELIVERY_MOVES} == {DeliveryState.PENDING}


def test_resuming_forgets_why_it_was_disabled_and_how_silent_it_was() -> None:
    disabled = replace(made(), health=Health(3, 1, NOON)).disable("gone")

    resumed = disabled.resume()

    assert (disabled.status, disabled.reason) == (EndpointStatus.DISABLED, "gone")
    assert resumed == replace(made(), version=3)


@pytest.mark.parametrize(
    ("more", "refusal", "pointer"),
    [
        ({"zone": replace(PUBLIC, code="customs", unit=UnitCode("HA-CUS"))}, NoSuchZone, "/zone"),
        ({"filters": ["intake.*", "intake.reqest.*"]}, BadFilter, "/filters/1"),
    ],
)
def test_an_endpoint_is_refused_where_it_is_wrong(more: Any, refusal: type[Refusal], pointer: str) -> None:
    with pytest.raises(refusal) as refused:
        made(**more)

    assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    ("more", "refusal", "pointer"),
    [
        ({"kind": ZoneKind.LOOPBACK, "networks": []}, LoopbackClosed, "/kind"),
        ({"networks": []}, NetworksMismatch, "/networks"),
        ({"kind": ZoneKind.PUBLIC}, NetworksMismatch, "/networks"),
        ({"networks": ["10.0.0.0/8", "10.0.0.1/8"]}, BadNetwork, "/networks/1"),
        ({"networks": ["localhost"]}, BadNetwork, "/networks/0"),
        ({"networks": ["127.0.0.0/16"]}, BadNetwork, "/networks/0"),
        ({"networks": ["169.254.169.254/32"]}, BadNetwork, "/networks/0"),
        ({"networks": ["fe80::/64"]}, BadNetwork, "/networks/0"),
    ],
)
def test_a_zone_is_refused_where_it_is_wrong(more: Any, refusal: type[Refusal], pointer: str) -> None:
    with pytest.raises(refusal) as refused:
        zone(**more)

    assert refused.value.pointer == pointer


def test_a_loopback_zone_exists_only_where_the_installation_allows_it() -> None:
    assert zone(kind=ZoneKind.LOOPBACK, networks=[], loopback_allowed=True).kind is ZoneKind.LOOPBACK


def actor(*roles: Role, unit: UnitCode = TAX, scopes: frozenset[str] = frozenset()) -> Actor:
    return Actor(person=PersonId("p"), unit=unit, roles=frozenset(roles), scopes=scopes)


def test_endpoints_are_their_units_own_matter() -> None:
    administrator, stranger = actor(Role.ADMINISTRATOR), actor(Role.ADMINISTRATOR, unit=UnitCode("HA-CUS"))

    assert decide(RULES, "read_endpoint", administrator, "pause_endpoint", record="e", owner=TAX)
    with pytest.raises(NotFound):
        decide(RULES, "read_endpoint", stranger, "pause_endpoint", record="e", owner=TAX)


def test_an_auditor_reads_all_and_changes_nothing() -> None:
    auditor = actor(Role.AUDITOR, unit=UnitCode("HA-AUDIT"))

    assert decide(RULES, "read_endpoint", auditor, "read_endpoint", record="e", owner=TAX)
    with pytest.raises(Forbidden):
        decide(RULES, "read_endpoint", auditor, "pause_endpoint", record="e", owner=TAX)


def test_a_machine_needs_the_scope_besides() -> None:
    knowing = actor(Role.SUBSCRIBER, scopes=frozenset({"endpoints:write"}))

    assert decide(RULES, "read_endpoint", knowing, "create_endpoint", owner=TAX)
    with pytest.raises(Forbidden):
        decide(RULES, "read_endpoint", actor(Role.SUBSCRIBER), "create_endpoint", owner=TAX)
