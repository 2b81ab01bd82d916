"""Endpoints and zones over HTTP: what owners may do, what is refused where, and that secrets are told once."""

from pathlib import Path
from typing import Any

import pytest

from services.notify.domain.model import ENDPOINTS_PER_UNIT
from shared.kernel.access import Actor, Role
from tests.support.desk import Desk, Open
from tests.support.examples import Example, send_every_example
from tests.support.notices import (
    AUDITOR,
    ENDPOINTS,
    KEEPER,
    STRANGER,
    ZONES,
    everything_sent,
    message_added,
    open_notify,
    subscribe,
)
from tests.support.people import CLERK, person
from tests.support.receiver import Receiver

HOOK = {"name": "税务核对系统", "url": "https://hooks.example.com/portdesk", "filters": ["intake.request.*"]}
LAN = {"code": "tax-lan", "kind": "network", "networks": ["10.20.0.0/16"], "ports": [80, 443]}
UNKNOWN = "01a2068f-8a00-71c2-ad1e-b65a390fd593"


@pytest.fixture
async def notify(open_desk: Open, tmp_path: Path) -> Desk:
    return await open_notify(open_desk, tmp_path)


async def created(desk: Desk, actor: Actor = KEEPER, **more: Any) -> dict[str, Any]:
    answer = await desk.send(actor, "POST", ENDPOINTS, {**HOOK, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_endpoint_belongs_to_the_unit_of_who_made_it(notify: Desk) -> None:
    answer = await notify.send(KEEPER, "POST", ENDPOINTS, HOOK)

    made = answer.json()["endpoint"]
    assert answer.headers["location"] == f"{ENDPOINTS}/{made['id']}"
    assert (made["unit"], made["status"], made["zone"]) == ("HA-TAX", "active", "public")
    assert made["url"] == "https://hooks.example.com:443/portdesk"
    assert (await notify.send(KEEPER, "GET", f"{ENDPOINTS}/{made['id']}")).json() == made


async def test_the_secret_is_told_once_and_kept_nowhere_in_the_clear(notify: Desk) -> None:
    made = await created(notify)
    secret = made["secret"]

    read = await notify.send(KEEPER, "GET", f"{ENDPOINTS}/{made['endpoint']['id']}")
    listed = await notify.send(KEEPER, "GET", ENDPOINTS)
    everything = repr(await notify.snapshot())

    assert secret.startswith("whsec_")
    assert secret not in read.text + listed.text
    assert secret.removeprefix("whsec_") not in everything


async def test_the_same_key_gives_the_same_answer_secret_included_and_one_endpoint(notify: Desk) -> None:
    first = await notify.send(KEEPER, "POST", ENDPOINTS, HOOK, idempotency_key="subscribe-1")
    second = await notify.send(KEEPER, "POST", ENDPOINTS, HOOK, idempotency_key="subscribe-1")
    other = await notify.send(KEEPER, "POST", ENDPOINTS, {**HOOK, "name": "x"}, idempotency_key="subscribe-1")

    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert other.status_code == 422
    assert first.json()["secret"].removeprefix("whsec_") not in repr(await notify.snapshot())
    assert await notify.rows("SELECT count(*) FROM endpoint") == [(1,)]


async def test_a_rotation_gives_a_new_secret_and_a_new_version(notify: Desk) -> None:
    made = await created(notify)
    path = f"{ENDPOINTS}/{made['endpoint']['id']}/secrets"

    rotated = await notify.send(KEEPER, "POST", path, idempotency_key="rotate-1")
    again = await notify.send(KEEPER, "POST", path, idempotency_key="rotate-1")

    assert rotated.json()["secret"] != made["secret"]
    assert rotated.json()["endpoint"]["version"] == 2
    assert again.json() == rotated.json()
    assert await notify.rows("SELECT count(*) FROM endpoint_secret WHERE not_after IS NULL") == [(1,)]


async def test_lists_show_the_own_units_endpoints_page_by_page(notify: Desk) -> None:
    for number in range(3):
        await created(notify, name=f"tax {number}")
    await created(notify, STRANGER, name="office")

    first = (await notify.send(KEEPER, "GET", f"{ENDPOINTS}?limit=2")).json()
    second = (await notify.send(KEEPER, "GET", f"{ENDPOINTS}?limit=2&cursor={first['next']}")).json()
    all_of_them = (await notify.send(AUDITOR, "GET", ENDPOINTS)).json()

    assert [item["name"] for item in first["items"] + second["items"]] == ["tax 2", "tax 1", "tax 0"]
    assert second["next"] is None
    assert len(all_of_them["items"]) == 4


async def test_another_units_endpoint_is_not_to_be_known(notify: Desk) -> None:
    known = (await created(notify))["endpoint"]["id"]
    acts = (
        *(("GET", ""), ("DELETE", ""), ("GET", "/deliveries"), ("GET", f"/deliveries/{UNKNOWN}/attempts")),
        *(("POST", act) for act in ("/pause", "/resumption", "/secrets", "/test")),
    )

    for method, act in acts:
        foreign = await notify.send(STRANGER, method, f"{ENDPOINTS}/{known}{act}")
        absent = await notify.send(STRANGER, method, f"{ENDPOINTS}/{UNKNOWN}{act}")
        assert foreign.status_code == absent.status_code == 404
        assert foreign.json()["type"] == absent.json()["type"] == "/problems/not-found"


async def test_an_auditor_reads_and_changes_nothing(notify: Desk) -> None:
    path = f"{ENDPOINTS}/{(await created(notify))['endpoint']['id']}"

    assert (await notify.send(AUDITOR, "GET", path)).status_code == 200
    assert (await notify.send(AUDITOR, "POST", f"{path}/pause")).status_code == 403


async def test_pausing_and_resuming_say_the_version_and_honour_it(notify: Desk) -> None:
    path = f"{ENDPOINTS}/{(await created(notify))['endpoint']['id']}"

    paused = await notify.send(KEEPER, "POST", f"{path}/pause", if_match='"1"')
    stale = await notify.send(KEEPER, "POST", f"{path}/resumption", if_match='"1"')
    resumed = await notify.send(KEEPER, "POST", f"{path}/resumption", if_match=paused.headers["etag"])

    assert (paused.json()["status"], paused.headers["etag"]) == ("paused", '"2"')
    assert stale.status_code == 412
    assert (resumed.json()["status"], resumed.json()["version"]) == ("active", 3)


async def test_a_deleted_endpoint_is_gone_for_everybody(notify: Desk) -> None:
    path = f"{ENDPOINTS}/{(await created(notify))['endpoint']['id']}"

    deleted = await notify.send(KEEPER, "DELETE", path)

    assert deleted.status_code == 204
    assert (await notify.send(KEEPER, "GET", path)).status_code == 404
    assert (await notify.send(KEEPER, "POST", f"{path}/resumption")).status_code == 404
    assert (await notify.send(KEEPER, "GET", ENDPOINTS)).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"url": "http://hooks.example.com/"}, "/url"),
        ({"url": "https://hooks.example.com:6379/"}, "/url"),
        ({"url": "https://10.0.0.1/"}, "/url"),
        ({"url": "https://[::ffff:169.254.169.254]/"}, "/url"),
        ({"url": "https://2130706433/"}, "/url"),
        ({"url": "https://user@hooks.example.com/"}, "/url"),
        ({"url": "https://127.0.0.1\\@hooks.example.com/"}, "/url"),
        ({"zone": "nowhere"}, "/zone"),
        ({"zone": "office-lan"}, "/zone"),
        ({"filters": ["intake.*", "intake.reqest.*"]}, "/filters/1"),
        ({"filters": []}, "/filters"),
        ({"room": 0}, "/room"),
        ({"time_limit_seconds": 31}, "/time_limit_seconds"),
        ({"name": ""}, "/name"),
        ({"secret": "whsec_mine"}, "/secret"),
    ],
)
async def test_a_wrong_endpoint_is_refused_by_name_and_nothing_is_stored(
    notify: Desk, body: dict[str, Any], pointer: str
) -> None:
    await notify.send(STRANGER, "POST", ZONES, {**LAN, "code": "office-lan"})
    before = await notify.snapshot()

    answer = await notify.send(KEEPER, "POST", ENDPOINTS, {**HOOK, **body}, idempotency_key="wrong-endpoint")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await notify.snapshot() == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"networks": ["127.0.0.0/8"]}, "/networks/0"),
        ({"networks": ["10.0.0.0/8", "169.254.169.254/32"]}, "/networks/1"),
        ({"networks": ["10.0.0.1/8"]}, "/networks/0"),
        ({"networks": []}, "/networks"),
        ({"kind": "public"}, "/networks"),
        ({"kind": "everything"}, "/kind"),
        ({"ports": []}, "/ports"),
        ({"ports": [443, 70000]}, "/ports/1"),
        ({"code": "tax lan"}, "/code"),
    ],
)
async def test_a_wrong_zone_is_refused_by_name_and_nothing_is_stored(
    notify: Desk, body: dict[str, Any], pointer: str
) -> None:
    before = await notify.snapshot()

    answer = await notify.send(KEEPER, "POST", ZONES, {**LAN, **body})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert await notify.snapshot() == before


