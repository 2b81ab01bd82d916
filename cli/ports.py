"""Ports of this machine for processes that are started beside each other and have to be told where to listen."""

import random
import socket
from collections.abc import Sequence
from contextlib import suppress


def free_ports(count: int) -> Sequence[int]:
    """So many ports that nobody listens on now.

    Below the range from which outgoing connections take theirs, and drawn: neither a client that waits for a server
    to come back nor another suite of this machine is likely to take one before it is used.
    """
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(20_000, 32_000)  # noqa: S311
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in found:
                found.append(port)
    return found


def free_port() -> int:
    """One of them."""
    return free_ports(1)[0]
