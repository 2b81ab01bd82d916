"""What the guard lets by, what it only observes, and whom it believes: modes, default, trust file, status."""

import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from guard.middleware import LARGEST_WRITE, Guard
from guard.routes import BadRoutes, read_routes
from guard.trust import TrustFile
from shared.evidence import jws, keys
from shared.evidence.codes import Unproven
from shared.evidence.journal import read_entry
from shared.evidence.jws import Envelope, Header
from shared.evidence.notes import VerifierKey
from shared.evidence.trust import Trust
from tests.support.evidence import NOW, installation
from tests.support.forgeries import BILL, HOME, genuine, order, paying, trusting
from tests.support.port_system import PAID, Open

OP = order()
ROUTES = """
system = "hn-sw-tax"
[[guarded]]
method = "PUT"
path = "/api/tax-bills/{id}"
record = "tax_bill"
set = { "/status" = "status" }
"""


async def test_reads_pass_whatever_is_believed(open_port: Open) -> None:
    port = await open_port(trust=None)

    answers = [
        await port.client.get("/api/schema"),
        await port.client.get(f"/api/tax-bills/{BILL}"),
        await port.client.head(f"/api/tax-bills/{BILL}"),
        await port.client.get("/api/receipts/R-20261123-00871"),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert (await port.client.get("/api/tax-bills/nowhere")).status_code == 404


async def test_observing_refuses_nothing_and_counts_what_it_would_have_refused(open_port: Open) -> None:
    port = await open_port(mode="observe")

    bare = await port.client.put(f"/api/tax-bills/{BILL}", json=PAID)
    wrong = await port.put(OP, {"status": "VOID"})
    unlisted = await port.client.post("/api/payments", json={})

    assert [answer.status_code for answer in (bare, wrong, unlisted)] == [200, 200, 404], "as the port system answers"
    assert await port.bill() == ("VOID", '"3"')
    assert ((await port.status())["mode"], (await port.status())["observed"]) == ("observe", 3)


async def test_observing_lets_a_body_of_any_size_by_unharmed(open_port: Open) -> None:
    port = await open_port(mode="observe")
    await port.show(genuine())
    status = "x" * (2 * LARGEST_WRITE)

    answer = await port.put(OP, {"status": status})

    assert (answer.status_code, (await port.bill())[0]) == (200, status)
    assert (await port.status())["observed"] == 1


async def test_observing_still_carries_out_and_journals_what_is_certified(open_port: Open) -> None:
    port = await open_port(mode="observe")
    await port.show(genuine())

    answer = await port.put(OP)

    entry = await port.journal(OP)
    assert answer.status_code == 200
    assert entry is not None
    assert read_entry(entry, HOME.trust).mode == "observe"
    assert (await port.status())["observed"] == 0


async def test_the_guards_own_doors_refuse_in_both_modes(open_port: Open) -> None:
    port = await open_port(mode="observe")

    answer = await port.correct(OP)

    assert (answer.status_code, answer.json()["code"]) == (403, "T0.no-certificate")


@pytest.mark.parametrize("default", ["pass", "refuse"])
async def test_a_write_that_is_not_listed_passes_only_where_the_map_says_so(tmp_path: Path, default: str) -> None:
    map_file = tmp_path / "routes.toml"
    map_file.write_text(f'default = "{default}"\n{ROUTES}')

    async def echo(request: Request) -> Response:
        return JSONResponse({"read": (await request.body()).decode()})

    api = Starlette(routes=[Route("/{rest:path}", echo, methods=["GET", "PUT", "POST"])])
    guard = Guard(api, trust=TrustFile(tmp_path / "trust.json"), routes=read_routes(map_file), target=Nothing())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guard), base_url="http://port") as client:
        unlisted = await client.post("/api/payments", content=b"words")
        guarded = [
            await client.put(path, json=PAID) for path in ("/api/tax-bills/1", "/api/tax-bills/税 单%3F" + "1" * 200)
        ]

    assert (unlisted.status_code, unlisted.text) == (
        (200, '{"read":"words"}') if default == "pass" else (403, unlisted.text)
    )
    assert [answer.status_code for answer in guarded] == [403, 403], "however its id is spelt"


class Nothing:
    """A port system that was never shown anything."""

    async def presented(self, op_id: str) -> bytes | None:
        return None

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the guard asked for {name}")


async def test_without_a_trust_file_nothing_is_certified_until_one_is_carried_in(open_port: Open) -> None:
    port = await open_port(trust=None)

    refused = await port.show(genuine())
    status = await port.status()
    port.trust(HOME.trust)
    accepted = await port.show(genuine())

    assert (refused.status_code, refused.json()["code"]) == (403, "V5.trust-expired")
    assert (status["trust_serial"], status["trust_problem"]) == (None, "No such file or directory")
    assert accepted.status_code == 201
    assert (await port.status())["trust_serial"] == 1


async def test_the_status_is_for_whoever_watches(open_port: Open) -> None:
    port = await open_port()

    assert await port.status() == {
        "mode": "enforce",
        "system": "hn-sw-tax",
        "trust_serial": 1,
        "trust_expires": "2027-01-01T00:00:00Z",
        "trust_problem": "",
        "clock": "2026-11-23T08:00:00Z",
        "journal_size": 0,
        "observed": 0,
    }


async def test_the_guard_has_no_other_doors(open_port: Open) -> None:
    port = await open_port()

    for method, path in (("GET", "corrections"), ("PUT", "status"), ("DELETE", "journal/x"), ("GET", "")):
        answer = await port.client.request(method, f"/portdesk/{path}", headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.json()["title"]) == (404, "Not found")


