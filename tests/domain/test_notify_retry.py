"""What an answer means, when a delivery is tried again, and how a silent endpoint is spared."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.health import LONGEST_REST, SILENT_LIMIT, Health
from services.notify.domain.moves import DeliveryState
from services.notify.domain.outcome import LONGEST_PAUSE, Answer, Fault, Judgement, Verdict, judge
from services.notify.domain.retry import KEPT_FOR, SCHEDULES, Settlement, settle, wait

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MIDDLE = 0.5
"""The draw that leaves a wait as it is in the schedule."""


@pytest.mark.parametrize(
    ("reply", "verdict", "reason"),
    [
        (Answer(200), Verdict.DELIVERED, "delivered"),
        (Answer(204), Verdict.DELIVERED, "delivered"),
        (Answer(204, wish="disable"), Verdict.DELIVERED, "delivered"),
        (Answer(301), Verdict.RETRY, "redirected"),
        (Answer(307), Verdict.RETRY, "redirected"),
        (Answer(400), Verdict.RETRY, "client_error"),
        (Answer(401), Verdict.RETRY_SLOWLY, "unauthorised"),
        (Answer(404), Verdict.RETRY_SLOWLY, "not_found"),
        (Answer(415), Verdict.RETRY_SLOWLY, "format_refused"),
        (Answer(410), Verdict.DISABLE, "gone"),
        (Answer(429), Verdict.RETRY, "throttled"),
        (Answer(500), Verdict.RETRY, "server_error"),
        (Answer(500, retry_after="60"), Verdict.RETRY, "server_error"),
        (Answer(500, wish="abort-message"), Verdict.ABANDON, "asked_to_abandon"),
        (Answer(400, wish="disable"), Verdict.DISABLE, "asked_to_disable"),
        (Answer(500, wish="bitcoin"), Verdict.RETRY, "server_error"),
        (Answer(999), Verdict.RETRY, "bad_answer"),
        (Fault.TIMED_OUT, Verdict.RETRY, "timed_out"),
        (Fault.ADDRESS_REFUSED, Verdict.RETRY, "address_refused"),
        (Fault.UNKNOWN, Verdict.RETRY, "unknown"),
        (Fault.OWN_FAULT, Verdict.WAIT, "own_fault"),
    ],
)
def test_every_answer_has_one_meaning(reply: Answer | Fault, verdict: Verdict, reason: str) -> None:
    judgement = judge(reply, NOON)

    assert (judgement.verdict, judgement.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("retry_after", "until"),
    [
        ("120", NOON + timedelta(minutes=2)),
        (" 120 ", NOON + timedelta(minutes=2)),
        ("Mon, 23 Nov 2026 12:10:00 GMT", NOON + timedelta(minutes=10)),
        ("Mon, 23 Nov 2026 12:10:00 -0000", NOON + timedelta(minutes=10)),
        ("999999999999999999999", NOON + LONGEST_PAUSE),
        ("Fri, 31 Dec 9999 23:59:59 GMT", NOON + LONGEST_PAUSE),
        ("Mon, 23 Nov 2026 11:00:00 GMT", None),
        *((text, None) for text in ("0", "-5", "1.5", "", "soon", "١٢", "Mon, 99 Nov 2026 12:10:00 GMT")),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_up_to_a_day(status: int, retry_after: str, until: datetime | None) -> None:
    judgement = judge(Answer(status, retry_after=retry_after), NOON)

    assert judgement.until == until
    assert (judgement.verdict is Verdict.WAIT) is (until is not None)


@given(st.text())
def test_no_header_a_receiver_may_send_breaks_the_judgement(text: str) -> None:
    judgement = judge(Answer(503, retry_after=text, wish=text), NOON)

    assert judgement.until is None or NOON < judgement.until <= NOON + LONGEST_PAUSE


def failed(attempts: int, reply: Answer | Fault, at: datetime = NOON, draw: float = MIDDLE) -> Settlement:
    return settle(judge(reply, at), attempts=attempts, at=at, expires_at=NOON + KEPT_FOR, draw=draw)


def test_waits_grow_from_seconds_to_a_day() -> None:
    waits = [wait(Verdict.RETRY, failures, MIDDLE) for failures in range(1, 12)]

    seconds = [w.total_seconds() if w else None for w in waits]
    assert seconds == [5, 30, 120, 600, 1800, 7200, 18000, 36000, 86400, 86400, None]


@given(st.sampled_from(sorted(SCHEDULES)), st.integers(1, 7), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_spread_by_a_fifth_at_most(verdict: Verdict, failures: int, draw: float) -> None:
    spread, plain = wait(verdict, failures, draw), wait(verdict, failures, MIDDLE)

    assert spread is not None
    assert plain is not None
    assert abs(spread / plain - 1) <= 0.2 + 1e-6


def test_a_success_ends_the_delivery_and_counts() -> None:
    assert failed(0, Answer(200)) == Settlement(DeliveryState.DELIVERED, 1, None)


def test_a_failure_is_tried_again_until_the_schedule_is_used_up() -> None:
    assert failed(0, Answer(500)) == Settlement(DeliveryState.PENDING, 1, NOON + timedelta(seconds=5))
    assert failed(9, Answer(500)) == Settlement(DeliveryState.PENDING, 10, NOON + timedelta(hours=24))
    assert failed(10, Answer(500)) == Settlement(DeliveryState.DEAD, 11, None)


def test_a_refusal_is_tried_more_slowly() -> None:
    assert failed(0, Answer(403)).next_at == NOON + timedelta(minutes=10)
    assert failed(7, Answer(403)).state is DeliveryState.DEAD


def test_a_pause_the_receiver_asked_for_counts_no_attempt() -> None:
    assert failed(3, Answer(429, retry_after="60")) == Settlement(DeliveryState.PENDING, 3, NOON + timedelta(minutes=1))


def test_a_gone_endpoint_keeps_the_delivery_for_when_it_is_resumed() -> None:
    assert failed(3, Answer(410)) == Settlement(DeliveryState.PENDING, 3, NOON)


def test_expiry_wins_over_the_schedule_but_not_over_the_first_try() -> None:
    late = NOON + KEPT_FOR - timedelta(seconds=1)

    assert failed(0, Answer(500), late).state is DeliveryState.DEAD
    assert failed(0, Answer(429, retry_after="60"), late).state is DeliveryState.DEAD
    assert failed(0, Answer(200), NOON + KEPT_FOR * 2).state is DeliveryState.DELIVERED


@given(st.integers(0, 20), st.floats(0, 1, exclude_max=True), st.integers(0, 72))
def test_a_delivery_is_over_or_has_its_next_time(attempts: int, draw: float, hours: int) -> None:
    at = NOON + timedelta(hours=hours)
    replies = (Answer(200), Answer(410), Answer(404), Answer(500), Fault.OWN_FAULT, Fault.TIMED_OUT)

    for reply in replies:
        settled = failed(attempts, reply, at, draw)
        assert (settled.next_at is not None) is (settled.state is DeliveryState.PENDING)
        assert settled.next_at is None or at <= settled.next_at <= NOON + KEPT_FOR


SILENCE = judge(Fault.TIMED_OUT, NOON)
WORD = judge(Answer(500), NOON)


def after(*judgements: Judgement, at: datetime = NOON, health: Health | None = None) -> Health:
    health = health or Health()
    for judgement in judgements:
        health = health.after(judgement, at)
    return health


def test_three_silences_in_a_row_rest_the_endpoint() -> None:
    assert after(*[SILENCE] * (SILENT_LIMIT - 1)).room(NOON, 4) == 4
    assert after(*[SILENCE] * SILENT_LIMIT).room(NOON, 4) == 0


def test_any_answer_restores_it() -> None:
    assert after(SILENCE, SILENCE, WORD, SILENCE, SILENCE).room(NOON, 4) == 4
    assert after(*[SILENCE] * SILENT_LIMIT, WORD) == Health()


def test_after_the_rest_one_probe_is_sent_and_its_silence_doubles_the_rest() -> None:
    resting = after(*[SILENCE] * SILENT_LIMIT)
    awake = NOON + timedelta(seconds=30)

    again = resting.after(SILENCE, awake)

    assert (resting.room(awake, 4), again.room(awake, 4)) == (1, 0)
    assert again.rest_until == awake + timedelta(seconds=60)


def test_silences_that_were_under_way_do_not_prolong_the_rest() -> None:
    assert after(*[SILENCE] * SILENT_LIMIT * 4).rest_until == NOON + timedelta(seconds=30)


def test_a_rest_has_an_end() -> None:
    health, at = after(*[SILENCE] * SILENT_LIMIT), NOON
    for _ in range(20):
        assert health.rest_until is not None
        at = health.rest_until
        health = health.after(SILENCE, at)

    assert health.rest_until == at + LONGEST_REST


def test_our_own_faults_are_not_charged() -> None:
    for fault, health in product((Fault.OWN_FAULT, Fault.UNKNOWN), (Health(), after(SILENCE, SILENCE))):
        assert health.after(judge(fault, NOON), NOON) == health


def test_a_pause_the_receiver_asked_for_rests_the_whole_endpoint() -> None:
    health = after(judge(Answer(429, retry_after="60"), NOON))

    assert health.room(NOON, 4) == 0
    assert health.room(NOON + timedelta(seconds=60), 4) == 4