async def test_loopback_zones_are_refused_where_the_installation_does_not_have_them(
    open_desk: Open, tmp_path: Path
) -> None:
    notify = await open_notify(open_desk, tmp_path, loopback_zones=False)

    answer = await notify.send(KEEPER, "POST", ZONES, {"code": "here", "kind": "loopback", "ports": [9000]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/kind"


async def test_a_zone_opens_a_private_address_to_its_own_unit_only(notify: Desk) -> None:
    zone = await notify.send(KEEPER, "POST", ZONES, LAN)
    body = {**HOOK, "zone": "tax-lan", "url": "http://10.20.3.4/hook"}

    inside = await notify.send(KEEPER, "POST", ENDPOINTS, body)
    outside = await notify.send(KEEPER, "POST", ENDPOINTS, {**body, "url": "http://10.21.3.4/hook"})
    foreign = await notify.send(STRANGER, "POST", ENDPOINTS, body)

    assert (zone.status_code, inside.status_code) == (201, 201)
    assert [answer.json()["errors"][0]["pointer"] for answer in (outside, foreign)] == ["/url", "/zone"]
    zones = (await notify.send(KEEPER, "GET", ZONES)).json()["items"]
    assert [found["code"] for found in zones] == ["public", "tax-lan"]
    assert [found["code"] for found in (await notify.send(STRANGER, "GET", ZONES)).json()["items"]] == ["public"]


async def test_every_write_has_a_refusal_of_the_domain_that_changes_nothing(notify: Desk) -> None:
    path = f"{ENDPOINTS}/{(await created(notify))['endpoint']['id']}"
    await notify.send(KEEPER, "POST", ZONES, LAN)
    head = person("p-tax-head", "HA-TAX", Role.HEAD)
    before = await notify.snapshot()

    refused = [
        await notify.send(CLERK, "POST", ENDPOINTS, HOOK),
        await notify.send(head, "POST", ZONES, {**LAN, "code": "other"}),
        await notify.send(KEEPER, "POST", ZONES, LAN),
        await notify.send(KEEPER, "POST", f"{path}/resumption"),
        *[await notify.send(KEEPER, "POST", f"{path}/{act}", if_match='"7"') for act in ("pause", "secrets", "test")],
        await notify.send(KEEPER, "DELETE", path, if_match='"7"'),
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 409, 409, 412, 412, 412, 412]
    assert await notify.snapshot() == before


@pytest.mark.parametrize("act", ["/pause", "/resumption", "/secrets", "/test", ""])
async def test_an_act_on_something_that_is_no_endpoint_is_refused(notify: Desk, act: str) -> None:
    method = "POST" if act else "DELETE"
    before = await notify.snapshot()

    wrong = await notify.send(KEEPER, method, f"{ENDPOINTS}/not-an-id{act}")
    unknown = await notify.send(KEEPER, method, f"{ENDPOINTS}/{UNKNOWN}{act}")
    senseless = await notify.send(KEEPER, method, f"{ENDPOINTS}/{UNKNOWN}{act}", if_match="yesterday")

    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/endpoint_id")
    assert (unknown.status_code, senseless.status_code) == (404, 422)
    assert await notify.snapshot() == before


async def test_a_unit_has_only_so_many_endpoints(notify: Desk) -> None:
    for number in range(ENDPOINTS_PER_UNIT):
        await created(notify, name=str(number))

    answer = await notify.send(KEEPER, "POST", ENDPOINTS, HOOK)

    assert (answer.status_code, answer.json()["limit"]) == (409, ENDPOINTS_PER_UNIT)


async def test_nobody_is_served_without_a_token_and_a_machine_needs_the_scope(notify: Desk) -> None:
    machine = Actor(person=KEEPER.person, unit=KEEPER.unit, roles=frozenset({Role.SUBSCRIBER}))
    knowing = Actor(
        person=machine.person, unit=machine.unit, roles=machine.roles, scopes=frozenset({"endpoints:write"})
    )

    assert (await notify.send(None, "POST", ENDPOINTS, HOOK)).status_code == 401
    assert (await notify.send(machine, "POST", ENDPOINTS, HOOK, idempotency_key="machine-1")).status_code == 403
    assert (await notify.send(knowing, "POST", ENDPOINTS, HOOK, idempotency_key="machine-1")).status_code == 201


async def test_deliveries_are_listed_newest_first_and_by_state(notify: Desk) -> None:
    async with Receiver() as receiver:
        endpoint = await subscribe(notify, receiver)
        await notify.publish(message_added(1, 1), message_added(1, 2), message_added(1, 3))
        await everything_sent(notify)
    path = f"{ENDPOINTS}/{endpoint['id']}/deliveries"

    first = (await notify.send(KEEPER, "GET", f"{path}?limit=2&state=delivered")).json()
    second = (await notify.send(KEEPER, "GET", f"{path}?limit=2&cursor={first['next']}")).json()
    dead = (await notify.send(KEEPER, "GET", f"{path}?state=dead")).json()

    listed = first["items"] + second["items"]
    assert [int(item["sequence"]) for item in listed] == [3, 2, 1]
    assert [item["prevsequence"] and int(item["prevsequence"]) for item in listed] == [2, 1, None]
    assert dead["items"] == []
    assert (await notify.send(KEEPER, "GET", f"{path}/{UNKNOWN}/attempts")).status_code == 404


async def test_every_example_of_the_published_document_is_accepted(notify: Desk) -> None:
    """Each on an endpoint of its own, which has one delivery that was answered."""
    document = (await notify.client.get("/notify/v1/openapi.json")).json()
    created = {"create_endpoint", "create_zone", "rotate_endpoint_secret", "test_endpoint"}
    event = message_added(1, 1, "HA-410100-PORT")
    await notify.publish(event)

    async def send(example: Example) -> None:
        async with Receiver() as receiver:
            endpoint = await subscribe(notify, receiver)
            own = f"{ENDPOINTS}/{endpoint['id']}"
            await notify.send(KEEPER, "POST", f"{own}/test")
            await everything_sent(notify)
            (delivery,) = (await notify.send(KEEPER, "GET", f"{own}/deliveries")).json()["items"]
            if example.operation == "resume_endpoint":
                await notify.send(KEEPER, "POST", f"{own}/pause")
            at = {"endpoint_id": endpoint["id"], "delivery_id": delivery["id"], "request_id": event.request_id}
            actor = CLERK if "presence" in example.path else KEEPER

            answer = await notify.send(actor, example.method, example.path.format(**at), example.body)

            wanted = 204 if example.method == "DELETE" else 201 if example.operation in created else 200
            assert answer.status_code == wanted, (example, answer.text)
            await everything_sent(notify)

    await send_every_example(document, send, endless={"open_stream"})
