"""Signed notes, checkpoints, witness cosignatures and proofs as text (C2SP signed-note, tlog-checkpoint,
tlog-cosignature, tlog-proof), so that any witness or monitor for such logs can watch ours. Trees are not built here.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.evidence.canonical import unb64u
from shared.evidence.codes import Unproven
from shared.evidence.keys import ed25519_holds

_LOG_KEY, _WITNESS_KEY = b"\x01", b"\x04"
_SIGNATURE = re.compile("— ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_INDEX = re.compile(rf"index ({_NUMBER.pattern})", re.ASCII)
_PROOF_HEAD = "c2sp.org/tlog-proof@v1"


class Checkpoint(NamedTuple):
    """The head of a log: its origin, number of leaves and root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The body that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class VerifierKey(NamedTuple):
    """Name and public Ed25519 key (base64url) of a log or a witness."""

    name: str
    pub: str


def sign_checkpoint(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey) -> str:
    """The log's own signed note of its head."""
    blob = key_id(name, _LOG_KEY, key.public_key().public_bytes_raw()) + key.sign(checkpoint.text.encode())
    return f"{checkpoint.text}\n— {name} {base64.b64encode(blob).decode()}\n"


def cosign(note: str, name: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """The note with one witness's line more: it saw this head at `at`, and no other of this size."""
    time = int(at.timestamp())
    message = _cosigned(note.partition("\n\n")[0] + "\n", time)
    blob = key_id(name, _WITNESS_KEY, key.public_key().public_bytes_raw()) + time.to_bytes(8, "big")
    return f"{note}— {name} {base64.b64encode(blob + key.sign(message)).decode()}\n"


def open_checkpoint(
    note: str, *, origin: str, log: VerifierKey, witnesses: Sequence[VerifierKey], quorum: int
) -> Checkpoint:
    """The head in a note signed by the log (else V10.checkpoint) and at least `quorum` witnesses (V10.witnesses).

    Lines of signers that nobody asked about are passed over, as the format demands.
    """
    text, lines = _parse(note)
    checkpoint = _body(text)
    if checkpoint.origin != origin or not _signed(text, lines, log, _LOG_KEY):
        raise Unproven("V10.checkpoint")
    if sum(_signed(text, lines, witness, _WITNESS_KEY) for witness in set(witnesses)) < quorum:
        raise Unproven("V10.witnesses")
    return checkpoint


def tlog_proof(index: int, proof: Sequence[bytes], checkpoint: str) -> str:
    """An inclusion proof together with the signed head it leads to, as a `.tlog-proof` file."""
    path = "".join(f"{base64.b64encode(node).decode()}\n" for node in proof)
    return f"{_PROOF_HEAD}\nindex {index}\n{path}\n{checkpoint}"


def read_tlog_proof(text: str) -> tuple[int, list[bytes], str]:
    """Index, path and note of a `.tlog-proof` file without extra data; refuses any other form (V1.malformed)."""
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _PROOF_HEAD or len(lines) < 2 or not _INDEX.fullmatch(lines[1]):
        raise Unproven("V1.malformed")
    return int(lines[1][6:]), [_standard(node) for node in lines[2:]], note


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    """The first four bytes of the hash that names a key in a signature line (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _parse(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The signed text and its lines of (name, key id and signature)."""
    text, gap, tail = note.partition("\n\n")
    lines = tail.split("\n")
    matches = [_SIGNATURE.fullmatch(line) for line in lines[:-1]]
    if not gap or lines[-1] or not matches or None in matches:
        raise Unproven("V10.checkpoint")
    return text + "\n", [(found[1], _standard(found[2])) for found in matches if found]


def _body(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != 4 or not lines[0] or not _NUMBER.fullmatch(lines[1]):
        raise Unproven("V10.checkpoint")
    root = _standard(lines[2])
    if len(root) != 32:
        raise Unproven("V10.checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root)


def _signed(text: str, lines: Sequence[tuple[str, bytes]], key: VerifierKey, kind: bytes) -> bool:
    """Whether a key has a line; a line under its name and id that does not hold spoils the note (V10.checkpoint)."""
    wanted = (key.name, key_id(key.name, kind, unb64u(key.pub)))
    blobs = [blob[4:] for name, blob in lines if (name, blob[:4]) == wanted]
    for blob in blobs:
        message = text.encode() if kind == _LOG_KEY else _cosigned(text, int.from_bytes(blob[:8], "big"))
        if not ed25519_holds(key.pub, blob if kind == _LOG_KEY else blob[8:], message):
            raise Unproven("V10.checkpoint")
    return bool(blobs)


def _standard(text: str) -> bytes:
    """Canonical standard base64, as the C2SP formats use it."""
    try:
        data = base64.b64decode(text, validate=True)
        if base64.b64encode(data).decode() != text:
            raise ValueError("stray bits")
    except (ValueError, binascii.Error) as reason:
        raise Unproven("V1.malformed") from reason
    return data
