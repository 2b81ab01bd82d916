"""When a failed delivery is tried again, and when it is given up. What failed means is decided in outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.moves import DELIVERY_MOVES, DeliveryAction, DeliveryState
from services.notify.domain.outcome import Judgement, Verdict

JITTER = 0.2
KEPT_FOR = timedelta(days=3)
"""How long after the event a delivery may still be tried."""


def _steps(*texts: str) -> tuple[timedelta, ...]:
    units = {"s": "seconds", "m": "minutes", "h": "hours"}
    return tuple(timedelta(**{units[text[-1]]: int(text[:-1])}) for text in texts)


SCHEDULES: Mapping[Verdict, Sequence[timedelta]] = {
    Verdict.RETRY: _steps("5s", "30s", "2m", "10m", "30m", "2h", "5h", "10h", "24h", "24h"),
    Verdict.RETRY_SLOWLY: _steps("10m", "30m", "2h", "5h", "10h", "24h", "24h"),
}
"""The wait after the first, second, … counted failure; after the last one the delivery is dead."""

ACTIONS: Mapping[Verdict, DeliveryAction] = {
    Verdict.DELIVERED: DeliveryAction.DELIVER,
    Verdict.ABANDON: DeliveryAction.GIVE_UP,
    Verdict.DISABLE: DeliveryAction.WAIT,
    Verdict.WAIT: DeliveryAction.WAIT,
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """Where one attempt leaves its delivery; `next_at` None when there is nothing more to try."""

    state: DeliveryState
    attempts: int
    next_at: datetime | None


def wait(verdict: Verdict, failures: int, draw: float) -> timedelta | None:
    """The wait after the `failures`-th counted failure, spread by ±20 %; `draw` is uniform in [0, 1)."""
    steps = SCHEDULES[verdict]
    if failures > len(steps):
        return None
    return steps[failures - 1] * (1 - JITTER + 2 * JITTER * draw)


def settle(judgement: Judgement, *, attempts: int, at: datetime, expires_at: datetime, draw: float) -> Settlement:
    """The delivery after an attempt that ended at `at`; `attempts` counts those before it.

    Expiry is looked at after a failure only, so that whatever waited behind a dead one is tried at least once.
    """
    verdict = judgement.verdict
    counted = attempts if verdict in (Verdict.WAIT, Verdict.DISABLE) else attempts + 1
    if verdict in SCHEDULES:
        pause = wait(verdict, counted, draw)
        next_at = at + pause if pause is not None else None
        action = DeliveryAction.FAIL
    else:
        next_at = judgement.until or at
        action = ACTIONS[verdict]
    if action in (DeliveryAction.FAIL, DeliveryAction.WAIT) and (next_at is None or next_at > expires_at):
        action = DeliveryAction.GIVE_UP
    state = DELIVERY_MOVES[DeliveryState.PENDING, action]
    return Settlement(state, counted, next_at if state is DeliveryState.PENDING else None)
