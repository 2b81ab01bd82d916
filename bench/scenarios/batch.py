"""A file of requests through one call, against COPY of the very rows that it leaves behind."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import asyncpg
import orjson

from bench import machine
from bench.lab import Lab
from bench.load import LoadFailed
from bench.scenario import Figure, Pair, Scenario, Target
from bench.scenarios.accept import BODY, MACHINE, drained
from bench.up import service
from shared.kernel.ids import floor_of

RATE = Figure("registered", "lines/s", Target(0.25, of_ratio=True))
MEMORY = Figure("memory at most (RSS)", "MB")
"""The peak while the file goes through: a body that was held whole is gone again once it has ended."""
GROWTH = Figure("memory, × that of a short file", "", Target(1.2, at_most=True))
MANY = 1_000_000
PIECE = 64 * 1024

TABLES: Mapping[str, str] = {
    "request": "id >= '{first}'",
    "request_number": "request_id >= '{first}'",
    "reference": "request_id >= '{first}'",
    "party": "request_id >= '{first}'",
    "timeline": "request_id >= '{first}'",
    "runtime.idempotency": "at >= '{since}'",
    "runtime.audit": "id >= '{first}'",
    "runtime.outbox_sent": "event_id >= '{first}'",
}
"""Where a creation leaves rows, and which of them are the last file's; ids begin with the instant they were made."""


@asynccontextmanager
async def _open(lab: Lab) -> AsyncIterator[Sequence[Pair]]:
    lines = lab.effort.events // 2
    server = await lab.postgres()
    async with service(lab, "intake") as (served, desk):
        dsn = server.url("intake").replace("+asyncpg", "")
        connection = await asyncpg.connect(dsn)
        await connection.execute("CREATE SCHEMA copied")
        for table in TABLES:
            await connection.execute(f"CREATE TABLE {_copied(table)} (LIKE {table} INCLUDING ALL)")
        token = desk.token(MACHINE)
        rows: dict[str, bytes] = {}
        peaks: list[float] = []

        async def register() -> Mapping[str, float]:
            since = datetime.now(UTC)
            machine.forget_peak(served.pid)
            begun = time.perf_counter()
            await _send(served.port, token, lines)
            seconds = time.perf_counter() - begun
            peaks.append(machine.peak_mb(served.pid))
            await drained(dsn)
            rows.update(await _rows(connection, since))
            return {RATE.name: lines / seconds, MEMORY.name: peaks[-1]}

        async def copy() -> Mapping[str, float]:
            begun = time.perf_counter()
            async with connection.transaction():
                for table, content in rows.items():
                    await connection.copy_to_table(
                        _copied(table).partition(".")[2], schema_name="copied", source=BytesIO(content), format="binary"
                    )
            seconds = time.perf_counter() - begun
            await connection.execute(f"TRUNCATE {', '.join(map(_copied, TABLES))}")
            return {RATE.name: lines / seconds}

        async def many() -> Mapping[str, float]:
            machine.forget_peak(served.pid)
            begun = time.perf_counter()
            await _send(served.port, token, MANY)
            rate = MANY / (time.perf_counter() - begun)
            peak = machine.peak_mb(served.pid)
            return {RATE.name: rate, MEMORY.name: peak, GROWTH.name: peak / max(peaks)}

        pairs = [Pair(f"{lines:,} lines", (RATE, MEMORY), register, copy, pid=lambda: served.pid)]
        if lab.long:
            rate = Figure(RATE.name, RATE.unit)
            pairs.append(Pair(f"{MANY:,} lines", (rate, MEMORY, GROWTH), many, once=True))
        else:
            lab.left_out.append(f"batch: memory at {MANY:,} lines was not measured; --long does.")
        yield pairs
        await connection.close()


def _copied(table: str) -> str:
    return f"copied.{table.rpartition('.')[2]}"


async def _rows(connection: Any, since: datetime) -> Mapping[str, bytes]:
    """What each table got since then, as COPY writes it."""
    found = {}
    for table, chosen in TABLES.items():
        output = BytesIO()
        query = f"SELECT * FROM {table} WHERE {chosen.format(first=floor_of(since), since=since.isoformat())}"  # noqa: S608
        await connection.copy_from_query(query, output=output, format="binary")
        found[table] = output.getvalue()
    return found


async def _send(port: int, token: str, lines: int) -> None:
    """Sends a file in pieces and reads the results as they come; raises LoadFailed unless each line was registered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    head = [
        "POST /intake/v1/requests:batch HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-ndjson",
        f"Authorization: Bearer {token}",
        "Transfer-Encoding: chunked",
        "\r\n",
    ]
    writer.write("\r\n".join(head).encode())

    async def send() -> None:
        for piece in _pieces(lines):
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    sending = asyncio.create_task(send())
    registered, rest, last = 0, b"", b""
    while received := await reader.read(PIECE):
        last = rest + received
        registered += last.count(b'"status":201')
        rest = last[-12:].rpartition(b'"status":201')[2][-11:]
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    writer.close()
    if registered != lines:
        raise LoadFailed(f"{registered} of {lines} lines were registered: {last[-1000:].decode(errors='replace')}")


def _pieces(lines: int) -> Iterator[bytes]:
    name, held = uuid4().hex, bytearray()
    rest = orjson.dumps(BODY)[1:] + b"\n"
    for number in range(lines):
        held += b'{"idempotency_key":"%b-%d",%b' % (name.encode(), number, rest)
        if len(held) >= PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


SCENARIO = Scenario(
    "batch", "a file of requests through one call, against COPY of the rows it leaves behind", _open, (RATE, GROWTH)
)
