"""Journals: what transactions did, written by triggers, wrapped handlers and `consuming` as part of them.

They have no unique keys, so that what happens twice shows.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy import text

from shared.contracts.topics import TOPICS
from shared.runtime.eventlog import EventLog, Partition
from shared.runtime.handling import Handler, Handlers
from shared.runtime.tx import Tx
from tests.chaos.history import (
    Applied,
    Case,
    Consumption,
    Decision,
    Emitted,
    Logged,
    Moved,
    Reads,
    Row,
    Seen,
    Settled,
)
from tests.chaos.history import Parked as Aside
from tests.chaos.poison import swallow

DDL = (
    "CREATE SCHEMA journal",
    "CREATE TABLE journal.emitted AS SELECT * FROM runtime.outbox WITH NO DATA",
    """
    CREATE TABLE journal.moved (
        nth bigint GENERATED ALWAYS AS IDENTITY, topic text, part int, start bigint, after bigint, epoch bigint)
    """,
    """
    CREATE TABLE journal.applied (
        nth bigint GENERATED ALWAYS AS IDENTITY, event_id uuid, topic text, key text, seq bigint)
    """,
    """
    CREATE FUNCTION journal.note_emitted() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO journal.emitted SELECT NEW.*; RETURN NULL; END $$
    """,
    """
    CREATE TABLE journal.seen (topic text, part int, off bigint, event_id uuid, hash text)
    """,
    "CREATE TRIGGER emitted AFTER INSERT ON runtime.outbox FOR EACH ROW EXECUTE FUNCTION journal.note_emitted()",
)
_NOTE = text(
    """
    INSERT INTO journal.applied (event_id, topic, key, seq)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:topics AS text[]), CAST(:keys AS text[]), CAST(:seqs AS bigint[]))
    """
)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that goes around the product."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()


async def install(url: str) -> None:
    """Begins the journals of one service database; nothing may have happened in it yet."""
    async with connected(url) as connection:
        for statement in DDL:
            await connection.execute(statement)


def journalled(handlers: Handlers) -> Handlers:
    """The same handlers, each call of which is written down with its effects."""
    return {kind: partial(_noting, handler) for kind, handler in handlers.items()}


async def _noting(handler: Handler, tx: Tx, events: Sequence[Any]) -> None:
    swallow(tx.causes.keys())
    causes = [tx.causes[event.key] for event in events]
    connection = await tx.session.connection()
    await connection.execute(
        _NOTE,
        {
            "ids": [cause.id for cause in causes],
            "topics": [cause.topic for cause in causes],
            "keys": [cause.key for cause in causes],
            "seqs": [cause.seq for cause in causes],
        },
    )
    await handler(tx, events)


async def of_spine(connection: asyncpg.Connection, service: str) -> AsyncIterator[Any]:
    """What the journals and the spine's tables of one service database hold."""
    for row in await connection.fetch(
        "SELECT *, CAST(headers AS text) AS attributes FROM journal.emitted ORDER BY pos"
    ):
        yield Emitted(
            service=service,
            id=str(row["event_id"]),
            topic=row["topic"],
            key=row["key"],
            seq=row["seq"],
            type=row["type"],
            hash=digest(row["payload"]),
            cause=json.loads(row["attributes"]).get("ce_causationid"),
            audience=audience(row["payload"]),
        )
    for row in await connection.fetch("SELECT * FROM journal.applied ORDER BY nth"):
        yield Applied(group=service, id=str(row["event_id"]), topic=row["topic"], key=row["key"], seq=row["seq"])
    for row in await connection.fetch("SELECT * FROM journal.moved ORDER BY nth"):
        yield Moved(
            group=service,
            topic=row["topic"],
            part=row["part"],
            start=row["start"],
            after=row["after"],
            epoch=row["epoch"],
        )
    for row in await connection.fetch("SELECT * FROM journal.seen"):
        yield Seen(
            group=service,
            topic=row["topic"],
            part=row["part"],
            off=row["off"],
            id=str(row["event_id"]),
            hash=row["hash"],
        )
    for row in await connection.fetch("SELECT *, CAST(headers AS text) AS attributes FROM runtime.parked ORDER BY id"):
        yield Aside(
            group=service,
            id=str(row["event_id"]),
            topic=row["topic"],
            key=row["key"],
            seq=int(json.loads(row["attributes"])["ce_sequence"]),
            reason=row["reason"],
        )


