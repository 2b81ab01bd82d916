"""Ed25519 and P-256 keys: made, kept as PKCS#8, written as text, used on bytes. Whose they are, `trust` says."""

from typing import Literal, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shared.evidence.canonical import b64u, unb64u

Algorithm = Literal["Ed25519", "ES256"]
PrivateKey: TypeAlias = Ed25519PrivateKey | EllipticCurvePrivateKey


def generate(alg: Algorithm = "Ed25519") -> PrivateKey:
    """A new key of the machine's randomness. Officers sign with ES256 where browsers or smart cards hold the key."""
    return Ed25519PrivateKey.generate() if alg == "Ed25519" else generate_private_key(SECP256R1())


def dump(key: PrivateKey, passphrase: bytes | None = None) -> bytes:
    """The key as PKCS#8 PEM, encrypted if a passphrase is given."""
    lock = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


def load(pem: bytes, passphrase: bytes | None = None) -> PrivateKey:
    """The key in a PKCS#8 PEM; ValueError or TypeError if it is of another kind or the passphrase is wrong."""
    key = load_pem_private_key(pem, passphrase)
    if isinstance(key, Ed25519PrivateKey):
        return key
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return key
    raise ValueError("neither an Ed25519 nor a P-256 key")


def algorithm_of(key: PrivateKey) -> Algorithm:
    """The one algorithm a key is used with."""
    return "Ed25519" if isinstance(key, Ed25519PrivateKey) else "ES256"


def public_text(key: PrivateKey) -> str:
    """The public part as trust files carry it: base64url of the 32 bytes, or of the uncompressed point (65)."""
    if isinstance(key, Ed25519PrivateKey):
        return b64u(key.public_key().public_bytes_raw())
    return b64u(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def sign(key: PrivateKey, data: bytes) -> bytes:
    """The signature in JOSE form; for ES256 that is r and s, 32 bytes each (RFC 7518, 3.4)."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(data)
    r, s = decode_dss_signature(key.sign(data, ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def ed25519_holds(public: str, signature: bytes, data: bytes) -> bool:
    """Whether an Ed25519 signature of a log or a witness holds; envelopes are verified by `jws`."""
    try:
        Ed25519PublicKey.from_public_bytes(unb64u(public)).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
