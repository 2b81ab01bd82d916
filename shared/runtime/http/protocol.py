"""Our patches to uvicorn: bodies arrive whole from JDK clients, and an application can end a connection at once.

Java's own HttpClient offers `Upgrade: h2c` with every plain-HTTP request. uvicorn's httptools protocol stops
parsing at an offered upgrade and drops the body. The offer is renamed before the parser sees it, in the head of a
request only, wherever the network cut the bytes; a client whose offer is ignored goes on with HTTP/1.1 (RFC 9110 §7.8).
"""

import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ABORT = "portdesk.abort"
"""Extension in the scope of a request: ends its connection without waiting for what the client does not take."""
_OFFER = re.compile(rb"\r\nupgrade:(?=[ \t]*h2c[ \t]*(?:\r\n|$))", re.IGNORECASE)

_LAST_LINE = re.compile(rb"\r(?:\n[^\n]*)?\Z")


class JdkTolerantProtocol(HttpToolsProtocol):
    """uvicorn's httptools protocol, deaf to `Upgrade: h2c`, with a way to cut a connection."""

    _in_head = True
    _held = b""

    def data_received(self, data: bytes) -> None:
        """Feeds the parser, with every h2c offer in a request's head renamed."""
        data, self._held = self._held + data, b""
        if self._in_head and b"\r\n\r\n" not in data and (line := _LAST_LINE.search(data)):
            # The last line of an unfinished head waits for its end: it may become an offer.
            data, self._held = data[: line.start()], data[line.start() :]
        fed = 0
        if b"h2c" in data.lower():
            for offer in _OFFER.finditer(data):
                super().data_received(data[fed : offer.start()])
                fed = offer.start()
                # Only the parser knows whether these bytes are a header or somebody's body.
                if self._in_head:
                    super().data_received(b"\r\nx-grade:")
                    fed = offer.end()
        super().data_received(data[fed:])

    def on_headers_complete(self) -> None:
        """From here on come body bytes, which are nobody's business."""
        self._in_head = False
        self.scope["extensions"] = {ABORT: {"end": self.transport.abort}}
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next bytes are another request's head."""
        super().on_message_complete()
        self._in_head = True
