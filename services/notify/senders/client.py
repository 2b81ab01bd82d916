"""One post to one receiver who may be hostile; the only user of aiohttp. What answers mean is judged elsewhere."""

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from aiohttp import (
    AddrInfoType,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from services.notify.domain.egress import Zone, admit
from services.notify.domain.outcome import Answer, Fault, Reply
from services.notify.domain.target import Target

CONNECT_SECONDS = 3
RESOLVE_SECONDS = 2
NAMES_KEPT_SECONDS = 10
KEEP_ALIVE_SECONDS = 4
"""Shorter than the five seconds after which common servers close: a post must not meet a connection on its way out."""
READ_AT_MOST = 16_384
KEEP_AT_MOST = 2_048

OURS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL, errno.ENETDOWN})
"""Errors of a connection attempt that tell of this machine, not of the receiver."""


class Blocked(Exception):
    """The zone does not admit an address or port; not an OSError, so that no library takes it for a bad line."""


class ZoneResolver(AbstractResolver):
    """Asks once and passes on what it got, if every single answer is inside the zone: a mixed one is an attack."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of `host`; silence and temporary failure of DNS are EAI_AGAIN alike."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(RESOLVE_SECONDS):
                answers = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        except TimeoutError:
            raise socket.gaierror(socket.EAI_AGAIN, "no answer from DNS") from None
        if not all(admit(str(address[0]), self._zone) for *_, address in answers):
            raise Blocked(self._zone.code)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=found,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for found, _, protocol, _, address in answers
        ]

    async def close(self) -> None:
        """Nothing is held."""


def socket_factory(zone: Zone) -> Callable[[AddrInfoType], socket.socket]:
    """The last gate: sees every address that is about to be connected, literal ones too, which no resolver sees."""

    def make(found: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = found
        if not admit(str(address[0]), zone) or address[1] not in zone.ports:
            raise Blocked(zone.code)
        return socket.socket(family, kind, protocol)

    return make


class Sender:
    """Posts messages. Each zone has a pool of its own, so that no connection opened under one is used under another."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        """`tls` is what certificates are checked against; by default the machine's authorities, TLS 1.2 or later."""
        self._tls = tls or ssl.create_default_context()
        self._sessions: dict[Zone, ClientSession] = {}

    async def post(
        self, target: Target, zone: Zone, *, headers: Mapping[str, str], body: bytes, within: timedelta
    ) -> Reply:
        """What came back within the time limit, which bounds everything: name, connection, answer, a dripping body.

        Redirects, cookies, proxies and compressed bodies are not taken part in. Once a status has come it stands,
        whatever happens to the body.
        """
        answer: Answer | None = None
        try:
            async with (
                asyncio.timeout(within.total_seconds()),
                self._session(zone).post(
                    URL(target.url, encoded=True), data=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                answer = _answer(response)
                if head := await _head(response):
                    answer = replace(answer, head=head)
        except (Blocked, TimeoutError, ClientError, OSError) as error:
            return answer or _fault(error)
        return answer

    async def close(self) -> None:
        """Closes every pool."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _session(self, zone: Zone) -> ClientSession:
        if zone not in self._sessions:
            self._sessions[zone] = ClientSession(
                connector=TCPConnector(
                    limit=0,  # the pump bounds what is under way
                    resolver=ZoneResolver(zone),
                    socket_factory=socket_factory(zone),
                    ttl_dns_cache=NAMES_KEPT_SECONDS,
                    keepalive_timeout=KEEP_ALIVE_SECONDS,
                    happy_eyeballs_delay=None,  # a race would swallow Blocked
                    ssl=self._tls,
                ),
                headers={"accept-encoding": "identity", "user-agent": "PortDesk"},
                auto_decompress=False,
                cookie_jar=DummyCookieJar(),
                trust_env=False,
                timeout=ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            )
        return self._sessions[zone]


def _answer(response: ClientResponse) -> Answer:
    wish = response.headers.get("webhook-delivery", "").strip().lower() or None
    return Answer(response.status, retry_after=response.headers.get("retry-after"), wish=wish)


async def _head(response: ClientResponse) -> bytes:
    """The first bytes of the body; a longer one costs it the connection, rather than us the reading."""
    read = bytearray()
    while len(read) < READ_AT_MOST and (chunk := await response.content.read(READ_AT_MOST - len(read))):
        read += chunk
    if not response.content.at_eof():
        response.close()
    return bytes(read[:KEEP_AT_MOST])


def _fault(error: Exception) -> Fault:
    match error:
        case Blocked():
            return Fault.ADDRESS_REFUSED
        case TimeoutError():
            return Fault.TIMED_OUT
        case ClientConnectorDNSError():
            return Fault.OWN_FAULT if error.os_error.errno == socket.EAI_AGAIN else Fault.NAME_NOT_FOUND
        case ClientSSLError():
            return Fault.TLS_FAILED
        case ClientConnectorError() if error.os_error.errno in OURS:
            return Fault.OWN_FAULT
        case ClientOSError() | ServerDisconnectedError():
            return Fault.NO_CONNECTION
        case _:
            return Fault.BAD_ANSWER
