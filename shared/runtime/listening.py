"""Listening on a channel of PostgreSQL. Only who is connected hears, so a listener looks for itself when it begins."""

import asyncio
from collections.abc import Callable

import asyncpg


async def listen(dsn: str, channel: str, heard: Callable[[str], object]) -> None:
    """Calls `heard` with the payload of each notification, until the connection ends or the task is cancelled.

    Raises OSError, TimeoutError or what asyncpg raises where the server cannot be reached.
    """
    connection = await asyncpg.connect(
        dsn.replace("+asyncpg", "", 1), timeout=10, server_settings={"application_name": "portdesk-listener"}
    )
    closed = asyncio.Event()
    connection.add_termination_listener(lambda _: closed.set())
    try:
        await connection.add_listener(channel, lambda _, __, ___, payload: heard(payload))
        await closed.wait()
    finally:
        connection.terminate()
