"""What one run came to: whether it is to be believed, and the table for people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.chaos.checker import RULES
from tests.chaos.history import History
from tests.chaos.load import POISONED_EVERY

ACCEPTS_PER_SECOND = 0.5
"""Fewer mean that the load did not do its work; it does ten times as much."""
LONG = 1_800.0
FEWEST_OF_A_KIND, FEWEST_IN_ALL = 20, 300
"""Effective faults that a run of `LONG` seconds needs to prove anything."""


@dataclass
class Report:
    """One run, and what it broke."""

    log: str
    seed: int
    seconds: float
    history: History
    faults: Counter[str]
    """Those that hit something while a write or an event was under way, of every kind that was drawn from."""
    idle_faults: int
    longest_pause: float
    deaths: int
    """Of services, of the deadly event."""
    refused: Sequence[str] = ()
    """Answers that the load should not get, in words."""
    verdicts: Mapping[int, Sequence[str]] = field(default_factory=dict)

    @property
    def kept(self) -> bool:
        """Every rule is kept, in a run in which it could have been broken."""
        return not any(self.verdicts.values()) and not self.wanting

    @property
    def accepts(self) -> int:
        """Requests that were acknowledged."""
        return len({submit.request for submit in self.history.submits if submit.outcome == "ok"})

    @property
    def fewest(self) -> int:
        """Effective faults of the rarest kind."""
        return min(self.faults.values(), default=0)

    @property
    def wanting(self) -> Sequence[str]:
        """Why the run proves nothing: where nothing happens, no rule is broken."""
        needed = [
            ("requests accepted", self.accepts, round(ACCEPTS_PER_SECOND * self.seconds)),
            ("events", len(self.history.emitted), 2 * self.accepts),
            ("events told", len({post.id for post in self.history.received}), self.accepts),
            ("effective faults", self.faults.total(), 1),
        ]
        if self.seconds > 2 * POISONED_EVERY:
            needed.append(("events parked", len(self.history.parked), 1))
        if self.seconds >= LONG:
            needed.append(("effective faults", self.faults.total(), FEWEST_IN_ALL))
            needed.append(("effective faults of each kind", self.fewest, FEWEST_OF_A_KIND))
        found = [f"{count} {what}, not {least}" for what, count, least in needed if count < least]
        return [*found, *self.refused]

    def table(self) -> str:
        """For people."""
        copies = len(self.history.log) - len({record.id for record in self.history.log})
        lines = [
            f"log {self.log} · seed {self.seed} · {self.seconds:.0f} s",
            f"requests accepted   {self.accepts:>8}",
            f"events              {len(self.history.emitted):>8}   copies in the log {copies}",
            f"events told         {len({post.id for post in self.history.received}):>8}",
            f"events parked       {len(self.history.parked):>8}",
            f"effective faults    {self.faults.total():>8}   fewest of a kind {self.fewest}, others {self.idle_faults}",
            *(f"  {kind:<17} {count:>8}" for kind, count in sorted(self.faults.items())),
            f"died of an event    {self.deaths:>8}",
            f"longest pause       {self.longest_pause:>8.1f} s without an accept",
        ]
        for state in self.history.quiet:
            lines.append(f"caught up           {state.seconds:>8.1f} s after the last fault")
            lines.append(f"everything told     {state.told:>8.1f} s after the last fault")
        for number, broken in self.verdicts.items():
            name = RULES[number].__name__.replace("_", " ")
            lines.append(f"rule {number:>2} {name:<20} {'kept' if not broken else f'BROKEN {len(broken)}'}")
            lines += [f"    {what}" for what in broken[:3]]
        if self.seconds >= LONG:
            enough = self.fewest >= FEWEST_OF_A_KIND and self.faults.total() >= FEWEST_IN_ALL
            least = f"{FEWEST_OF_A_KIND} effective faults of each kind and {FEWEST_IN_ALL} in all"
            lines.append(f"at least {least}: {'yes' if enough else 'NO'}")
        lines.append("enough was seen" if not self.wanting else "NOT ENOUGH was seen, or something that must not be")
        lines += [f"    {what}" for what in self.wanting[:10]]
        return "\n".join(lines)
