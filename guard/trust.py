"""The trust file as a guard keeps it: read again when it changes, never going back. Whom to trust is its content."""

from dataclasses import dataclass, field
from pathlib import Path

from shared.evidence.codes import Unproven
from shared.evidence.notes import VerifierKey
from shared.evidence.trust import Trust, read_trust


@dataclass(slots=True)
class TrustFile:
    """The trust file at `path`; with `root`, only one that this key has signed is accepted.

    A file that cannot be read, or whose serial is lower than that of the one in force, leaves that one in force: an
    old list of keys must not return. The serial is kept as long as the process lives; beyond that `expires` bounds it.
    """

    path: Path
    root: VerifierKey | None = None
    problem: str = field(default="", init=False)
    """Why the file as it is now is not the one in force; for whoever watches."""
    _newest: Trust | None = field(default=None, init=False)
    _seen: tuple[int, int, int] | None = field(default=None, init=False)

    def newest(self) -> Trust | None:
        """What is in force, expired or not; None as long as there has been nothing acceptable."""
        try:
            found = self.path.stat()
            seen = (found.st_ino, found.st_mtime_ns, found.st_size)
            if seen != self._seen:
                data = self.path.read_bytes()
                self._seen = seen
                self._take(read_trust(data, self.root))
        except OSError as gone:
            self._seen, self.problem = None, str(gone.strerror)
        except Unproven as wrong:
            self.problem = str(wrong)
        return self._newest

    def current(self) -> Trust:
        """What is in force. Without any, nothing is trusted (V5.trust-expired)."""
        trust = self.newest()
        if trust is None:
            raise Unproven("V5.trust-expired", at=self.path.name)
        return trust

    def _take(self, trust: Trust) -> None:
        if self._newest is not None and trust.serial < self._newest.serial:
            self.problem = f"serial {trust.serial} after {self._newest.serial}"
        else:
            self._newest, self.problem = trust, ""
