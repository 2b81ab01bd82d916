"""What an answer, or the lack of one, means. What follows for delivery and endpoint is decided in retry and health."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

LONGEST_PAUSE = timedelta(hours=24)
OWN_FAULT_PAUSE = timedelta(seconds=30)


class Fault(StrEnum):
    """Why there is no answer. Codes only: the text of a socket error tells of the network behind it."""

    ADDRESS_REFUSED = "address_refused"
    NAME_NOT_FOUND = "name_not_found"
    NO_CONNECTION = "no_connection"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    BAD_ANSWER = "bad_answer"
    UNKNOWN = "unknown"
    """The sender died, or was stopped, while it waited: the receiver may have it or not."""
    OWN_FAULT = "own_fault"
    """Something on our side; not charged to the endpoint."""


class Verdict(StrEnum):
    """What to do next."""

    DELIVERED = "delivered"
    RETRY = "retry"
    RETRY_SLOWLY = "retry_slowly"
    """The receiver answers and does not want it: somebody has to mend something first."""
    WAIT = "wait"
    """Come back at a time; no attempt is counted."""
    ABANDON = "abandon"
    DISABLE = "disable"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers that bear on delivery, and the head of the body."""

    status: int
    retry_after: str | None = None
    wish: str | None = None
    head: bytes = b""


Reply = Answer | Fault


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its published reason; `until` only with WAIT.

    `answered` is None when the fault is not the endpoint's, so that it says nothing about it.
    """

    verdict: Verdict
    reason: str
    until: datetime | None = None
    answered: bool | None = True


BY_STATUS: Mapping[int, tuple[Verdict, str]] = {
    401: (Verdict.RETRY_SLOWLY, "unauthorised"),
    403: (Verdict.RETRY_SLOWLY, "forbidden"),
    404: (Verdict.RETRY_SLOWLY, "not_found"),
    410: (Verdict.DISABLE, "gone"),
    415: (Verdict.RETRY_SLOWLY, "format_refused"),
    422: (Verdict.RETRY_SLOWLY, "content_refused"),
    429: (Verdict.RETRY, "throttled"),
}
BY_CLASS: Mapping[int, tuple[Verdict, str]] = {
    2: (Verdict.DELIVERED, "delivered"),
    3: (Verdict.RETRY, "redirected"),
    4: (Verdict.RETRY, "client_error"),
    5: (Verdict.RETRY, "server_error"),
}
THROTTLING = frozenset({429, 502, 503, 504})
"""Statuses whose Retry-After is honoured (Standard Webhooks; CloudEvents HTTP webhook 1.0, section 2.2)."""
WISHES: Mapping[str, Verdict] = {"abort-message": Verdict.ABANDON, "disable": Verdict.DISABLE}
"""What a refusing receiver may ask for in the header `webhook-delivery`."""


def judge(reply: Reply, at: datetime) -> Judgement:
    """The meaning of one attempt that ended at `at`. A redirect is a failure: it is never followed."""
    if isinstance(reply, Fault):
        if reply is Fault.OWN_FAULT:
            return Judgement(Verdict.WAIT, reply, until=at + OWN_FAULT_PAUSE, answered=None)
        return Judgement(Verdict.RETRY, reply, answered=None if reply is Fault.UNKNOWN else False)
    senseless = (Verdict.RETRY, Fault.BAD_ANSWER)
    verdict, reason = BY_STATUS.get(reply.status) or BY_CLASS.get(reply.status // 100, senseless)
    if verdict is Verdict.DELIVERED:
        return Judgement(verdict, reason)
    if wish := WISHES.get(reply.wish or ""):
        return Judgement(wish, f"asked_to_{wish}")
    if reply.status in THROTTLING and (pause := _pause(reply.retry_after, at)):
        return Judgement(Verdict.WAIT, "throttled", until=at + pause)
    return Judgement(verdict, reason)


def _pause(retry_after: str | None, at: datetime) -> timedelta | None:
    """The length of a Retry-After (RFC 9110, section 10.2.3), seconds or a date; None when absent or senseless."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_PAUSE) or None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    length = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - at
    return min(length, LONGEST_PAUSE) if length > timedelta() else None
