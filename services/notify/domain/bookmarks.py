"""Bookmarks: where a reader of the log stands, as one opaque word. It resumes on any process of the installation.

A position per partition, so that no order between partitions has to be invented. Sealed, because offsets would tell how
much happens that the bearer may not see.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.notify.domain.signature import NONCE_BYTES
from shared.contracts import topics

FOLLOWED = (topics.INTAKE, topics.ROUTING, topics.ANOMALY)
"""The topics a stream is made of. Their partitions are frozen; another topic is another version of bookmarks."""
PLACES: Sequence[tuple[str, int]] = [(topic.name, part) for topic in FOLLOWED for part in range(topic.partitions)]
VERSION = b"\x01"
LONGEST = 1024
Positions = Mapping[tuple[str, int], int]


class Bookmarks:
    """Makes and reads bookmarks of one installation."""

    def __init__(self, secret: bytes) -> None:
        """Every process of the installation has the same `secret`; bookmarks have a key of their own from it."""
        self._cipher = AESGCM(hmac.digest(secret, b"portdesk stream bookmarks", "sha256"))

    def write(self, positions: Positions, *, nonce: bytes) -> str:
        """The bookmark of the next offset of each of `PLACES`; `nonce` is 12 fresh random bytes."""
        plain = b"".join(_varint(positions[place]) for place in PLACES)
        sealed = VERSION + nonce + self._cipher.encrypt(nonce, plain, VERSION)
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def read(self, bookmark: str) -> Positions | None:
        """The positions of a bookmark; None for anything that is not one of ours, word for word."""
        if len(bookmark) > LONGEST:
            return None
        try:
            sealed = urlsafe_b64decode(bookmark.encode("ascii") + b"=" * (-len(bookmark) % 4))
            nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
            if sealed[:1] != VERSION:
                return None
            offsets = _varints(self._cipher.decrypt(nonce, rest, VERSION))
        except (ValueError, InvalidTag):
            return None
        return dict(zip(PLACES, offsets, strict=True)) if len(offsets) == len(PLACES) else None


def _varint(number: int) -> bytes:
    """Seven bits to a byte, the lowest first (LEB128)."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def _varints(octets: bytes) -> list[int]:
    found, number, shift = [], 0, 0
    for octet in octets:
        number |= (octet & 0x7F) << shift
        shift += 7
        if octet < 0x80:
            found.append(number)
            number, shift = 0, 0
    return found
