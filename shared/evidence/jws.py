"""JWS general JSON envelopes with exactly five header members. Whether enough persons have signed is asked elsewhere.

Each signature is verified by itself, as a compact token, through joserfc: its general form accepts a stripped list
and the same signature twice, and keeps the last of two header members of one name.
"""

import functools
from typing import Annotated, Literal, Self

import joserfc.jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey
from joserfc.registry import HeaderParameter
from pydantic import AfterValidator, Field

from shared.evidence import keys
from shared.evidence.canonical import b64u, unb64u
from shared.evidence.codes import Unproven
from shared.evidence.documents import Document
from shared.evidence.keys import Algorithm, PrivateKey
from shared.evidence.scalars import Name

Role = Literal["handler", "approver", "second", "seal", "guard", "root"]


def _decodes(text: str) -> str:
    unb64u(text)
    return text


Base64Url = Annotated[str, AfterValidator(_decodes)]


class Header(Document):
    """A protected header: exactly these five members. `iat` is in seconds since 1970 (RFC 7519, 2)."""

    alg: Algorithm
    iat: Annotated[int, Field(ge=0, le=253402300799)]
    kid: Name
    role: Role
    typ: Annotated[str, Field(pattern=r"^portdesk\.[a-z]+/1$")]


class Signature(Document):
    """One signature of an envelope."""

    protected: Base64Url
    signature: Base64Url

    @property
    def header(self) -> Header:
        """The protected header; refuses one with other members, or not in canonical form (V4.header)."""
        try:
            return Header.read(unb64u(self.protected))
        except Unproven as reason:
            raise Unproven("V4.header") from reason


class Envelope(Document):
    """JWS general JSON serialisation with its payload attached (RFC 7515, 7.2.1)."""

    payload: Base64Url
    signatures: Annotated[tuple[Signature, ...], Field(max_length=20)]

    @classmethod
    def around(cls, document: Document) -> Self:
        """An envelope that nobody has signed yet."""
        return cls(payload=b64u(document.to_bytes()), signatures=())

    @property
    def content(self) -> bytes:
        """The signed bytes."""
        return unb64u(self.payload)

    def with_signature(self, signature: Signature) -> "Envelope":
        """One signature more, at the end; the order is part of the envelope's hash."""
        return Envelope(payload=self.payload, signatures=(*self.signatures, signature))


def signing_input(envelope: Envelope, header: Header) -> bytes:
    """The bytes a key signs, wherever it is kept (RFC 7515, 5.1)."""
    return f"{b64u(header.to_bytes())}.{envelope.payload}".encode("ascii")


def sign(envelope: Envelope, header: Header, key: PrivateKey) -> Signature:
    """The signature of whoever holds the private key."""
    if header.alg != keys.algorithm_of(key):
        raise ValueError(f"the key does not sign with {header.alg}")
    signature = keys.sign(key, signing_input(envelope, header))
    return Signature(protected=b64u(header.to_bytes()), signature=b64u(signature))


def verify(envelope: Envelope, signature: Signature, *, alg: Algorithm, public: str, typ: str) -> None:
    """Refuses a header that is not for this key and document type (V4.header) and a false signature (V4.signature)."""
    header = signature.header
    if header.alg != alg or header.typ != typ:
        raise Unproven("V4.header")
    token = f"{signature.protected}.{envelope.payload}.{signature.signature}"
    try:
        joserfc.jws.deserialize_compact(token, _key(alg, public), registry=_REGISTRIES[alg])
    except (JoseError, ValueError) as reason:
        raise Unproven("V4.signature") from reason


# The list of algorithms is always given: without it joserfc calls Ed25519 "not recommended" and refuses it.
_REGISTRIES = {
    alg: joserfc.jws.JWSRegistry(
        header_registry={
            "iat": HeaderParameter("Issued at", "int", True),
            "role": HeaderParameter("Role of the signer", "str", True),
        },
        algorithms=[alg],
    )
    for alg in ("Ed25519", "ES256")
}


@functools.lru_cache(maxsize=1024)
def _key(alg: Algorithm, public: str) -> OKPKey | ECKey:
    raw = unb64u(public)
    if alg == "Ed25519":
        return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": public})
    return ECKey.import_key({"kty": "EC", "crv": "P-256", "x": b64u(raw[1:33]), "y": b64u(raw[33:65])})
