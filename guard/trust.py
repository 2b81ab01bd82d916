"""The trust file as a guard keeps it: read again when it changes, never going back. Whom to trust is its content."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from shared.evidence.codes import Unproven
from shared.evidence.notes import VerifierKey
from shared.evidence.trust import Trust, read_trust


class TrustFellBack(Exception):
    """A trust file with a lower serial than one that was in force: an old list of keys must not return."""


@dataclass(slots=True)
class TrustFile:
    """The trust file at `path`; with `root`, only one that this key has signed is accepted.

    A file that cannot be read or has a lower serial leaves the one in force as it is.
    """

    path: Path
    root: VerifierKey | None = None
    _stamp: tuple[int, int] | None = None
    _trust: Trust | None = None
    _serial: int = field(default=-1)

    def current(self) -> Trust:
        """The newest acceptable trust. Without any, nothing is trusted: V5.trust-expired."""
        with suppress(OSError, Unproven, TrustFellBack):
            seen = self.path.stat()
            stamp = (seen.st_mtime_ns, seen.st_size)
            if stamp != self._stamp:
                self._stamp = stamp
                self._take(read_trust(self.path.read_bytes(), self.root))
        if self._trust is None:
            raise Unproven("V5.trust-expired", at=str(self.path.name))
        return self._trust

    def _take(self, trust: Trust) -> None:
        if trust.serial < self._serial:
            raise TrustFellBack(f"serial {trust.serial} after {self._serial}")
        self._trust, self._serial = trust, trust.serial
