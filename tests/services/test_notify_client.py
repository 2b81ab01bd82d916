"""The webhook client against a real receiver on loopback that does its worst."""

import asyncio
import errno
import socket
import ssl
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from services.notify.domain.egress import Zone, ZoneKind
from services.notify.domain.outcome import Answer, Fault, Reply
from services.notify.domain.target import Target
from services.notify.senders import client
from services.notify.senders.client import READ_AT_MOST, Blocked, Sender, ZoneResolver, socket_factory
from tests.support.receiver import Receiver, answer, drip, flood, garbage, hang, interim, redirect, slam

BRIEF = timedelta(milliseconds=300)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver


@pytest.fixture
async def sender() -> AsyncIterator[Sender]:
    sender = Sender()
    yield sender
    await sender.close()


def loopback(*ports: int) -> Zone:
    return Zone(code="here", kind=ZoneKind.LOOPBACK, ports=frozenset(ports))


def dns(monkeypatch: pytest.MonkeyPatch, result: list[Any] | Exception) -> None:
    """What the machine's resolver says from now on."""

    async def getaddrinfo(*_: object, **__: object) -> list[Any]:
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo, raising=False)


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server that shows a certificate it signed itself for 127.0.0.1, and a client that knows it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )
    file = folder / "receiver.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    return served, ssl.create_default_context(cafile=file)


async def post(sender: Sender, receiver: Receiver, within: timedelta = timedelta(seconds=5), **more: Any) -> Reply:
    zone = more.pop("zone", loopback(receiver.port))
    target = Target("http", more.pop("host", "127.0.0.1"), more.pop("port", receiver.port), "/hook?a=%20b")
    return await sender.post(target, zone, headers={"webhook-id": "x"}, body=b"{}", within=within)


async def test_a_post_arrives_as_it_was_written(sender: Sender, receiver: Receiver) -> None:
    receiver.will(answer(202, b"thanks", retry_after="7", webhook_delivery=" Disable "))

    reply = await post(sender, receiver)

    assert reply == Answer(202, retry_after="7", wish="disable", head=b"thanks")
    [received] = receiver.received
    assert (received.path, received.body) == ("/hook?a=%20b", b"{}")
    assert received.headers["accept-encoding"] == "identity"


async def test_a_connection_is_kept_for_the_next_post(sender: Sender, receiver: Receiver) -> None:
    for _ in range(3):
        await post(sender, receiver)

    assert (len(receiver.received), receiver.connections) == (3, 1)


async def test_a_redirect_is_reported_and_not_followed(sender: Sender, receiver: Receiver) -> None:
    receiver.will(redirect("http://169.254.169.254/latest/meta-data/"))

    reply = await post(sender, receiver)

    assert isinstance(reply, Answer)
    assert reply.status == 307
    assert len(receiver.received) == 1


@pytest.mark.parametrize("behaviour", [hang, drip(status=None), interim])
async def test_silence_and_endless_headers_end_at_the_limit(sender: Sender, receiver: Receiver, behaviour: Any) -> None:
    receiver.will(behaviour)
    began = time.monotonic()

    reply = await post(sender, receiver, BRIEF)

    assert reply is Fault.TIMED_OUT
    assert time.monotonic() - began < 2


async def test_a_dripping_body_ends_at_the_limit_and_the_status_stands(sender: Sender, receiver: Receiver) -> None:
    receiver.will(drip())
    began = time.monotonic()

    reply = await post(sender, receiver, BRIEF)

    assert reply == Answer(200)
    assert time.monotonic() - began < 2


async def test_a_huge_body_is_cut_off_with_its_connection(sender: Sender, receiver: Receiver) -> None:
    receiver.will(flood(100_000_000, content_encoding="gzip"))

    reply = await post(sender, receiver)
    await post(sender, receiver)

    assert isinstance(reply, Answer)
    assert len(reply.head) == client.KEEP_AT_MOST < READ_AT_MOST
    assert receiver.connections == 2


@pytest.mark.parametrize(("behaviour", "fault"), [(slam, Fault.NO_CONNECTION), (garbage, Fault.BAD_ANSWER)])
async def test_no_answer_has_a_code(sender: Sender, receiver: Receiver, behaviour: Any, fault: Fault) -> None:
    receiver.will(behaviour)

    assert await post(sender, receiver) is fault


