"""Tokens: ours are believed until they expire, and nothing else is."""

import base64
import hmac
import json
import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import KeySet, OKPKey

from shared.kernel.access import Actor, Role
from shared.kernel.ids import PersonId, UnitCode
from shared.kernel.refusals import Unauthenticated
from shared.runtime.auth import LONGEST_TOKEN, TokenKeys, TokenVerifier, issuer_of
from tests.support.clock import FixedClock
from tests.support.people import CLERK, TAX_SYSTEM

INSTALLATION = "test"
TEN_MINUTES = timedelta(minutes=10)
Claims = dict[str, Any]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def keys(tmp_path: Path) -> TokenKeys:
    return TokenKeys.of(tmp_path / "keys")


@pytest.fixture
def verifier(tmp_path: Path, keys: TokenKeys, clock: FixedClock) -> TokenVerifier:
    return TokenVerifier.of(
        (tmp_path / "keys" / "tokens.jwks.json").read_text(),
        installation=INSTALLATION,
        clock=clock,
        longest_life=timedelta(minutes=15),
    )


@pytest.fixture
def claims(clock: FixedClock) -> Claims:
    """What our own tokens say."""
    now = int(clock.now().timestamp())
    return {
        "iss": issuer_of(INSTALLATION),
        "aud": "portdesk",
        "sub": "p-zz-clerk",
        "jti": "019ab000-0000-7000-8000-000000000001",
        "iat": now,
        "exp": now + 600,
        "unit": "HA-410100-PORT",
        "roles": ["clerk"],
        "scopes": [],
        "systems": [],
        "acting_for": None,
    }


def signed(keys: TokenKeys, claims: Claims, **header: Any) -> str:
    """A token whose signature is ours, whatever it says."""
    said = {"alg": "Ed25519", "typ": "at+jwt", "kid": keys.key.kid} | header
    private = keys.key.private_key
    assert isinstance(private, Ed25519PrivateKey)
    return closed(said, claims, private.sign)


def closed(header: Claims, claims: Claims, sign: Callable[[bytes], bytes]) -> str:
    body = f"{segment(header)}.{segment(claims)}"
    return f"{body}.{encoded(sign(body.encode()))}"


def segment(value: Any) -> str:
    return encoded(json.dumps(value).encode())


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def refused(verifier: TokenVerifier, token: str) -> bool:
    with pytest.raises(Unauthenticated) as refusal:
        verifier.actor(token)
    return refusal.value.facts == {}


def test_a_token_of_ours_tells_who_its_bearer_is(keys: TokenKeys, verifier: TokenVerifier, clock: FixedClock) -> None:
    deputy = Actor(
        person=PersonId("p-1"), unit=UnitCode("HA-TAX"), roles=frozenset({Role.HEAD}), acting_for=PersonId("p-2")
    )

    for actor in (CLERK, TAX_SYSTEM, deputy):
        token = keys.token(actor, installation=INSTALLATION, now=clock.now(), lifetime=TEN_MINUTES)
        assert verifier.actor(token) == actor
        assert verifier.actor(token) == actor


def test_the_claims_used_here_are_believed_when_nothing_is_changed(
    keys: TokenKeys, verifier: TokenVerifier, claims: Claims
) -> None:
    assert verifier.actor(signed(keys, claims)) == CLERK


@pytest.mark.parametrize(
    "change",
    [
        {"iss": issuer_of("elsewhere")},
        {"aud": "another"},
        {"aud": ["portdesk", "another"]},
        {"exp": 1e308},
        {"exp": "1795406400"},
        {"exp": True},
        {"exp": 10**17},
        {"exp": 10**30},
        {"exp": None},
        {"iat": -(10**17)},
        {"iat": 1.5},
        {"jti": "no-uuid"},
        {"jti": 7},
        {"sub": ""},
        {"sub": None},
        {"unit": 7},
        {"roles": "clerk"},
        {"roles": ["emperor"]},
        {"roles": [["clerk"]]},
        {"scopes": None},
        {"systems": {"hn-sw-tax": True}},
        {"acting_for": ""},
    ],
    ids=str,
)
def test_a_claim_that_we_would_not_have_written_is_refused(
    keys: TokenKeys, verifier: TokenVerifier, claims: Claims, change: Claims
) -> None:
    assert refused(verifier, signed(keys, claims | change))


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "jti", "iat", "exp", "unit", "roles", "scopes", "systems"])
def test_a_missing_claim_is_refused(keys: TokenKeys, verifier: TokenVerifier, claims: Claims, claim: str) -> None:
    del claims[claim]

    assert refused(verifier, signed(keys, claims))


@pytest.mark.parametrize(
    ("issued", "lives"),
    [(-601, 600), (-600, 600), (31, 600), (0, 901), (600, -600), (0, 0)],
    ids=["expired", "expires now", "not yet valid", "lives too long", "ends before it begins", "never valid"],
)
def test_a_token_out_of_its_time_is_refused(
    keys: TokenKeys, verifier: TokenVerifier, claims: Claims, issued: int, lives: int
) -> None:
    begins = claims["iat"] + issued

    assert refused(verifier, signed(keys, claims | {"iat": begins, "exp": begins + lives}))


