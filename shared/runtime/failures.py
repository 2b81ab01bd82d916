"""Failures: whether one passes when the world is back, and what may be told of it. What follows, its callers decide."""

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.kernel.refusals import Unavailable

LONGEST = 2_000
PASSING = ("08", "25006", "40", "53", "55P03", "57")
"""SQLSTATEs, or their classes, of failures that pass: connection, a standby where the primary was, rollback,
resources, lock not available, operator."""


def passes(failure: BaseException) -> bool:
    """Whether the world was not ready: the log, the database or the network is away. All of a group must be so."""
    match failure:
        case BaseExceptionGroup():
            return all(passes(each) for each in failure.exceptions)
        case Unavailable() | OSError() | PoolTimeout():
            return True
        case DBAPIError():
            return failure.connection_invalidated or _sqlstate(failure.orig).startswith(PASSING)
        case asyncpg.PostgresError():
            return _sqlstate(failure).startswith(PASSING)
        case _:
            return False


def said(failure: BaseException) -> str:
    """What an exception says, without what a statement or a row held: that may be about people."""
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    cause = failure.orig if isinstance(failure, DBAPIError) and failure.orig else failure
    return f"{type(cause).__name__}: {cause}".partition("\nDETAIL:")[0][:LONGEST]


def _sqlstate(error: BaseException | None) -> str:
    return getattr(error, "sqlstate", None) or ""
