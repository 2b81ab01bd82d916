"""The one patch to uvicorn: bodies arrive whole from JDK clients.

Java's own HttpClient offers `Upgrade: h2c` with every plain-HTTP request. uvicorn's httptools protocol stops
parsing at an offered upgrade and drops the body. The offer is renamed before the parser sees it, in the head of a
request only; a client whose offer is ignored goes on with HTTP/1.1 (RFC 9110 §7.8).
"""

import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_OFFER = re.compile(rb"\r\nupgrade:(?=[ \t]*h2c[ \t]*(?:\r\n|$))", re.IGNORECASE)


class JdkTolerantProtocol(HttpToolsProtocol):
    """uvicorn's httptools protocol, deaf to `Upgrade: h2c`."""

    _in_head = True

    def data_received(self, data: bytes) -> None:
        """Feeds the parser, with an h2c offer in the request's head renamed."""
        if self._in_head and b"h2c" in data.lower():
            head, end, rest = data.partition(b"\r\n\r\n")
            data = _OFFER.sub(b"\r\nx-grade:", head) + end + rest
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """From here on come body bytes, which are nobody's business."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next bytes are another request's head."""
        super().on_message_complete()
        self._in_head = True
