"""The example receiver: each event once and in order, whatever the line does to them."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from examples.receivers.python.receiver import TABLES, receive, serve, verified
from services.notify.domain.message import Message
from services.notify.domain.signature import Secret, headers

SECRET = Secret(b"s" * 32)


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.executescript(TABLES)
    yield connection
    connection.close()


def events(subjects: int, each: int) -> list[dict[str, Any]]:
    """Events as a filter leaves them: sequence numbers with holes, each naming the one sent before it."""
    made = []
    for subject in range(subjects):
        numbers = [f"{3 * n + 1:020d}" for n in range(each)]
        for previous, number in zip(["", *numbers], numbers, strict=False):
            event = {"id": f"{subject}/{number}", "source": "urn:x", "subject": str(subject), "sequence": number}
            made.append(event | ({"prevsequence": previous} if previous else {}))
    return made


@pytest.mark.parametrize("seed", range(300))
def test_shuffled_and_repeated_events_are_applied_once_and_in_order(database: sqlite3.Connection, seed: int) -> None:
    chance, sent = random.Random(seed), events(3, 10)
    applied: list[dict[str, Any]] = []
    line = sent + chance.choices(sent, k=20)
    chance.shuffle(line)

    for event in line:
        receive(database, event, lambda _, found: applied.append(found))

    assert sorted(applied, key=lambda event: (event["subject"], event["sequence"])) == sent
    for subject in "012":
        numbers = [event["sequence"] for event in applied if event["subject"] == subject]
        assert numbers == sorted(numbers)
    assert database.execute("SELECT count(*) FROM held").fetchone() == (0,)


def test_an_event_whose_work_fails_is_taken_again(database: sqlite3.Connection) -> None:
    [event] = events(1, 1)
    applied = []

    with pytest.raises(ZeroDivisionError):
        receive(database, event, lambda *_: 1 / 0)  # type: ignore[arg-type]
    receive(database, event, lambda _, found: applied.append(found["id"]))

    assert applied == [event["id"]]


def test_an_event_is_held_until_its_predecessor_comes(database: sqlite3.Connection) -> None:
    first, second = events(1, 2)
    applied: list[str] = []

    receive(database, second, lambda _, found: applied.append(found["id"]))
    assert applied == []
    receive(database, first, lambda _, found: applied.append(found["id"]))

    assert applied == [first["id"], second["id"]]


def signed(body: bytes, at: datetime, secret: Secret = SECRET) -> dict[str, str]:
    return headers([Secret(b"old" * 10), secret], message_id=UUID(int=1), at=at, body=body)


def test_only_fresh_posts_of_the_owner_of_the_secret_count() -> None:
    now, body = datetime.now(UTC), b"{}"
    genuine = signed(body, now)

    assert verified(SECRET.reveal(), genuine, body, now.timestamp())
    assert not verified(SECRET.reveal(), genuine, b"[]", now.timestamp())
    assert not verified(SECRET.reveal(), genuine, body, now.timestamp() + 301)
    assert not verified(SECRET.reveal(), signed(body, now, Secret(b"x" * 32)), body, now.timestamp())
    assert not verified(SECRET.reveal(), {}, body, now.timestamp())


def test_the_server_takes_what_is_signed_and_refuses_the_rest(database: sqlite3.Connection) -> None:
    applied: list[dict[str, Any]] = []
    server = serve(0, SECRET.reveal(), database, lambda _, event: applied.append(event))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    message = Message(
        id=UUID(int=1),
        type="portdesk.intake.request.closed.v1",
        source="urn:portdesk:henan:intake",
        subject="s",
        time=datetime.now(UTC),
        sequence=1,
        previous=None,
        data='{"outcome":"已更正"}'.encode(),
    )
    body, url = message.body(), f"http://127.0.0.1:{server.server_port}/"
    now = datetime.fromtimestamp(time.time(), UTC)

    answers = [httpx.post(url, content=body, headers=signed(body, now)).status_code for _ in range(2)]
    refused = httpx.post(url, content=body, headers=signed(b"else", now)).status_code
    server.shutdown()
    thread.join()
    server.server_close()

    assert (answers, refused) == ([204, 204], 401)
    assert [event["data"] for event in applied] == [{"outcome": "已更正"}]
