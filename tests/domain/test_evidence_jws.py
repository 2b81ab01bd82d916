"""Envelopes: each trap of the signature library that verifies them is shown, and shown to be closed here."""

import json
from typing import Any

import joserfc.jws
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.evidence import jws, keys
from shared.evidence.canonical import b64u, canonical, unb64u
from shared.evidence.codes import Unproven
from shared.evidence.jws import Envelope, Signature
from tests.support.evidence import NOW, installation, make_certificate

HOME = installation()
ENVELOPE = HOME.issue(make_certificate())
SEAL = HOME.trust.keys["seal"]
LENIENT = joserfc.jws.JWSRegistry(algorithms=["Ed25519"], strict_check_header=False)


def check(envelope: Envelope, signature: Signature, kid: str = "seal") -> None:
    key = HOME.trust.keys[kid]
    jws.verify(envelope, signature, alg=key.alg, public=key.pub, typ="portdesk.certificate/1")


def signed(protected: bytes, payload: bytes = b"{}") -> tuple[Envelope, Signature]:
    """Whatever header bytes one likes, with a signature over them that holds."""
    envelope = Envelope(payload=b64u(payload), signatures=())
    data = f"{b64u(protected)}.{envelope.payload}".encode()
    return envelope, Signature(protected=b64u(protected), signature=b64u(keys.sign(HOME.private["seal"], data)))


def header(**changes: Any) -> dict[str, Any]:
    known = {"alg": "Ed25519", "iat": 1, "kid": "seal", "role": "seal", "typ": "portdesk.certificate/1"}
    return {name: value for name, value in (known | changes).items() if value is not None}


def okp() -> OKPKey:
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": SEAL.pub, "kid": "seal"})


@pytest.mark.parametrize(("kid", "place"), [("zhang", 0), ("li", 1), ("seal", 2)])
def test_both_algorithms_verify_what_they_signed(kid: str, place: int) -> None:
    check(ENVELOPE, ENVELOPE.signatures[place], kid)


def test_trap_one_an_attached_payload_is_what_was_signed_and_nothing_else_can_be_given() -> None:
    envelope, signature = signed(canonical(header()), b'{"paid":true}')
    token = f"{signature.protected}.{envelope.payload}.{signature.signature}"
    shown = joserfc.jws.deserialize_compact(token, okp(), registry=LENIENT, payload=b'{"paid":false}')

    assert shown.payload == b'{"paid":true}', "the library ignores the payload it is asked about"
    assert envelope.content == b'{"paid":true}'
    with pytest.raises(Unproven, match=r"V4\.signature"):
        check(Envelope(payload="", signatures=()), signature)


def test_trap_two_a_stripped_or_repeated_signature_leaves_the_others_valid_so_persons_are_counted_elsewhere() -> None:
    seal = ENVELOPE.signatures[2]
    twice: Any = {"payload": ENVELOPE.payload, "signatures": [seal.json_value(), seal.json_value()]}

    both = joserfc.jws.deserialize_json(twice, KeySet([okp()]), registry=LENIENT)

    assert len(both.members) == 2, "the library takes one signature for two"
    assert ENVELOPE.sha256 != Envelope(payload=ENVELOPE.payload, signatures=(seal,)).sha256


def test_trap_three_a_header_member_given_twice_is_refused() -> None:
    protected = canonical(header()).replace(b'"kid":"seal"', b'"kid":"zhang","kid":"seal"')
    envelope, signature = signed(protected)
    token = f"{signature.protected}.{envelope.payload}.{signature.signature}"

    assert joserfc.jws.deserialize_compact(token, okp(), registry=LENIENT), "the library keeps the last"
    with pytest.raises(Unproven, match=r"V4\.header"):
        check(envelope, signature)


@pytest.mark.parametrize(
    "changes",
    [
        {"jku": "https://example.com"},
        {"crit": ["exp"]},
        {"b64": False},
        {"iat": None},
        {"iat": "1"},
        {"iat": 1.5},
        {"iat": -1},
        {"role": "root "},
        {"typ": None},
        {"typ": "portdesk.plan/1"},
        {"typ": "JWT"},
        {"alg": "EdDSA"},
        {"alg": "ES256"},
        {"alg": "none"},
        {"alg": "HS256"},
    ],
    ids=str,
)
def test_trap_four_a_header_with_other_members_or_values_is_refused_though_its_signature_holds(
    changes: dict[str, Any],
) -> None:
    envelope, signature = signed(json.dumps(header(**changes), sort_keys=True, separators=(",", ":")).encode())

    with pytest.raises(Unproven, match=r"V4\.header"):
        check(envelope, signature)


def test_a_header_in_another_spelling_is_refused_though_its_signature_holds() -> None:
    envelope, signature = signed(json.dumps(header(), indent=1).encode())

    with pytest.raises(Unproven, match=r"V4\.header"):
        check(envelope, signature)


def test_trap_five_without_a_list_of_algorithms_the_library_refuses_ed25519() -> None:
    seal = ENVELOPE.signatures[2]
    token = f"{seal.protected}.{ENVELOPE.payload}.{seal.signature}"
    unlisted = joserfc.jws.JWSRegistry(strict_check_header=False)

    with pytest.raises(JoseError, match="not recommended"):
        joserfc.jws.deserialize_compact(token, okp(), registry=unlisted)
    check(ENVELOPE, seal)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_no_bit_of_a_signature_may_change(place: int) -> None:
    signature, kid = ENVELOPE.signatures[place], ("zhang", "li", "seal")[place]
    raw = unb64u(signature.signature)
    for bit in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unproven, match=r"V4\.signature"):
            check(ENVELOPE, signature.model_copy(update={"signature": b64u(bytes(flipped))}), kid)


@pytest.mark.parametrize(
    "raw", [b"", b"\x00" * 64, b"\x00" * 32 + b"\x01" * 32, b"\x01" * 32 + b"\x00" * 32, b"\x01" * 65]
)
def test_degenerate_p256_signatures_do_not_hold(raw: bytes) -> None:
    with pytest.raises(Unproven, match=r"V4\.signature"):
        check(ENVELOPE, ENVELOPE.signatures[0].model_copy(update={"signature": b64u(raw)}), "zhang")


@given(st.binary(min_size=1, max_size=200))
def test_another_payload_is_never_covered(payload: bytes) -> None:
    other = Envelope(payload=b64u(payload), signatures=ENVELOPE.signatures)

    with pytest.raises(Unproven, match=r"V4\.signature"):
        check(other, ENVELOPE.signatures[2])


def test_signing_with_a_key_of_another_algorithm_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="does not sign with ES256"):
        jws.sign(ENVELOPE, jws.Header(alg="ES256", iat=1, kid="seal", role="seal", typ="portdesk.certificate/1"),
                 HOME.private["seal"])  # fmt: skip


@pytest.mark.parametrize("alg", ["Ed25519", "ES256"])
@pytest.mark.parametrize("passphrase", [None, "口令".encode()])
def test_a_private_key_is_kept_and_found_again(alg: keys.Algorithm, passphrase: bytes | None) -> None:
    key = keys.generate(alg)

    again = keys.load(keys.dump(key, passphrase), passphrase)

    assert keys.public_text(again) == keys.public_text(key)
    assert keys.algorithm_of(again) == alg


def test_a_locked_key_does_not_open_without_its_passphrase() -> None:
    with pytest.raises((ValueError, TypeError)):
        keys.load(keys.dump(keys.generate(), b"right"), b"wrong")


def test_the_seal_was_made_at_the_time_it_says() -> None:
    assert ENVELOPE.signatures[2].header.iat == int(NOW.timestamp())
