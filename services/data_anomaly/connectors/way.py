"""The way to a target: to listed addresses alone, with no more of an answer than a record needs."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence

import httpx

from services.data_anomaly.domain.networks import TargetNetworks
from shared.runtime.telemetry import log

RESOLVE_SECONDS = 3.0
LONGEST_ANSWER = 4 * 2**20
"""Bytes of an answer's body; a target that says more is not read to its end."""


class Way(httpx.AsyncBaseTransport):
    """Looks a name up once and connects to what it found, so that no second answer of DNS can lead elsewhere."""

    def __init__(self, networks: TargetNetworks) -> None:
        self._networks = networks
        self._inner = httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the first address that takes the connection. Raises httpx.ConnectError where none may or does.

        `Host` and the name that TLS proves are still those of the URL.
        """
        host, failure = request.url.host, httpx.ConnectError("no address", request=request)
        for address in await self._addresses(request):
            inner = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                answer = await self._inner.handle_async_request(inner)
            except (httpx.ConnectError, httpx.ConnectTimeout) as refused:
                failure = httpx.ConnectError(str(refused), request=request)
                continue
            assert isinstance(answer.stream, httpx.AsyncByteStream)
            answer.stream = _Bounded(answer.stream)
            return answer
        raise failure

    async def aclose(self) -> None:
        """Closes its connections."""
        await self._inner.aclose()

    async def _addresses(self, request: httpx.Request) -> Sequence[str]:
        host = request.url.host
        try:
            async with asyncio.timeout(RESOLVE_SECONDS):
                found = await asyncio.get_running_loop().getaddrinfo(host, request.url.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as unknown:
            raise httpx.ConnectError(f"{host}: {unknown}", request=request) from unknown
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        if not all(map(self._networks.admit, addresses)):
            log().warning("target.address_refused", host=host, addresses=addresses)
            raise httpx.ConnectError(f"{host} is in no network that targets may be in", request=request)
        return addresses


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
