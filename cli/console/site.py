"""Serves the built console: everything is read at start, compressed copies were made when it was built."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cli.console.build import dist_of, is_current
from shared.runtime.http import problems

PAGE = "/index.html"
ASSETS = "/assets/"
FOREVER = "public, max-age=31536000, immutable"
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings in the order of preference, with the suffix of the copy."""
MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
}
"""Everything a build may hold: what the machine's own table says differs from machine to machine."""
NOT_BUILT = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>PortDesk</title>
<h1>控制台还没有构建</h1>
<p>接口照常可用。请在本项目的文件夹中运行 <code>make console</code>，然后重新启动。</p>
<h1 lang="en">The console has not been built</h1>
<p lang="en">The API works. Type <code>make console</code> in the folder of this project, then start again.</p>
<p><a href="/intake/docs">/intake/docs</a> <a href="/routing/docs">/routing/docs</a>
<a href="/anomaly/docs">/anomaly/docs</a> <a href="/notify/docs">/notify/docs</a></p>
</html>
"""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the site with its compressed copies."""

    media_type: str
    etag: str
    copies: dict[str, bytes]
    """Content coding → bytes; `identity` is always there."""

    @classmethod
    def of(cls, name: str, content: bytes, copies: dict[str, bytes]) -> Self:
        """A file by its name; the ETag is of the content."""
        media_type = MEDIA_TYPES[Path(name).suffix]
        return cls(media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"', {"identity": content, **copies})

    def answer(self, request: Request, cache: str) -> Response:
        """200 in the best coding that the caller takes, or 304."""
        headers = {"Cache-Control": cache, "ETag": self.etag, "Vary": "Accept-Encoding"}
        known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
        if self.etag in known:
            return Response(status_code=304, headers=headers)
        coding = self._coding(request.headers.get("accept-encoding", ""))
        if coding != "identity":
            headers["Content-Encoding"] = coding
        return Response(self.copies[coding], headers=headers, media_type=self.media_type)

    def _coding(self, accepted: str) -> str:
        taken = {
            name.strip() for name, _, weight in (part.partition(";") for part in accepted.split(",")) if _wanted(weight)
        }
        return next((coding for coding in ENCODINGS if coding in taken and coding in self.copies), "identity")


class Site:
    """The console as an ASGI application: hashed assets for ever, one page for everything that is asked as HTML."""

    def __init__(self, files: dict[str, File]) -> None:
        self._files = files

    @classmethod
    def of(cls, root: Path) -> Self:
        """The console built in a checkout; if it was not built from today's sources, a page that says what to type."""
        if not is_current(root):
            return cls({PAGE: File.of(PAGE, NOT_BUILT.encode(), {})})
        return cls.of_folder(dist_of(root))

    @classmethod
    def of_folder(cls, dist: Path) -> Self:
        """The site of one folder, hidden files left out."""
        paths = [path for path in dist.rglob("*") if path.is_file() and not path.name.startswith(".")]
        return cls(
            {
                f"/{path.relative_to(dist).as_posix()}": File.of(path.name, path.read_bytes(), _copies(path))
                for path in paths
                if path.suffix not in ENCODINGS.values()
            }
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a file, the page, or a problem."""
        request = Request(scope)
        await (await self._answer(request))(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        if request.method not in ("GET", "HEAD"):
            return await problems.http_error(request, HTTPException(405, headers={"Allow": "GET, HEAD"}))
        file = self._files.get(path)
        if file is not None and path != PAGE:
            return file.answer(request, FOREVER if path.startswith(ASSETS) else "no-cache")
        if path.startswith(ASSETS) or (path != "/" and "text/html" not in request.headers.get("accept", "")):
            return await problems.http_error(request, HTTPException(404))
        return self._files[PAGE].answer(request, "no-cache")


def _wanted(weight: str) -> bool:
    return re.fullmatch(r"\s*q=0(\.0*)?\s*", weight) is None


def _copies(path: Path) -> dict[str, bytes]:
    return {
        coding: copy.read_bytes()
        for coding, suffix in ENCODINGS.items()
        if (copy := path.with_name(path.name + suffix)).exists()
    }
