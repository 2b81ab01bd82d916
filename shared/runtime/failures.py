"""Failures: whether one passes when the world is back, and what may be told of it. What follows, its callers decide."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.kernel.refusals import Unavailable

LONGEST = 2_000
AWAY = ("08", "25006", "53", "57")
"""SQLSTATEs, or their classes, of a server that is away: connection, a standby where the primary was, resources,
operator."""
PASSING = (*AWAY, "40", "55P03")
"""With those of a transaction that should be tried again: rollback, lock not available."""


def away(failure: BaseException) -> bool:
    """Whether the database cannot be reached, has no connection free, or ended ours."""
    return _tells_of(failure, AWAY)


def passes(failure: BaseException) -> bool:
    """Whether the world was not ready: the log, the database or the network is away. All of a group must be so."""
    match failure:
        case BaseExceptionGroup():
            return all(passes(each) for each in failure.exceptions)
        case Unavailable():
            return True
        case _:
            return _tells_of(failure, PASSING)


def said(failure: BaseException) -> str:
    """What an exception says, without what a statement or a row held: that may be about people."""
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    cause = failure.orig if isinstance(failure, DBAPIError) and failure.orig else failure
    return f"{type(cause).__name__}: {cause}".partition("\nDETAIL:")[0][:LONGEST]


def sqlstate(failure: BaseException | None) -> str:
    """The five characters by which PostgreSQL names what failed; empty where it was not asked."""
    if isinstance(failure, DBAPIError):
        failure = failure.orig
    return getattr(failure, "sqlstate", None) or ""


def _tells_of(failure: BaseException, states: tuple[str, ...]) -> bool:
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    ended = isinstance(failure, DBAPIError) and failure.connection_invalidated
    return ended or isinstance(cause, OSError | PoolTimeout) or sqlstate(failure).startswith(states)