def test_a_clock_that_runs_thirty_seconds_ahead_of_ours_is_forgiven(
    keys: TokenKeys, verifier: TokenVerifier, claims: Claims
) -> None:
    ahead = claims | {"iat": claims["iat"] + 30, "exp": claims["iat"] + 630}

    assert verifier.actor(signed(keys, ahead)) == CLERK


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": None},
        {"kid": "another"},
        {"jku": "https://attacker.example/keys"},
        {"jwk": {"kty": "OKP"}},
        {"x5u": "https://attacker.example/certificate"},
        {"crit": ["exp"], "exp": 1},
    ],
    ids=lambda header: next(iter(header)),
)
def test_a_header_that_we_would_not_have_written_is_refused(
    keys: TokenKeys, verifier: TokenVerifier, claims: Claims, header: Claims
) -> None:
    assert refused(verifier, signed(keys, claims, **header))


def test_a_token_without_signature_is_refused(keys: TokenKeys, verifier: TokenVerifier, claims: Claims) -> None:
    unsigned = f"{segment({'alg': 'none', 'typ': 'at+jwt', 'kid': keys.key.kid})}.{segment(claims)}."

    assert refused(verifier, unsigned)
    assert refused(verifier, signed(keys, claims).rsplit(".", 1)[0] + ".")


def test_our_public_key_is_no_secret_to_sign_with(keys: TokenKeys, verifier: TokenVerifier, claims: Claims) -> None:
    secrets = [json.dumps(keys.key.as_dict(private=False)).encode(), keys.key.as_pem(private=False)]

    for secret in secrets:
        header = {"alg": "HS256", "typ": "at+jwt", "kid": keys.key.kid}
        assert refused(verifier, closed(header, claims, partial(hmac.digest, secret, digest="sha256")))


def test_somebody_elses_key_under_our_name_is_refused(keys: TokenKeys, verifier: TokenVerifier, claims: Claims) -> None:
    theirs = TokenKeys(OKPKey.generate_key("Ed25519"))

    assert refused(verifier, signed(theirs, claims, kid=keys.key.kid))


def test_every_changed_character_of_a_signed_part_is_noticed(
    keys: TokenKeys, verifier: TokenVerifier, claims: Claims
) -> None:
    header, payload, signature = signed(keys, claims).split(".")
    raised = segment(claims | {"roles": ["administrator"]})

    assert refused(verifier, f"{header}.{raised}.{signature}")
    for place in range(0, len(payload), 7):
        other = "A" if payload[place] != "A" else "B"
        assert refused(verifier, f"{header}.{payload[:place]}{other}{payload[place + 1 :]}.{signature}")


def test_nobody_becomes_the_suite_itself_by_a_token(keys: TokenKeys, verifier: TokenVerifier, claims: Claims) -> None:
    assert verifier.actor(signed(keys, claims | {"roles": ["system", "clerk"]})).roles == {Role.CLERK}
    assert verifier.actor(signed(keys, claims | {"roles": ["system"]})).roles == set()


def test_a_token_that_is_too_long_is_refused_although_all_else_holds(
    keys: TokenKeys, verifier: TokenVerifier, claims: Claims
) -> None:
    token = signed(keys, claims | {"scopes": ["x" * LONGEST_TOKEN]})

    assert len(token) > LONGEST_TOKEN
    assert refused(verifier, token)


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b.c", "é.é.é", "\udcff", f"{segment([])}.{segment({})}.AA", f"{segment({'alg': {}})}.e30.AA"],
)
def test_rubbish_is_refused_like_everything_else(verifier: TokenVerifier, token: str) -> None:
    assert refused(verifier, token)


def test_a_header_nested_deeper_than_python_can_follow_is_refused(verifier: TokenVerifier) -> None:
    deep = base64.urlsafe_b64encode(b'{"alg":"Ed25519","kid":"x","a":' + b"[" * 2_950).decode()

    assert refused(verifier, f"{deep}.e30.AA")


def test_a_remembered_token_is_forgotten_when_it_expires(
    keys: TokenKeys, verifier: TokenVerifier, clock: FixedClock
) -> None:
    token = keys.token(CLERK, installation=INSTALLATION, now=clock.now(), lifetime=TEN_MINUTES)
    assert verifier.actor(token) == CLERK

    clock.forward(TEN_MINUTES - timedelta(seconds=1))
    assert verifier.actor(token) == CLERK

    clock.forward(timedelta(seconds=1))
    assert refused(verifier, token)


def test_the_private_key_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o755)

    TokenKeys.of(folder)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "tokens.private.jwk.json").stat().st_mode & 0o777 == 0o600
    public = json.loads((folder / "tokens.jwks.json").read_text())["keys"]
    assert [sorted(key) for key in public] == [["crv", "kid", "kty", "x"]]


def test_a_folder_keeps_its_key_also_when_the_public_half_was_lost(tmp_path: Path) -> None:
    first = TokenKeys.of(tmp_path)
    (tmp_path / "tokens.jwks.json").unlink()

    second = TokenKeys.of(tmp_path)

    assert second.key.thumbprint() == first.key.thumbprint()
    public = KeySet.import_key_set(json.loads((tmp_path / "tokens.jwks.json").read_text()))
    assert [key.thumbprint() for key in public.keys] == [first.key.thumbprint()]


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        prints = pool.map(_thumbprint, [tmp_path] * 4)

    assert len(set(prints)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tokens.jwks.json", "tokens.private.jwk.json"]


def _thumbprint(folder: Path) -> str:
    make: Callable[[Path], TokenKeys] = TokenKeys.of
    return make(folder).key.thumbprint()
