"""How the story is told: numbered steps, coloured lines, ids as they are. What happens is in `story`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text


class NotAsTold(Exception):
    """Something did not go as the story says."""


class Teller:
    """Prints the timeline and remembers which step it is in."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._begun = time.monotonic()
        self.step_number = 0

    @contextmanager
    def step(self, number: int, zh: str, en: str) -> Iterator[None]:
        """One numbered step of the story."""
        self.step_number = number
        self._console.print()
        self._console.print(
            Text.assemble(
                (f"{self._seconds()} ", "bright_black"),
                (f"{number:>2}  ", "bold cyan"),
                (zh, "bold"),
                ("  ", ""),
                (en, "italic bright_black"),
            )
        )
        yield

    def says(self, who: str, zh: str, en: str, *ids: object) -> None:
        """Who did what, with the ids and values it left behind."""
        line = Text.assemble(("         ", ""), (f"{who}  ", "blue"), (zh, ""), ("  ", ""), (en, "bright_black"))
        self._console.print(line)
        for value in ids:
            self._console.print(Text(f"            {value}", "green"))

    def refused(self, who: str, code: str, zh: str, en: str) -> None:
        """Something was refused, as it had to be."""
        self._console.print(
            Text.assemble(
                ("         ", ""),
                ("✗ ", "bold red"),
                (f"{who}  ", "blue"),
                (f"{code}  ", "red"),
                (zh, ""),
                ("  ", ""),
                (en, "bright_black"),
            )
        )

    def note(self, zh: str, en: str) -> None:
        """A remark outside the steps."""
        self._console.print(Text.assemble((f"{self._seconds()} ", "bright_black"), (f"{zh}  {en}", "bright_black")))

    def done(self, *lines: str) -> None:
        """The end of a story that went as told."""
        self._console.print()
        for line in lines:
            self._console.print(Text(line, "bold green"))

    def failed(self, reason: str) -> None:
        """The end of a story that did not."""
        self._console.print()
        self._console.print(
            Text(f"✗ 第{self.step_number}步与所述不符 · step {self.step_number} is not as told: {reason}", "bold red")
        )

    def _seconds(self) -> str:
        return f"{time.monotonic() - self._begun:5.1f}s"


def expect(holds: object, reason: str) -> None:
    """Ends the story unless `holds`; `reason` says what should have been."""
    if not holds:
        raise NotAsTold(reason)
