"""Standard Webhooks 1.0.0, scheme v1: secrets, signatures, headers. Where secrets are kept is the store's business."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PREFIX = "whsec_"
KEY_BYTES = 32
"""The standard allows 24 to 64."""
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A key shared with one receiver; it shows itself only when asked by name."""

    key: bytes

    def reveal(self) -> str:
        """The form in which the receiver is given it, once."""
        return PREFIX + b64encode(self.key).decode()

    @classmethod
    def parse(cls, text: str) -> "Secret":
        """The secret behind its `whsec_` form."""
        return cls(b64decode(text.removeprefix(PREFIX), validate=True))

    def __repr__(self) -> str:
        """The class only: a secret in a log line or a traceback is a leak."""
        return "Secret(…)"


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """Keeps secrets unreadable at rest: AES-256-GCM, each bound to the row it belongs to."""

    key: bytes

    def close(self, secret: Secret, *, kid: UUID, nonce: bytes) -> bytes:
        """Nonce and ciphertext; `nonce` is 12 fresh random bytes, never used twice."""
        return nonce + AESGCM(self.key).encrypt(nonce, secret.key, kid.bytes)

    def open(self, sealed: bytes, *, kid: UUID) -> Secret:
        """The secret again; raises InvalidTag when the row was altered, moved, or sealed with another key."""
        return Secret(AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], kid.bytes))

    def __repr__(self) -> str:
        """The class only."""
        return "Seal(…)"


def headers(secrets: Sequence[Secret], *, message_id: UUID, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of one attempt at `at`; while a rotation overlaps, every valid secret signs.

    The id stays the same over retries: it is the receiver's key against duplicates.
    """
    name, timestamp = str(message_id), str(int(at.timestamp()))
    signed = b".".join((name.encode(), timestamp.encode(), body))
    signatures = [hmac.digest(secret.key, signed, "sha256") for secret in secrets]
    return {
        "webhook-id": name,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{b64encode(signature).decode()}" for signature in signatures),
    }