def write(path: Path, trust: Trust, **changes: Any) -> None:
    path.write_bytes(trust.model_copy(update=changes).to_bytes())


def test_a_higher_serial_takes_over_and_a_lower_one_does_not(tmp_path: Path) -> None:
    file = TrustFile(tmp_path / "trust.json")

    serials = []
    for serial in (3, 5, 4, 5, 6):
        write(file.path, HOME.trust, serial=serial)
        serials.append((file.current().serial, file.problem))

    assert serials == [(3, ""), (5, ""), (5, "serial 4 after 5"), (5, ""), (6, "")]


@pytest.mark.parametrize("harm", [b"", b"{}", b'{"typ":"portdesk.trust/1"', b"\xff"])
def test_a_file_that_says_nothing_leaves_what_is_in_force(tmp_path: Path, harm: bytes) -> None:
    file = TrustFile(tmp_path / "trust.json")
    write(file.path, HOME.trust)
    before = file.current()

    file.path.write_bytes(harm)
    spoiled = file.current(), file.problem
    file.path.unlink()
    gone = file.current(), file.problem
    write(file.path, HOME.trust, serial=2)

    assert spoiled[0] == before
    assert spoiled[1].startswith("V1.malformed")
    assert gone == (before, "No such file or directory")
    assert (file.current().serial, file.problem) == (2, "")


def test_a_file_that_was_away_for_a_while_is_as_good_as_before(tmp_path: Path) -> None:
    file, elsewhere = TrustFile(tmp_path / "trust.json"), tmp_path / "elsewhere"
    write(file.path, HOME.trust)
    file.current()

    file.path.rename(elsewhere)
    away = file.current(), file.problem
    elsewhere.rename(file.path)

    assert away == (HOME.trust, "No such file or directory")
    assert (file.current(), file.problem) == (HOME.trust, "")


def test_a_file_replaced_in_the_same_instant_by_one_of_the_same_size_is_seen(tmp_path: Path) -> None:
    file, other = TrustFile(tmp_path / "trust.json"), tmp_path / "new.json"
    write(file.path, HOME.trust, serial=1)
    file.current()

    write(other, HOME.trust, serial=2)
    os.utime(other, ns=(file.path.stat().st_atime_ns, file.path.stat().st_mtime_ns))
    other.replace(file.path)

    assert file.current().serial == 2


def test_with_a_pinned_root_only_what_the_root_signed_is_believed(tmp_path: Path) -> None:
    root, other = keys.generate(), keys.generate()
    file = TrustFile(tmp_path / "trust.json", VerifierKey("root", keys.public_text(root)))

    write(file.path, HOME.trust)
    with pytest.raises(Unproven, match=r"V5\.trust-expired"):
        file.current()
    file.path.write_bytes(rooted(HOME.trust, other).to_bytes())
    with pytest.raises(Unproven, match=r"V5\.trust-expired"):
        file.current()
    file.path.write_bytes(rooted(HOME.trust, root).to_bytes())

    assert file.current() == HOME.trust
    assert file.problem == ""


def rooted(trust: Trust, key: keys.PrivateKey) -> Envelope:
    """The trust file as the provincial root signs it."""
    envelope = Envelope.around(trust)
    header = Header(alg="Ed25519", iat=int(NOW.timestamp()), kid="root", role="root", typ=trust.typ)
    return envelope.with_signature(jws.sign(envelope, header, key))


async def test_a_trust_file_for_another_system_opens_nothing_here_not_even_to_that_systems_certificates(
    open_port: Open,
) -> None:
    theirs = trusting(system="hn-sw-licence")
    plan = paying(target=paying().target.model_copy(update={"system": "hn-sw-licence"}))
    port = await open_port(trust=theirs.trust)

    answer = await port.show(genuine(plan, home=theirs))

    assert (answer.status_code, answer.json()["code"]) == (403, "T1.other-system")


async def test_a_certificate_of_another_installation_is_worth_nothing_here(open_port: Open) -> None:
    port, stranger = await open_port(), installation("stranger.example")

    answer = await port.show(genuine(home=stranger, log=stranger.trust.log.origin))

    assert (answer.status_code, answer.json()["code"]) == (403, "V4.signature")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "system is not a str"),
        ("system = 1", "system is not a str"),
        ('system = "x"\ndefault = "maybe"', "default is pass or refuse"),
        ('system = "x"\nguard = []', "unknown guard"),
        ('system = "x"\nguarded = "all"', "guarded is not a list"),
        ('system = "x"\nguarded = [1]', "has method, path, record and set"),
        (ROUTES.replace("record", "records"), "has method, path, record and set"),
        (ROUTES.replace("/{id}", ""), "one {id} is needed"),
        (ROUTES.replace("/{id}", "/{id}/{id}"), "one {id} is needed"),
        (ROUTES.replace('"PUT"', '"put"'), "put is not a method that writes"),
        (ROUTES.replace('"PUT"', '"GET"'), "GET is not a method that writes"),
        (ROUTES.replace('{ "/status" = "status" }', '"status"'), "set is not a dict"),
        (ROUTES.replace('= "status" }', "= 1 }"), "set is not a str"),
    ],
)
def test_a_map_that_cannot_be_meant_is_refused_with_its_place(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "routes.toml"
    file.write_text(text)

    with pytest.raises(BadRoutes, match=why):
        read_routes(file)
