import importlib.util
import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.runtime.embedded import EmbeddedPostgres, EmbeddedPostgresError


async def connect(server: EmbeddedPostgres, database: str) -> asyncpg.Connection:
    return await asyncpg.connect(server.url(database).replace("+asyncpg", ""))


def server_process(data: Path) -> int:
    return int((data / "cluster" / "postmaster.pid").read_text().splitlines()[0])


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run_owner(data: Path, *, then: str) -> subprocess.CompletedProcess[str]:
    """Another process starts a server on `data`, writes one row, and ends as `then` says."""
    code = f"""
        import asyncio, asyncpg, os, signal, sys
        from pathlib import Path
        from shared.runtime.embedded import EmbeddedPostgres

        server = EmbeddedPostgres.start(Path(sys.argv[1]))

        async def write():
            await server.create_database("kept")
            connection = await asyncpg.connect(server.url("kept").replace("+asyncpg", ""))
            await connection.execute("CREATE TABLE note AS SELECT 7 AS number")
            await connection.close()

        asyncio.run(write())
        {then}
    """
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(data)], capture_output=True, text=True, check=False
    )


async def the_row_is_kept(server: EmbeddedPostgres) -> bool:
    connection = await connect(server, "kept")
    try:
        return bool(await connection.fetchval("SELECT number FROM note") == 7)
    finally:
        await connection.close()


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with EmbeddedPostgres.start(tmp_path / "data") as server:
        await server.create_database("kept")
        connection = await connect(server, "kept")
        await connection.execute("CREATE TABLE note AS SELECT 7 AS number")
        await connection.close()

    with EmbeddedPostgres.start(tmp_path / "data") as server:
        assert await server.has_database("kept")
        assert not await server.has_database("lost")
        assert await the_row_is_kept(server)


async def test_databases_sort_by_code_point_count_in_utc_and_copy_from_a_template(tmp_path: Path) -> None:
    with EmbeddedPostgres.start(tmp_path, durable=False) as server:
        await server.create_database("origin")
        connection = await connect(server, "origin")
        await connection.execute("CREATE TABLE word AS SELECT * FROM unnest(array['b', 'B', 'a', '豫', 'ä']) AS word")
        await connection.close()

        await server.create_database("the copy", template="origin")
        engine = create_async_engine(server.url("the copy"))
        async with engine.connect() as copy:
            words = (await copy.execute(text("SELECT word FROM word ORDER BY word"))).scalars().all()
            zone = (await copy.execute(text("SHOW timezone"))).scalar_one()
        await engine.dispose()
        await server.drop_database("the copy")

        assert words == ["B", "a", "b", "ä", "豫"]
        assert zone == "UTC"
        assert not await server.has_database("the copy")


async def test_only_the_owner_of_the_folder_can_reach_the_server(tmp_path: Path) -> None:
    before = permissions(tmp_path)

    with EmbeddedPostgres.start(tmp_path / "data", durable=False) as server:
        connection = await connect(server, "postgres")
        listening = await connection.fetchval("SHOW listen_addresses")
        await connection.close()

    assert listening == ""
    assert permissions(tmp_path / "data") == 0o700
    assert permissions(tmp_path) == before


async def test_two_folders_have_two_servers_at_once(tmp_path: Path) -> None:
    with (
        EmbeddedPostgres.start(tmp_path / "one", durable=False) as one,
        EmbeddedPostgres.start(tmp_path / "two", durable=False) as two,
    ):
        await one.create_database("here")

        assert await one.has_database("here")
        assert not await two.has_database("here")


def test_a_folder_in_use_names_its_owner(tmp_path: Path) -> None:
    with (
        EmbeddedPostgres.start(tmp_path, durable=False),
        pytest.raises(EmbeddedPostgresError, match=f"process {os.getpid()} is using the data folder"),
    ):
        EmbeddedPostgres.start(tmp_path)


async def test_a_path_too_long_for_a_socket_works_and_leaves_nothing_behind(tmp_path: Path) -> None:
    data = tmp_path / "新 机 it's" / ("很长" * 20)

    with EmbeddedPostgres.start(data, durable=False) as server:
        await server.create_database("here")
        sockets = Path("/tmp") / server.name
        assert permissions(sockets) == 0o700

    assert not sockets.exists()


async def test_a_server_left_by_a_killed_owner_is_taken_over(tmp_path: Path) -> None:
    run_owner(tmp_path, then="os.kill(os.getpid(), signal.SIGKILL)")
    left = server_process(tmp_path)
    assert is_running(left)

    with EmbeddedPostgres.start(tmp_path) as server:
        assert not is_running(left)
        assert await the_row_is_kept(server)


async def test_a_server_killed_together_with_its_owner_heals(tmp_path: Path) -> None:
    run_owner(tmp_path, then="os.kill(os.getpid(), signal.SIGKILL)")
    os.kill(server_process(tmp_path), signal.SIGKILL)

    with EmbeddedPostgres.start(tmp_path) as server:
        assert await the_row_is_kept(server)


async def test_a_process_number_that_now_belongs_to_somebody_else_is_no_obstacle(tmp_path: Path) -> None:
    run_owner(tmp_path, then="pass")
    stale = f"{os.getpid()}\n{tmp_path / 'cluster'}\n1700000000\n5432\n..\n\n1 1\nready\n"
    (tmp_path / "cluster" / "postmaster.pid").write_text(stale)
    (tmp_path / ".s.PGSQL.5432.lock").write_text(stale)

    with EmbeddedPostgres.start(tmp_path) as server:
        assert await the_row_is_kept(server)


@pytest.mark.parametrize("ending", ["pass", "raise SystemExit(3)", "raise RuntimeError('forgot to stop')"])
def test_the_server_ends_with_its_owner(tmp_path: Path, ending: str) -> None:
    then = f"print((server.data / 'cluster' / 'postmaster.pid').read_text()); {ending}"

    pid = int(run_owner(tmp_path, then=then).stdout.split()[0])

    assert not is_running(pid)
    assert not (tmp_path / "cluster" / "postmaster.pid").exists()


def test_what_an_interrupted_first_start_left_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "cluster.draft").mkdir()
    (tmp_path / "cluster.draft" / "half").touch()

    with EmbeddedPostgres.start(tmp_path, durable=False):
        assert not (tmp_path / "cluster.draft").exists()


def test_a_broken_cluster_is_refused_with_what_the_server_said(tmp_path: Path) -> None:
    EmbeddedPostgres.start(tmp_path, durable=False).stop()
    (tmp_path / "cluster" / "PG_VERSION").write_text("9.6\n")

    with pytest.raises(EmbeddedPostgresError, match=r"initialized by PostgreSQL version 9\.6"):
        EmbeddedPostgres.start(tmp_path)


def test_missing_binaries_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(EmbeddedPostgresError, match="run `make up`"):
        EmbeddedPostgres.start(tmp_path)
