"""Keys in a folder that only its owner reads: the log's, the root's, and one seal per department."""

import os
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.evidence import issue, jws, keys, notes
from shared.evidence.jws import Envelope, Header
from shared.evidence.notes import Checkpoint, VerifierKey
from shared.evidence.trust import TRUST_TYP, Log, Trust
from shared.kernel.ids import UnitCode

ROOT = "root"


class KeyFolder:
    """A `Signer` of files, made at first start (0700, each file 0600); there is no default key.

    `domain` names the log: its origin is `<domain>/portdesk`.
    """

    def __init__(self, folder: Path, *, domain: str) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._log_key = self._key("log")
        self._root_key = self._key(ROOT)
        origin = f"{domain}/portdesk"
        self._log = Log(name=origin, origin=origin, pub=keys.public_text(self._log_key))
        public = folder / "root.pub"
        if not public.exists():
            public.write_text(keys.public_text(self._root_key))

    @property
    def log(self) -> Log:
        """The log's name, origin and public key."""
        return self._log

    @property
    def root(self) -> VerifierKey:
        """What guards and verifiers pin."""
        return VerifierKey(ROOT, keys.public_text(self._root_key))

    def seal_key(self, unit: UnitCode) -> tuple[str, str]:
        """Id and public key of a department's seal, made at first use."""
        return _seal(unit), keys.public_text(self._key(_seal(unit)))

    def seal(self, envelope: Envelope, unit: UnitCode, trust: Trust, *, now: datetime) -> Envelope:
        """The certificate under the department's seal; refuses with the guard's codes what should not be sealed."""
        return issue.seal(envelope, _seal(unit), self._key(_seal(unit)), trust, now=now)

    def checkpoint(self, head: Checkpoint) -> str:
        """The log's signed note of its head."""
        return notes.sign_checkpoint(head, self._log.name, self._log_key)

    def trust_file(self, trust: Trust, *, now: datetime) -> Envelope:
        """The trust file under the root key."""
        envelope = Envelope.around(trust)
        header = Header(alg="Ed25519", iat=int(now.timestamp()), kid=ROOT, role="root", typ=TRUST_TYP)
        return envelope.with_signature(jws.sign(envelope, header, self._root_key))

    def _key(self, name: str) -> Ed25519PrivateKey:
        path = self._folder / f"{name}.pem"
        if not path.exists():
            made = keys.generate("Ed25519")
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(keys.dump(made))
        key = keys.load(path.read_bytes())
        assert isinstance(key, Ed25519PrivateKey)
        return key


def _seal(unit: UnitCode) -> str:
    return f"seal-{unit}"
