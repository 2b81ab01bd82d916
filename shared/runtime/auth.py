"""Bearer tokens: made by the embedded default, verified by every service. What an actor may do is decided elsewhere.

A token is a JWT of type `at+jwt` (RFC 9068) signed with Ed25519. joserfc checks signature, algorithm and key;
what it leaves open (type, foreign key headers, life time, size) is checked here.
"""

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Self
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.kernel.access import Actor, Role
from shared.kernel.clock import Clock
from shared.kernel.ids import PersonId, SystemCode, UnitCode, uuid7
from shared.kernel.refusals import Unauthenticated

AUDIENCE = "portdesk"
LONGEST_TOKEN = 4096
SKEW = timedelta(seconds=30)
HEADER = frozenset({"alg", "kid", "typ"})
_ALGORITHMS = ["Ed25519"]
_CACHED = 10_000


def issuer_of(installation: str) -> str:
    """The `iss` of an installation's tokens."""
    return f"urn:portdesk:{installation}:tokens"


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """The key that signs tokens, kept in a folder that only its owner reads. There is no default secret."""

    key: OKPKey

    @classmethod
    def of(cls, folder: Path) -> Self:
        """The folder's key; made at first use. The public half is written beside it as `tokens.jwks.json`."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        private, public = folder / "tokens.private.jwk.json", folder / "tokens.jwks.json"
        if not private.exists():
            _write_once(private, OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True))
        key = OKPKey.import_key(json.loads(private.read_text()))
        if not public.exists():
            _write_once(public, {"keys": [key.as_dict(private=False)]})
        return cls(key)

    def token(self, actor: Actor, *, installation: str, now: datetime, lifetime: timedelta) -> str:
        """A token for `actor`, valid from `now` for `lifetime`."""
        claims = {
            "iss": issuer_of(installation),
            "aud": AUDIENCE,
            "sub": actor.person,
            "jti": str(uuid7(now)),
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "unit": actor.unit,
            "roles": sorted(actor.roles),
            "scopes": sorted(actor.scopes),
            "systems": sorted(actor.systems),
            "acting_for": actor.acting_for,
        }
        header = {"alg": "Ed25519", "typ": "at+jwt", "kid": self.key.kid or self.key.thumbprint()}
        return jwt.encode(header, claims, self.key, algorithms=_ALGORITHMS)


@dataclass(slots=True)
class TokenVerifier:
    """Turns a token into an actor, and remembers tokens it has verified until they expire.

    Verifying costs some hundred microseconds, a remembered one about one.
    """

    keys: KeySet
    issuer: str
    clock: Clock
    longest_life: timedelta
    _seen: dict[bytes, tuple[Actor, datetime]] = field(default_factory=dict)

    @classmethod
    def of(cls, jwks: str, *, installation: str, clock: Clock, longest_life: timedelta) -> Self:
        """A verifier that trusts exactly the keys of a JWK set (JSON text)."""
        return cls(KeySet.import_key_set(json.loads(jwks)), issuer_of(installation), clock, longest_life)

    def actor(self, token: str) -> Actor:
        """Who the bearer of `token` is; refuses with Unauthenticated for every cause alike."""
        return self.session(token)[0]

    def session(self, token: str) -> tuple[Actor, datetime]:
        """The same, with the instant at which the token expires: for answers that go on."""
        now = self.clock.now()
        digest = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        known = self._seen.get(digest)
        if known is not None and now < known[1]:
            return known
        try:
            actor, until = self._verify(token, now)
        except (JoseError, ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError):
            raise Unauthenticated from None
        if len(self._seen) >= _CACHED:
            self._seen.clear()
        self._seen[digest] = (actor, until)
        return actor, until

    def _verify(self, token: str, now: datetime) -> tuple[Actor, datetime]:
        if len(token) > LONGEST_TOKEN:
            raise ValueError("too long")
        read = jwt.decode(token, self.keys, algorithms=_ALGORITHMS)
        if read.header.keys() != HEADER or read.header["typ"] != "at+jwt":
            raise ValueError("header")
        claims = read.claims
        if claims["iss"] != self.issuer or claims["aud"] != AUDIENCE:
            raise ValueError("issuer or audience")
        issued, expires = _instant(claims["iat"], now), _instant(claims["exp"], now)
        if not issued - SKEW <= now < expires or expires - issued > self.longest_life:
            raise ValueError("time")
        UUID(_text(claims["jti"]))
        actor = Actor(
            person=PersonId(_text(claims["sub"])),
            unit=UnitCode(_text(claims["unit"])),
            roles=frozenset(Role(role) for role in _texts(claims["roles"])) - {Role.SYSTEM},
            scopes=frozenset(_texts(claims["scopes"])),
            systems=frozenset(SystemCode(system) for system in _texts(claims["systems"])),
            acting_for=PersonId(_text(claims["acting_for"])) if claims["acting_for"] is not None else None,
        )
        return actor, expires


def _write_once(path: Path, content: Mapping[str, Any]) -> None:
    # Linked when it is whole: a crash leaves no half of a key, and of two processes the first one's stays.
    with NamedTemporaryFile("w", dir=path.parent) as file:
        json.dump(content, file)
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)


def _instant(claim: Any, now: datetime) -> datetime:
    if type(claim) is not int:
        raise ValueError("time claims are whole seconds")
    return datetime.fromtimestamp(claim, tz=now.tzinfo)


def _text(claim: Any) -> str:
    if not isinstance(claim, str) or not claim:
        raise ValueError("text expected")
    return claim


def _texts(claim: Any) -> Collection[str]:
    if not isinstance(claim, list):
        raise ValueError("list expected")
    return [_text(item) for item in claim]
