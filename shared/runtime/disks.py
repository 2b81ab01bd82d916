"""Room on the disks that hold the database and the log: measured, told, and asked for before anything new is taken.

A disk that is full stops everything, also what would make room again. So a part of it is left for work that is in hand.
"""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import asyncpg

from shared.kernel.refusals import Unavailable
from shared.runtime.supervise import Pulse
from shared.runtime.telemetry import DISK_FREE, log

LOOK_EVERY = 5.0
SMALL_PART = 20
"""Of a small disk no more than one part in so many is left free, whatever the setting says."""


class DiskNearlyFull(Unavailable):
    """A disk that holds the database or the log has little room left; that is kept for what is in hand."""

    retry_after: ClassVar[int] = 30

    zh = "磁盘（{volume}）即将写满，暂不登记新的请求，请稍后重试。"
    en = "The disk of the {volume} is nearly full, so nothing new is registered for now; try again shortly."


@dataclass(frozen=True, slots=True)
class Space:
    """A disk at one instant, in bytes; what only its administrator may use is not free."""

    free: int
    total: int

    @property
    def share(self) -> float:
        """How much of it is free, from 0 to 1."""
        return self.free / self.total if self.total else 0.0

    def below(self, least: int) -> bool:
        """Whether less than `least` bytes are free, or less than a small part of a small disk."""
        return self.free < min(least, self.total // SMALL_PART)


def space(folder: Path) -> Space:
    """What the file system of a folder says. Raises OSError."""
    found = os.statvfs(folder)
    return Space(free=found.f_bavail * found.f_frsize, total=found.f_blocks * found.f_frsize)


class Disks:
    """The disks of one service, looked at every few seconds."""

    def __init__(
        self,
        urls: Mapping[str, str],
        named: Mapping[str, Path],
        *,
        least_free: int,
        measure: Callable[[Path], Space] = space,
    ) -> None:
        """`urls` are of databases, asked for their folders where they are on this machine; `named` folders are given.

        `measure` reads a disk, and may wait for it.
        """
        self.measure = measure
        self._urls = {volume: url for volume, url in urls.items() if volume not in named and _is_here(url)}
        self._folders: dict[str, Path] = dict(named)
        self._least_free = least_free
        self._full: tuple[str, ...] = ()

    @property
    def full(self) -> Sequence[str]:
        """The volumes with too little room at the last look."""
        return self._full

    def expect_room(self) -> None:
        """Refuses as DiskNearlyFull what would take room for something new."""
        if self._full:
            raise DiskNearlyFull(volume=self._full[0])

    async def run(self, pulse: Pulse) -> None:
        """Goes on until cancelled."""
        while True:
            await self.look()
            pulse.beat()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """One look. A disk that cannot be read says nothing new; a database that is away is asked again next time."""
        await self._find()
        spaces: dict[str, Space] = {}
        for volume, folder in self._folders.items():
            with suppress(OSError):
                spaces[volume] = await asyncio.to_thread(self.measure, folder)
        before = self._full
        still = (volume for volume in before if volume not in spaces)
        self._full = (*still, *(volume for volume, found in spaces.items() if found.below(self._least_free)))
        for volume, found in spaces.items():
            DISK_FREE.labels(volume=volume).set(found.share)
            if (volume in before) != (volume in self._full):
                report = log().warning if volume in self._full else log().info
                report("disk.nearly_full" if volume in self._full else "disk.has_room", volume=volume, size=found.free)

    async def _find(self) -> None:
        for volume, url in list(self._urls.items()):
            with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                data = await _data_folder(url)
                self._folders[volume] = data
                # Where PostgreSQL writes first may be a disk of its own.
                if (wal := (data / "pg_wal").resolve()).parent != data.resolve():
                    self._folders[f"{volume}-wal"] = wal
                del self._urls[volume]


def _is_here(url: str) -> bool:
    """Whether a database is reached by a socket in the file system: any other may lie on another machine's disks."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [""])[0]
    return parts.scheme.startswith("postgresql") and host.startswith("/")


async def _data_folder(url: str) -> Path:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""), timeout=5)
    try:
        return Path(await connection.fetchval("SHOW data_directory"))
    finally:
        await connection.close()
