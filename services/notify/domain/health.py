"""How an endpoint is spared that does not answer: a breaker that spends no attempts. Schedules are in retry."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.outcome import Judgement

SILENT_LIMIT = 3
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Health:
    """Attempts in a row without any answer, rests taken since the last answer, and until when it rests.

    While it rests nothing is claimed for it. After the rest one lane is tried; its answer ends the matter,
    its silence doubles the rest.
    """

    silent: int = 0
    rests: int = 0
    rest_until: datetime | None = None

    def after(self, judgement: Judgement, at: datetime) -> "Health":
        """The health after one attempt; our own faults change nothing, any answer restores it."""
        if judgement.answered is None:
            return self
        if judgement.answered:
            return Health(rest_until=judgement.until)
        silent = self.silent + 1
        if self.resting(at) or (silent < SILENT_LIMIT and not self.rests):
            return Health(silent, self.rests, self.rest_until)
        rest = min(FIRST_REST * 2**self.rests, LONGEST_REST)
        return Health(silent, self.rests + 1, at + rest)

    def resting(self, at: datetime) -> bool:
        """Whether nothing may be sent at `at`; several attempts that were under way do not prolong the rest."""
        return self.rest_until is not None and at < self.rest_until

    def room(self, at: datetime, full: int) -> int:
        """How many lanes may be served at once: none at rest, one as a probe, else all of `full`."""
        if self.resting(at):
            return 0
        return 1 if self.rests else full
