"""The way to a target: to listed addresses alone, with no more of an answer than a record needs."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx

from services.data_anomaly.domain.networks import TargetNetworks
from shared.runtime.telemetry import log

CONNECT_SECONDS = 3.0
"""For looking a name up, for connecting to all its addresses together, and for TLS: as long for each."""
ADDRESSES = 2
"""As many of a name's addresses are tried."""
LONGEST_ANSWER = 4 * 2**20
"""Bytes of an answer's body; a target that says more is not read to its end."""


class ListedTransport(httpx.AsyncBaseTransport):
    """Looks each name up once and connects to what it found, so that no second answer of DNS can lead elsewhere."""

    def __init__(self, networks: TargetNetworks) -> None:
        self._networks = networks
        self._inner = httpx.AsyncHTTPTransport(trust_env=False)
        self._found: dict[str, list[str]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the first address that takes the connection, which is the first to be tried next time.

        Raises httpx.ConnectError where none may or does, and httpx.RemoteProtocolError for a packed answer, which
        nobody asked for. `Host` and the name that TLS proves are still those of the URL.
        """
        host = request.url.raw_host.decode("ascii")
        if host not in self._found:
            self._found[host] = await self._addresses(host, request)
        addresses = self._found[host]
        failure = httpx.ConnectError(f"{host} has no address", request=request)
        for address in list(addresses):
            try:
                answer = await self._inner.handle_async_request(_to(address, host, request, share=len(addresses)))
            except (httpx.ConnectError, httpx.ConnectTimeout) as refused:
                failure = httpx.ConnectError(str(refused), request=request)
                continue
            addresses.remove(address)
            addresses.insert(0, address)
            if answer.headers.get("content-encoding", "").strip().lower() not in ("", "identity"):
                await answer.aclose()
                raise httpx.RemoteProtocolError("the answer is packed", request=request)
            assert isinstance(answer.stream, httpx.AsyncByteStream)
            answer.stream = _Bounded(answer.stream)
            return answer
        raise failure

    async def aclose(self) -> None:
        """Closes its connections."""
        await self._inner.aclose()

    async def _addresses(self, host: str, request: httpx.Request) -> list[str]:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                found = await asyncio.get_running_loop().getaddrinfo(host, request.url.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as unknown:
            raise httpx.ConnectError(f"{host}: {unknown}", request=request) from unknown
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        if not all(map(self._networks.admit, addresses)):
            log().warning("target.address_refused", host=host, addresses=addresses)
            raise httpx.ConnectError(f"{host} is in no network that targets may be in", request=request)
        return addresses[:ADDRESSES]


def _to(address: str, host: str, request: httpx.Request, *, share: int) -> httpx.Request:
    """The same request to one of the addresses of its host, with a `share` of the time for connecting."""
    timeout: Mapping[str, Any] = request.extensions.get("timeout", {})
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={
            **request.extensions,
            "sni_hostname": host,
            "timeout": {**timeout, "connect": CONNECT_SECONDS / share},
        },
    )


class _Bounded(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for part in self._stream:
            read += len(part)
            if read > LONGEST_ANSWER:
                raise httpx.ReadError("the answer is too long")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