async def of_intake(intake: asyncpg.Connection) -> AsyncIterator[Row]:
    """The requests at the end, under the keys that made them."""
    answered = await intake.fetch("SELECT key, body FROM runtime.idempotency WHERE actor_scope LIKE '%/create_request'")
    keys = {json.loads(row["body"])["id"]: row["key"] for row in answered}
    for row in await intake.fetch("SELECT id, title, description, version FROM request ORDER BY id"):
        id_ = str(row["id"])
        yield Row(
            id=id_,
            key=keys.get(id_, "-"),
            hash=content_digest(row["title"], row["description"]),
            version=row["version"],
        )


async def of_desk(connections: Mapping[str, asyncpg.Connection]) -> AsyncIterator[Any]:
    """What the services' own tables hold at the end."""
    async for request in of_intake(connections["intake"]):
        yield request
    for row in await connections["routing"].fetch("SELECT request_id, leg FROM dispatch_decision"):
        yield Decision(request=str(row["request_id"]), leg=row["leg"])
    for row in await connections["anomaly"].fetch("SELECT id, request_id FROM case_file"):
        yield Case(id=str(row["id"]), request=str(row["request_id"]))
    for row in await connections["anomaly"].fetch("SELECT certificate_id FROM execution"):
        yield Consumption(certificate=str(row["certificate_id"]))
    for row in await connections["notify"].fetch("SELECT event_id, settled_at FROM delivery WHERE state = 'delivered'"):
        yield Settled(id=str(row["event_id"]), at=row["settled_at"].timestamp())


async def of_log(log: EventLog, scan: int) -> AsyncIterator[Logged]:
    """The whole log, partition by partition."""
    await log.ensure_topics(TOPICS.values())
    wanted = [Partition(topic.name, part) for topic in TOPICS.values() for part in range(topic.partitions)]
    ends = {partition: end for partition, end in (await log.ends(wanted)).items() if end}
    reader = log.reader("chaos")
    try:
        await reader.assign(dict.fromkeys(ends, 0))
        reached = dict.fromkeys(ends, 0)
        while behind := [partition for partition, end in ends.items() if reached[partition] < end]:
            for partition, records in (await reader.fetch(behind, limit=1_000, wait=0.5)).items():
                reached[partition] = records[-1].offset + 1
                for record in records:
                    attributes = {name: value.decode("utf-8", "replace") for name, value in record.headers}
                    yield Logged(
                        scan=scan,
                        topic=partition.topic,
                        part=partition.number,
                        off=record.offset,
                        id=attributes["ce_id"],
                        key=record.key,
                        seq=int(attributes["ce_sequence"]),
                        type=attributes["ce_type"],
                        hash=digest(record.value),
                    )
    finally:
        await reader.close()


def of_contracts(events: Mapping[str, Any], groups: Sequence[str]) -> list[Reads]:
    """What each group handles, as the events declare it."""
    return [
        Reads(group=group, types=tuple(name for name, event in events.items() if group in event.READ_BY))
        for group in groups
    ]


def audience(payload: bytes) -> tuple[str, ...]:
    """The units that may hear of an event."""
    return tuple(json.loads(payload)["audience"])


def digest(content: bytes) -> str:
    """How the history names bytes."""
    return hashlib.sha256(content).hexdigest()[:24]


def content_digest(title: str, description: str) -> str:
    """How the history names what a client said."""
    return digest(f"{title}\n{description}".encode())