async def test_nobody_listening_is_no_connection(sender: Sender, receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as vacant:
        port = vacant.getsockname()[1]

    assert await post(sender, receiver, port=port, zone=loopback(port)) is Fault.NO_CONNECTION


async def test_a_certificate_of_nobody_known_is_a_tls_failure(sender: Sender, tmp_path: Path) -> None:
    served, trusting = certificate(tmp_path)
    async with Receiver(tls=served) as receiver:
        target = Target("https", "127.0.0.1", receiver.port, "/")

        async def reply(sender: Sender) -> Reply:
            return await sender.post(target, loopback(receiver.port), headers={}, body=b"", within=timedelta(seconds=5))

        assert await reply(sender) is Fault.TLS_FAILED
        assert receiver.received == []
        knowing = Sender(tls=trusting)
        assert await reply(knowing) == Answer(200)
        await knowing.close()


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("127.0.0.1", ZoneKind.PUBLIC),
        ("localhost", ZoneKind.PUBLIC),
        ("0x7f000001", ZoneKind.PUBLIC),
        ("::ffff:127.0.0.1", ZoneKind.PUBLIC),
        ("169.254.169.254", ZoneKind.PUBLIC),
        ("10.0.0.1", ZoneKind.LOOPBACK),
    ],
)
async def test_an_address_outside_the_zone_is_not_connected(
    sender: Sender, receiver: Receiver, host: str, kind: ZoneKind
) -> None:
    zone = Zone(code="z", kind=kind, ports=frozenset({receiver.port}))

    reply = await post(sender, receiver, host=host, zone=zone)

    assert reply is Fault.ADDRESS_REFUSED
    assert receiver.connections == 0


async def test_a_port_outside_the_zone_is_not_connected(sender: Sender, receiver: Receiver) -> None:
    assert await post(sender, receiver, zone=loopback(443)) is Fault.ADDRESS_REFUSED
    assert receiver.connections == 0


async def test_a_connection_opened_under_one_zone_is_not_used_under_another(sender: Sender, receiver: Receiver) -> None:
    await post(sender, receiver)

    strict = Zone(code="strict", kind=ZoneKind.PUBLIC, ports=frozenset({receiver.port}))

    assert await post(sender, receiver, zone=strict) is Fault.ADDRESS_REFUSED
    assert len(receiver.received) == 1


async def test_a_name_is_refused_when_any_of_its_addresses_is(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    dns(monkeypatch, answers)
    resolver = ZoneResolver(Zone(code="public", kind=ZoneKind.PUBLIC, ports=frozenset({443})))

    with pytest.raises(Blocked):
        await resolver.resolve("rebinding.example")
    answers.pop()
    assert [found["host"] for found in await resolver.resolve("rebinding.example")] == ["93.184.216.34"]


async def test_the_last_gate_vets_what_a_resolver_let_through(receiver: Receiver) -> None:
    make = socket_factory(Zone(code="public", kind=ZoneKind.PUBLIC, ports=frozenset({443})))

    with pytest.raises(Blocked):
        make((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443)))
    make((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))).close()


@pytest.mark.parametrize(
    ("error", "fault"), [(socket.EAI_AGAIN, Fault.OWN_FAULT), (socket.EAI_NONAME, Fault.NAME_NOT_FOUND)]
)
async def test_a_failure_of_dns_is_ours_and_an_unknown_name_is_not(
    sender: Sender, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, error: int, fault: Fault
) -> None:
    dns(monkeypatch, socket.gaierror(error, "…"))

    assert await post(sender, receiver, host="receiver.example") is fault


async def test_silent_dns_is_ours(sender: Sender, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    dns(monkeypatch, TimeoutError())

    assert await post(sender, receiver, host="receiver.example") is Fault.OWN_FAULT


async def test_running_out_of_sockets_is_ours(
    sender: Sender, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_socket(*_: object) -> None:
        raise OSError(errno.EMFILE, "…")

    monkeypatch.setattr(socket, "socket", no_socket)

    assert await post(sender, receiver) is Fault.OWN_FAULT


async def test_the_proxy_of_the_environment_is_not_used(
    sender: Sender, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    reply = await post(sender, receiver)

    assert isinstance(reply, Answer)
