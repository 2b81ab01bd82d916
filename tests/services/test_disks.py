"""A disk that is nearly full: nothing new is registered, what is in hand goes on, and everybody is told."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from cli.installation import ROOT
from shared.runtime.disks import Disks, Space, space
from shared.runtime.embedded import EmbeddedPostgres
from tests.support.desk import Desk, Open
from tests.support.intake import ANOMALY, REQUESTS, act, open_intake, registered
from tests.support.needs import skip_without
from tests.support.people import CLERK, TAX_SYSTEM
from tests.support.uploads import ndjson

MB = 2**20
LARGE = 1000 * 1024 * MB
FILLED = """
import json, sys
from pathlib import Path
from shared.runtime.disks import space
folder = Path(sys.argv[1])
empty = space(folder)
(folder / "filler").write_bytes(bytes(7800 * 1024))
full = space(folder)
print(json.dumps([empty.free, empty.total, empty.below(2**30), full.free, full.total, full.below(2**30)]))
"""


class Disk:
    """A disk that fills up when it is told to: no test can fill the one that the machine runs on."""

    def __init__(self) -> None:
        self.now = Space(free=LARGE // 2, total=LARGE)
        self.looked_at: list[Path] = []

    def __call__(self, folder: Path) -> Space:
        """What `measure` is asked for."""
        self.looked_at.append(folder)
        return self.now


@pytest.fixture
async def intake(open_desk: Open) -> Desk:
    return await open_intake(open_desk)


async def test_a_disk_that_is_nearly_full_keeps_its_room_for_what_is_in_hand(intake: Desk) -> None:
    disk = Disk()
    intake.runtime.disks.measure = disk
    in_hand = (await registered(intake))["id"]

    disk.now = Space(free=1023 * MB, total=LARGE)
    await intake.runtime.disks.look()
    await intake.settled()
    before = await intake.snapshot()
    refused = await intake.send(
        TAX_SYSTEM, "POST", REQUESTS, ANOMALY, idempotency_key="no-room-1", accept_language="en"
    )
    batch = await intake.send_as_it_is(
        TAX_SYSTEM,
        f"{REQUESTS}:batch",
        ndjson([{**ANOMALY, "idempotency_key": "no-room-2"}]),
        {"content_type": "application/x-ndjson"},
    )
    unchanged = await intake.snapshot() == before
    readiness = await intake.runtime.readiness()
    asked = await act(intake, CLERK, in_hand, "questions", {"text": "回单号是多少？"})
    disk.now = Space(free=1025 * MB, total=LARGE)
    await intake.runtime.disks.look()

    problem = refused.json()
    assert (refused.status_code, problem["type"], refused.headers["retry-after"]) == (
        503,
        "/problems/disk-nearly-full",
        "30",
    )
    assert problem["detail"].startswith("The disk of the database is nearly full")
    assert json.loads(batch.text)["problem"]["type"] == "/problems/disk-nearly-full"
    assert unchanged
    assert (readiness.ready, readiness.degraded) == (True, ("disk:database",))
    assert asked["asks"]
    assert (await intake.runtime.readiness()).degraded == ()
    assert (await registered(intake))["status"] == "accepted"


async def test_the_database_is_asked_where_it_lies_and_the_metric_says_what_is_left(
    intake: Desk, postgres: EmbeddedPostgres
) -> None:
    disk = Disk()
    intake.runtime.disks.measure = disk

    disk.now = Space(free=LARGE // 4, total=LARGE)
    await intake.runtime.disks.look()

    assert {folder.resolve() for folder in disk.looked_at} == {postgres.data / "cluster"}
    assert REGISTRY.get_sample_value("portdesk_disk_free_ratio", {"volume": "database"}) == 0.25


async def test_a_database_elsewhere_is_not_taken_for_one_here_and_a_named_folder_is_watched(tmp_path: Path) -> None:
    disk = Disk()
    urls = {
        "database": "postgresql+asyncpg://user@db.example:5432/intake",
        "log": "kafka://broker:9092",
        "bus": "memory",
    }
    disks = Disks(urls, {"attachments": tmp_path}, least_free=MB, measure=disk)

    await disks.look()

    assert disk.looked_at == [tmp_path]


async def test_a_database_that_is_away_is_asked_again_and_what_was_full_stays_so_until_it_can_be_seen(
    tmp_path: Path,
) -> None:
    seen = [Space(free=0, total=LARGE), None, Space(free=LARGE, total=LARGE)]

    def measure(_: Path) -> Space:
        found = seen.pop(0)
        if found is None:
            raise OSError
        return found

    nobody = f"postgresql+asyncpg://postgres@/intake?host={tmp_path}&port=5432"
    disks = Disks({"database": nobody}, {"log": tmp_path}, least_free=MB, measure=measure)

    full = []
    for _ in range(3):
        await disks.look()
        full.append(list(disks.full))

    assert full == [["log"], ["log"], []]


@pytest.mark.parametrize(
    ("free", "total", "below"),
    [(1023, 1_000_000, True), (1024, 1_000_000, False), (410, 8192, False), (409, 8192, True), (0, 0, False)],
)
def test_the_limit_is_in_megabytes_and_on_a_small_disk_a_twentieth(free: int, total: int, below: bool) -> None:
    assert Space(free=free * MB, total=total * MB).below(1024 * MB) is below


def test_a_real_file_system_that_fills_up_is_seen_to(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-Urm", "true"], check=False).returncode:
        skip_without("on a file system that is full", "this machine gives nobody one of their own (unshare -Urm)")

    script = tmp_path / "mount.sh"
    script.write_text(
        f"mount -t tmpfs -o size=8m none '{tmp_path}'\nexec '{sys.executable}' -c \"$FILLED\" '{tmp_path}'\n"
    )
    found = subprocess.run(
        [unshare, "-Urm", "sh", str(script)], cwd=ROOT, env={"FILLED": FILLED}, capture_output=True, check=True
    )

    empty_free, empty_total, empty_below, full_free, full_total, full_below = json.loads(found.stdout)
    assert (empty_total, full_total, empty_below, full_below) == (8 * MB, 8 * MB, False, True)
    assert full_free < empty_free - 7 * MB
    assert space(tmp_path).total != 8 * MB
