"""Metrics, structured logs and trace context: every metric and every loggable field is declared here.

No person, enterprise, request or endpoint is ever a label, and no log line carries a field that is not listed.
"""

import json
import logging
import os
import re
import secrets
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Self, TextIO

import structlog
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

HTTP_REQUESTS = Counter(
    "portdesk_http_requests_total", "Answered requests by class of status.", ["service", "operation", "status"]
)
HTTP_SECONDS = Histogram(
    "portdesk_http_request_duration_seconds",
    "From the first byte in to the last byte out.",
    ["service", "operation"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.3, 1, 3),
)
LOOP_SUCCESS = Gauge(
    "portdesk_loop_last_success_timestamp_seconds", "When a loop last finished a round.", ["service", "loop"]
)
LOOP_RESTARTS = Counter(
    "portdesk_loop_restarts_total", "Rounds of a loop that ended in an exception.", ["service", "loop"]
)
RELAY_SECONDS = Histogram(
    "portdesk_relay_batch_seconds",
    "Publishing one batch of the outbox and moving it away.",
    ["service"],
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10),
)
RELAY_FAILURES = Counter("portdesk_relay_failures_total", "Batches the log did not take.", ["service", "reason"])
OUTBOX_PENDING = Gauge("portdesk_outbox_pending", "Events that wait for the relay.", ["service"])
OUTBOX_AGE = Gauge("portdesk_outbox_oldest_age_seconds", "How long the oldest of them has waited.", ["service"])
LOG_LAG = Gauge("portdesk_log_lag_records", "Records of a topic that a group has not read.", ["group", "topic"])
EVENT_AGE = Histogram(
    "portdesk_event_age_seconds",
    "From emitting an event to applying it.",
    ["group"],
    buckets=(0.05, 0.2, 1, 5, 30, 300),
)
INBOX_DUPLICATES = Counter("portdesk_inbox_duplicates_total", "Events that came again and were dropped.", ["group"])
CURSOR_FENCED = Counter("portdesk_cursor_fenced_total", "Batches rolled back for a lost partition.", ["group"])
CONTIGUITY_GAPS = Counter("portdesk_contiguity_gaps_total", "Batches that began after their cursor.", ["group"])
LEASE_CHANGES = Counter("portdesk_lease_changes_total", "Leases that came to this process.", ["name"])
PARKED_EVENTS = Gauge("portdesk_parked_events", "Events that are parked, by why.", ["group", "reason"])
PARKED_KEYS = Gauge("portdesk_parked_keys", "Roots whose events wait behind a parked one.", ["group"])
DISK_FREE = Gauge("portdesk_disk_free_ratio", "Free share of a disk, from 0 to 1, by what lies on it.", ["volume"])
STREAMS_OPEN = Gauge("portdesk_streams_open", "Event streams that web pages are listening to.")
STREAMS_ENDED = Counter("portdesk_streams_ended_total", "Event streams that ended, by why.", ["reason"])
LOG_FIELDS_DROPPED = Counter("portdesk_log_fields_dropped_total", "Log fields outside the list, dropped.")
POLICY_VIOLATIONS = Counter(
    "portdesk_policy_violations_total", "What browsers reported as against the console's policy.", ["directive"]
)

# fmt: off
LOG_FIELDS = frozenset({
    "event", "level", "timestamp", "service", "pid", "exception", "request_id", "trace_id",
    "operation", "status", "error", "reason", "code", "loop", "seconds", "attempts", "count", "number",
    "topic", "part", "partition", "offset", "group", "event_id", "event_type", "key", "owner", "epoch", "lag",
    "case_id", "certificate_id", "endpoint_id", "delivery_id", "database", "port", "unit", "version", "size", "volume",
})
# fmt: on

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_DETAIL = re.compile(r"\nDETAIL:.*?(?=\n\[SQL:|\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)
"""What PostgreSQL adds to a message: the row, or the key, that it would not take."""
_as_json = json.JSONEncoder(ensure_ascii=False, default=str).encode
_LINE_BREAKS = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def current_request_id() -> str | None:
    """The id of the request being answered; None outside one."""
    return _request_id.get()


def current_traceparent() -> str | None:
    """The W3C trace context of the work at hand; None outside any."""
    return _traceparent.get()


@contextmanager
def traced(traceparent: str | None, request_id: str | None = None) -> Iterator[None]:
    """Runs the block as a child of `traceparent`; a missing or malformed one starts a new, unsampled trace."""
    parent = traceparent if traceparent and _TRACEPARENT.fullmatch(traceparent) else None
    trace = parent.split("-")[1] if parent else secrets.token_hex(16)
    flags = parent.split("-")[3] if parent else "00"
    tokens = _traceparent.set(f"00-{trace}-{secrets.token_hex(8)}-{flags}"), _request_id.set(request_id)
    try:
        yield
    finally:
        _traceparent.reset(tokens[0])
        _request_id.reset(tokens[1])


@dataclass(frozen=True, slots=True)
class Origin:
    """The request that some work is done for, kept where one task works for many."""

    request_id: str | None
    traceparent: str | None

    @classmethod
    def current(cls) -> Self:
        """That of the work at hand."""
        return cls(_request_id.get(), _traceparent.get())

    @contextmanager
    def resumed(self) -> Iterator[None]:
        """Runs the block as part of this request's work."""
        tokens = _request_id.set(self.request_id), _traceparent.set(self.traceparent)
        try:
            yield
        finally:
            _request_id.reset(tokens[0])
            _traceparent.reset(tokens[1])


def log(name: str = "portdesk") -> Any:
    """A logger whose lines are events with fields: `log().info("request.accepted", request_id=…)`."""
    return structlog.get_logger(name)


def configure_logs(service: str, *, level: str = "INFO", to: TextIO = sys.stderr) -> None:
    """One JSON object per line; on a terminal, lines for people. `service` stands where a line names none."""
    processors: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_rows,
        _listed_fields_only,
        _add_context(service),
        structlog.dev.ConsoleRenderer() if to.isatty() else _one_line,
    ]
    writer = structlog.WriteLogger(to)
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=lambda *_: writer,
        cache_logger_on_first_use=False,
    )


def metrics_page(registry: CollectorRegistry = REGISTRY) -> bytes:
    """The metrics in Prometheus' text format."""
    from prometheus_client import generate_latest

    return generate_latest(registry)


def _add_context(service: str) -> Any:
    def add(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line.setdefault("service", service)
        line["pid"] = os.getpid()
        if request_id := _request_id.get():
            line["request_id"] = request_id
        if traceparent := _traceparent.get():
            line["trace_id"] = traceparent.split("-")[1]
        return line

    return add


def _without_rows(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if exception := line.get("exception"):
        line["exception"] = _DETAIL.sub("", exception)
    return line


def _listed_fields_only(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for field in line.keys() - LOG_FIELDS:
        del line[field]
        LOG_FIELDS_DROPPED.inc()
    return line


def _one_line(_: Any, __: str, line: MutableMapping[str, Any]) -> str:
    text = _as_json(line)
    # json leaves NEL, LS and PS as they are; many readers of logs break lines at them.
    return text if text.isascii() else text.translate(_LINE_BREAKS)
