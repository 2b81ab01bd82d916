"""The oldest browser that the console works in: Chromium 86, from an npm package, fetched once and never shipped."""

import hashlib
import platform
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from cli.console.node import get_node
from tests.support.tree import ROOT

PACKAGE = "chrome-aws-lambda@5.3.1"
SHA512 = (
    "2a49594f2da9d94ffce9c0a1d6128bdcf183aa88ab402020eee7a3bcd227d2b0"
    "c19168f84aee063a360c45507792d84bc269d6861df1eb7443053080690f50dd"
)
CACHE = ROOT / ".portdesk" / "chromium-86"
UNPACK = "const [from, to] = process.argv.slice(1), { readFileSync: read, writeFileSync: write } = require('fs');" + (
    "write(to, require('zlib').brotliDecompressSync(read(from)), { mode: 0o755 })"
)

SIGHT = """(() => {
  if (!globalThis.isPage)
    Element.prototype.checkVisibility = function () { return this.getClientRects().length > 0 }
  return { queryAll: () => [] }
})()"""
"""What Playwright asks elements and this browser cannot answer, given to Playwright's own world alone."""
PAGE = "globalThis.isPage = true"
"""How a page's world is told from Playwright's."""


class NoFloorError(Exception):
    """The browser cannot be had here; the sentence says why."""


def old_chromium(cache: Path = CACHE) -> Path:
    """The program, from the cache or fetched by npm (45 MB). Raises NoFloorError, NodeError."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise NoFloorError(f"Chromium 86 is there for Linux on x86_64 alone, this is {platform.machine()}")
    program = cache / "chromium"
    if not program.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="fetch.", dir=cache) as name:
            _fetch(Path(name)).rename(program)
    return program


def _fetch(folder: Path) -> Path:
    node = get_node()
    node.run_npm("pack", PACKAGE, "--silent", "--fetch-retries", "1", within=folder)
    (packed,) = folder.glob("*.tgz")
    if hashlib.sha512(packed.read_bytes()).hexdigest() != SHA512:
        raise NoFloorError(f"{PACKAGE} is not the package that was pinned")
    with tarfile.open(packed) as archive:
        member = archive.extractfile("package/bin/chromium.br")
        assert member is not None
        with (folder / "chromium.br").open("wb") as file:
            shutil.copyfileobj(member, file)
    node.run("-e", UNPACK, "chromium.br", "chromium", within=folder)
    return folder / "chromium"
