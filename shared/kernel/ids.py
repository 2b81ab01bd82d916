"""Identifiers: UUIDv7 for records, text for units and people. Numbers that people read are made in the services."""

import os
import secrets
import threading
from datetime import UTC, datetime, timedelta
from typing import NewType
from uuid import UUID

RequestId = NewType("RequestId", UUID)
MessageId = NewType("MessageId", UUID)
CaseId = NewType("CaseId", UUID)
PlanId = NewType("PlanId", UUID)
CertificateId = NewType("CertificateId", UUID)
ExecutionId = NewType("ExecutionId", UUID)
EndpointId = NewType("EndpointId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
EventId = NewType("EventId", UUID)
UnitCode = NewType("UnitCode", str)
PersonId = NewType("PersonId", str)
SystemCode = NewType("SystemCode", str)

_EPOCH = datetime.fromtimestamp(0, UTC)
_COUNTER_BITS = 42
_lock = threading.Lock()
_last = (0, 0)


def uuid7(at: datetime) -> UUID:
    """A UUIDv7 (RFC 9562 §5.7, method 2): the millisecond of `at`, then a counter that starts at random.

    Ids made in one process in one millisecond ascend in the order they were made, so that rows written
    together keep the order of their ids. An earlier `at` than the last one gives an earlier id.
    """
    global _last
    millisecond = _millisecond(at)
    with _lock:
        last_millisecond, counter = _last
        counter = counter + 1 if millisecond == last_millisecond else secrets.randbits(_COUNTER_BITS - 1)
        _last = (millisecond, counter)
    tail = (counter << 32 | int.from_bytes(os.urandom(4))) & ((1 << 74) - 1)
    return UUID(int=millisecond << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & ((1 << 62) - 1))


def instant_of(identifier: UUID) -> datetime:
    """The millisecond a UUIDv7 was made at, in UTC; partitions by month are found with it."""
    return _EPOCH + timedelta(milliseconds=identifier.int >> 80)


def floor_of(at: datetime) -> UUID:
    """The smallest UUIDv7 of the millisecond of `at`: the lower bound of a partition."""
    return UUID(int=_millisecond(at) << 80)


def _millisecond(at: datetime) -> int:
    # In whole numbers: the float of a timestamp may fall into the millisecond before.
    return (at - _EPOCH) // timedelta(milliseconds=1)
