"""Strict JSON and RFC 8785: what two readers could understand differently is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence.canonical import Json, NotNormalised, b64u, canonical, parse, require_normal, unb64u
from shared.evidence.codes import Unproven
from shared.evidence.documents import Plan
from shared.evidence.scalars import ABSENT, Typed, instant, stamp, typed
from tests.support.evidence import NOW, make_plan

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_bytes_parse_back_to_the_same_value(value: object) -> None:
    data = canonical(value)  # type: ignore[arg-type]

    again = parse(data)

    assert again == value
    assert canonical(again) == data


@given(st.recursive(VALUES | st.floats() | st.integers(), st.lists) | st.dictionaries(st.text(), VALUES))
def test_canonical_bytes_are_those_of_an_independent_encoder_which_refuses_the_same(value: Any) -> None:
    def written(encoder: Callable[[Any], bytes]) -> bytes | None:
        try:
            return encoder(value)
        except ValueError:
            return None

    assert written(canonical) == written(rfc8785.dumps)


@given(VALUES, st.integers(1, 4))
def test_any_other_spelling_of_a_value_has_the_same_canonical_bytes(value: object, indent: int) -> None:
    spelling = json.dumps(value, indent=indent).encode()

    assert canonical(parse(spelling)) == canonical(value)  # type: ignore[arg-type]


def test_members_are_sorted_by_utf_16_units_as_rfc_8785_shows() -> None:
    members: Json = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}

    data = canonical(members)

    assert list(json.loads(data).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_only_what_must_be_escaped_is_escaped() -> None:
    data = canonical('/\u007f\u2028\u001f\b"\\')

    assert data == '"/\u007f\u2028\\u001f\\b\\"\\\\"'.encode()


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b"1.0",
        b"1e3",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"9007199254740992",
        b"-9007199254740992",
        b"1" * 5000,
        b'"\\ud800"',
        b'{"\\udfff":1}',
        b"\xef\xbb\xbf{}",
        b"\xff",
        b'"a\nb"',
        b"[1,]",
        b"[1] 2",
        b"",
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
        b"{'a':1}",
        b"01",
    ],
    ids=lambda data: repr(data[:16]),
)
def test_what_readers_disagree_about_is_refused(data: bytes) -> None:
    with pytest.raises(Unproven) as refused:
        parse(data)

    assert refused.value.code == "V1.malformed"


def test_thirty_two_levels_and_the_largest_integer_are_taken() -> None:
    assert parse(b"[" * 32 + b"]" * 32)
    assert parse(b"-9007199254740991") == -(2**53) + 1


@given(st.binary())
def test_base64url_has_one_spelling(data: bytes) -> None:
    assert unb64u(b64u(data)) == data


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "Q Q", "QQ\n", "Q+", "ＱＱ"])
def test_other_spellings_of_base64url_are_refused(text: str) -> None:
    with pytest.raises(Unproven) as refused:
        unb64u(text)

    assert refused.value.code == "V1.malformed"


def test_an_issuer_refuses_text_that_is_not_in_normal_form_and_names_the_member() -> None:
    with pytest.raises(NotNormalised) as refused:
        require_normal({"a": ["fine", "e\u0301"]})

    assert refused.value.pointer == "/a/1"


def test_a_reader_takes_text_of_any_normal_form() -> None:
    assert parse('"e\u0301"'.encode()) == "e\u0301"


@pytest.mark.parametrize(
    ("alter", "code"),
    [
        (lambda members: members.pop("rev"), "V1.malformed"),
        (lambda members: members.update(extra=1), "V1.malformed"),
        (lambda members: members.update(rev="3"), "V3.shape"),
        (lambda members: members.update(rev=True), "V3.shape"),
        (lambda members: members.update(zone="C"), "V3.shape"),
        (lambda members: members["ops"][0].update(path=""), "V3.shape"),
        (lambda members: members["ops"][0].update(op_id="ABC"), "V3.shape"),
        (lambda members: members["ops"][0].update(version="7"), "V3.shape"),
        (lambda members: members["ops"].append({**members["ops"][0], "n": 2}), "V3.shape"),
        (lambda members: members["rollback"].update(until="2026-11-31T00:00:00Z"), "V3.shape"),
        (lambda members: members["rollback"].update(until="2026-11-30T00:00:00+00:00"), "V3.shape"),
        (lambda members: members["rollback"].update(until="２026-11-30T00:00:00Z"), "V3.shape"),
        (lambda members: members["ops"][0]["after"].update(t="float"), "V3.shape"),
        (lambda members: members["ops"][0]["after"].update(t="dec", v="1e3"), "V3.shape"),
    ],
)
def test_a_document_is_refused_for_wrong_members_before_wrong_values(alter: object, code: str) -> None:
    members = json.loads(make_plan().to_bytes())
    alter(members)  # type: ignore[operator]

    with pytest.raises(Unproven) as refused:
        Plan.read(canonical(members))

    assert refused.value.code == code


def test_bytes_that_are_not_canonical_are_refused_before_their_values_are_looked_at() -> None:
    members = json.loads(make_plan(rev=2).to_bytes()) | {"rev": "2"}

    with pytest.raises(Unproven) as refused:
        Plan.read(json.dumps(members).encode())

    assert refused.value.code == "V2.not-canonical"


@pytest.mark.parametrize(
    ("value", "plain", "other"),
    [
        (typed("dec", "100.00"), "100.00", "100.0"),
        (typed("int", 7), 7, "7"),
        (typed("bool", True), True, 1),
        (typed("str", None), None, ABSENT),
        (typed("str", ABSENT), ABSENT, None),
        (typed("str", ""), "", None),
        (typed("dt", "2026-11-23T08:00:00Z"), "2026-11-23T08:00:00Z", "2026-11-23T08:00:00.0Z"),
    ],
)
def test_a_typed_value_equals_exactly_one_plain_value(value: Typed, plain: object, other: object) -> None:
    assert value.says(plain)
    assert value.plain == plain
    assert not value.says(other)


def test_times_of_documents_are_whole_seconds_in_utc() -> None:
    assert stamp(NOW) == "2026-11-23T08:00:00Z"
    assert instant(stamp(NOW)) == NOW
