"""The page for developers of port systems is true: its blocks are run as they stand, against a real service."""

import asyncio
import os
import re
from pathlib import Path

from tests.support.people import TAX_SYSTEM
from tests.support.served import ROOT, serving

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


async def test_what_the_page_says_can_be_typed_in_its_order(intake_database: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "send-many-requests.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(page)

    async with serving(tmp_path, intake_database) as running:
        token = running.headers(TAX_SYSTEM)["Authorization"].removeprefix("Bearer ")
        process = await asyncio.create_subprocess_exec(
            "bash",
            "-euo",
            "pipefail",
            "-c",
            "".join(blocks),
            cwd=tmp_path,
            env={**os.environ, "DESK": running.url, "TOKEN": token, "no_proxy": "127.0.0.1"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed = (await asyncio.wait_for(process.communicate(), 60))[0].decode()

    assert len(blocks) == 4
    assert process.returncode == 0, printed
    assert [line.count('"line":') for line in printed.splitlines()] == [1, 1, 1]
