"""What is logged, measured and handed on from one piece of work to the next."""

import asyncio
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shared.runtime.database import open_engine
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.telemetry import (
    LOG_FIELDS_DROPPED,
    Origin,
    configure_logs,
    current_request_id,
    current_traceparent,
    log,
    metrics_page,
    traced,
)
from tests.support.logs import plain

SOMEBODY = {"name": "张三丰", "nick": "阿丰"}
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Where the log goes during one test."""
    stream = io.StringIO()
    configure_logs("intake", to=stream)
    yield stream
    plain()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def dropped() -> float:
    return next(iter(LOG_FIELDS_DROPPED.collect())).samples[0].value


def test_a_line_is_one_json_object_with_its_fields_and_where_it_comes_from(written: io.StringIO) -> None:
    log().info("http.answered", operation="create_request", status=201)

    (line,) = lines(written)
    assert line["event"] == "http.answered"
    assert (line["operation"], line["status"], line["service"], line["level"]) == (
        "create_request",
        201,
        "intake",
        "info",
    )
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("breaking", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00"])
def test_no_character_of_a_value_breaks_the_line(written: io.StringIO, breaking: str) -> None:
    forged = f'first{breaking}{{"event":"forged"}}'

    log().error("loop.failed", error=forged)

    (line,) = lines(written)
    assert line["error"] == forged


def test_a_field_that_is_not_listed_is_dropped_and_counted(written: io.StringIO) -> None:
    before = dropped()

    log().info("request.accepted", phone="0371-1234", title="私人", operation="accept_request")

    (line,) = lines(written)
    assert line.keys().isdisjoint({"phone", "title"})
    assert line["operation"] == "accept_request"
    assert dropped() == before + 2


def test_an_exception_is_logged_with_its_chain_on_one_line(written: io.StringIO) -> None:
    try:
        try:
            raise KeyError("inner")
        except KeyError as inner:
            raise RuntimeError("outer") from inner
    except RuntimeError:
        log().exception("http.broken")

    (line,) = lines(written)
    assert "inner" in line["exception"]
    assert "outer" in line["exception"]


async def test_an_error_of_the_database_is_logged_without_what_the_statement_or_the_row_held(
    written: io.StringIO, postgres: EmbeddedPostgres
) -> None:
    engine = open_engine(postgres.url("postgres"))
    async with engine.connect() as connection:
        await connection.execute(text("CREATE TEMP TABLE person (name text PRIMARY KEY, nick text)"))
        for _ in range(2):
            try:
                await connection.execute(text("INSERT INTO person VALUES (:name, :nick)"), SOMEBODY)
            except IntegrityError:
                log().exception("loop.failed")
    await engine.dispose()

    (line,) = lines(written)
    assert "duplicate key" in line["exception"]
    assert not [value for value in SOMEBODY.values() if value in written.getvalue()]


def test_work_is_a_child_of_the_trace_it_was_given(written: io.StringIO) -> None:
    with traced(PARENT, "request-1"):
        child = current_traceparent()
        log().info("http.answered")

    assert child is not None
    version, trace, span, flags = child.split("-")
    assert (version, trace, flags) == ("00", PARENT.split("-")[1], "01")
    assert span != PARENT.split("-")[2]
    assert lines(written)[0]["trace_id"] == trace
    assert lines(written)[0]["request_id"] == "request-1"
    assert (current_traceparent(), current_request_id()) == (None, None)


@pytest.mark.parametrize(
    "malformed",
    [
        None,
        "",
        "00-" + "0" * 32 + "-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-" + "0" * 16 + "-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        PARENT.upper(),
        PARENT + "\n",
        PARENT + "-more",
    ],
)
def test_a_trace_that_is_not_one_begins_a_new_unsampled_one(malformed: str | None) -> None:
    with traced(malformed):
        begun = current_traceparent()

    assert begun is not None
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", begun)
    assert PARENT.split("-")[1] not in begun


async def test_one_task_works_for_many_requests_and_each_keeps_its_own_trace() -> None:
    def begin(name: str) -> tuple[Origin, str | None]:
        with traced(None, name):
            return Origin.current(), current_traceparent()

    begun = [begin("request-1"), begin("request-2")]
    found = []
    for origin, _ in begun:
        with origin.resumed():
            await asyncio.sleep(0)
            found.append((current_request_id(), current_traceparent()))

    assert found == [("request-1", begun[0][1]), ("request-2", begun[1][1])]
    assert current_request_id() is None


@given(st.lists(st.tuples(st.text(), st.text() | st.integers() | st.none()), max_size=5))
def test_whatever_is_logged_is_one_readable_line(fields: list[tuple[str, Any]]) -> None:
    stream = io.StringIO()
    configure_logs("intake", to=stream)

    log().info("anything", error=fields, reason=repr(fields))
    plain()

    assert len(lines(stream)) == 1


def test_the_metrics_page_names_every_metric_with_our_prefix() -> None:
    page = metrics_page().decode()

    ours = set(re.findall(r"^# TYPE (portdesk_\w+)", page, re.MULTILINE))
    assert {"portdesk_http_requests_total", "portdesk_loop_restarts_total", "portdesk_outbox_pending"} <= ours
