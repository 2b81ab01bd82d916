"""Signatures, sealed secrets and bodies, checked by other people's implementations."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from services.notify.domain.message import Message
from services.notify.domain.signature import Seal, Secret, headers

ID = UUID("0193a2b4-0000-7000-8000-000000000001")
SECRET = Secret(bytes(range(32)))


def message(**more: object) -> Message:
    facts: dict[str, object] = {
        "id": ID,
        "type": "portdesk.intake.request.closed.v1",
        "source": "urn:portdesk:henan:intake",
        "subject": "0193a2b4-0000-7000-8000-00000000000a",
        "time": datetime(2026, 11, 23, 8, 0, 0, 5, tzinfo=UTC),
        "sequence": 7,
        "previous": 5,
        "data": '{"status":"closed","outcome":"已更正"}'.encode(),
    }
    return Message(**{**facts, **more})  # type: ignore[arg-type]


@given(st.binary(min_size=24, max_size=64), st.text())
def test_the_public_library_verifies_our_signatures(key: bytes, text: str) -> None:
    body = json.dumps({"title": text}, ensure_ascii=True).encode()

    signed = headers([Secret(key)], message_id=ID, at=datetime.now(UTC), body=body)

    assert Webhook(Secret(key).reveal()).verify(body, signed) == {"title": text}


def test_chinese_bodies_verify_and_altered_ones_do_not() -> None:
    body = message().body()
    signed = headers([SECRET], message_id=ID, at=datetime.now(UTC), body=body)
    library = Webhook(SECRET.reveal())

    assert library.verify(body, signed)["data"]["outcome"] == "已更正"
    with pytest.raises(WebhookVerificationError):
        library.verify(body.replace(b"closed", b"opened"), signed)


def test_the_example_of_the_specification_is_reproduced() -> None:
    secret = Secret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    signed = headers([secret], message_id=ID, at=datetime.fromtimestamp(1614265330, UTC), body=b'{"test": 2432232314}')

    expected = Webhook(secret.reveal()).sign(str(ID), datetime.fromtimestamp(1614265330, UTC), '{"test": 2432232314}')
    assert signed["webhook-timestamp"] == "1614265330"
    assert signed["webhook-signature"] == expected


def test_one_instant_in_two_zones_gives_one_signature() -> None:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    in_beijing = at.astimezone(timezone(timedelta(hours=8)))

    assert headers([SECRET], message_id=ID, at=at, body=b"x") == headers(
        [SECRET], message_id=ID, at=in_beijing, body=b"x"
    )


def test_while_a_rotation_overlaps_both_secrets_verify() -> None:
    old, new = SECRET, Secret(b"n" * 32)
    body = message().body()

    signed = headers([new, old], message_id=ID, at=datetime.now(UTC), body=body)

    for secret in (old, new):
        assert Webhook(secret.reveal()).verify(body, signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(Secret(b"x" * 32).reveal()).verify(body, signed)


def test_a_secret_does_not_show_itself() -> None:
    shown = f"{SECRET} {SECRET!r} {Seal(SECRET.key)!r}"

    assert base64.b64encode(SECRET.key).decode() not in shown
    assert Secret.parse(SECRET.reveal()) == SECRET


def test_a_sealed_secret_opens_only_in_its_own_row_with_the_own_key() -> None:
    seal, kid = Seal(b"k" * 32), UUID(int=1)

    sealed = seal.close(SECRET, kid=kid, nonce=b"n" * 12)

    assert seal.open(sealed, kid=kid) == SECRET
    assert SECRET.key not in sealed
    for opener, row, text in (
        (seal, UUID(int=2), sealed),
        (Seal(b"x" * 32), kid, sealed),
        (seal, kid, sealed[:-1] + bytes([sealed[-1] ^ 1])),
    ):
        with pytest.raises(InvalidTag):
            opener.open(text, kid=row)


def test_the_body_is_one_structured_cloudevent() -> None:
    event = json.loads(message(traceparent="00-…").body())

    assert event == {
        "specversion": "1.0",
        "id": str(ID),
        "type": "portdesk.intake.request.closed.v1",
        "source": "urn:portdesk:henan:intake",
        "subject": "0193a2b4-0000-7000-8000-00000000000a",
        "time": "2026-11-23T08:00:00.000005Z",
        "datacontenttype": "application/json",
        "dataschema": "urn:portdesk:schema:portdesk.intake.request.closed.v1",
        "sequence": "00000000000000000007",
        "prevsequence": "00000000000000000005",
        "data": {"status": "closed", "outcome": "已更正"},
    }


def test_the_first_event_of_a_subject_names_no_predecessor() -> None:
    assert "prevsequence" not in json.loads(message(previous=None).body())


def test_the_cloudevents_sdk_reads_the_body() -> None:
    read = JSONFormat().read(CloudEvent, message().body())

    assert (read.get_id(), read.get_extension("sequence")) == (str(ID), "00000000000000000007")
