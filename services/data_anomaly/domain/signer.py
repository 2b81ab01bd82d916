"""What the service asks of the keys that act for the installation. Where keys live is a connector's matter."""

from datetime import datetime
from typing import Protocol

from shared.evidence.jws import Envelope
from shared.evidence.notes import Checkpoint
from shared.evidence.trust import Log, Trust
from shared.kernel.ids import UnitCode


class Signer(Protocol):
    """Holds the log's key, the root key of trust files and one seal per department; officers' keys are never here.

    A seal is not set on hashes: the signer reads the certificate and checks what officers signed for itself.
    """

    @property
    def log(self) -> Log:
        """The log's name, origin and public key."""
        ...

    def seal_key(self, unit: UnitCode) -> tuple[str, str]:
        """Id and public key (Ed25519, base64url) of a department's seal, made at first use."""
        ...

    def seal(self, envelope: Envelope, unit: UnitCode, trust: Trust, *, now: datetime) -> Envelope:
        """The certificate under the department's seal; refuses with the guard's codes what should not be sealed."""
        ...

    def checkpoint(self, head: Checkpoint) -> str:
        """The log's signed note of its head."""
        ...

    def trust_file(self, trust: Trust, *, now: datetime) -> Envelope:
        """The trust file under the root key."""
        ...
