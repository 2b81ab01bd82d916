"""`portdesk verify`: an evidence bundle against a trust file, without a network or any database of ours."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from shared.evidence.canonical import parse
from shared.evidence.codes import CODES, Unproven
from shared.evidence.jws import Envelope
from shared.evidence.notes import VerifierKey
from shared.evidence.trust import Trust, read_trust
from shared.evidence.verify import Report, verify_bundle

EXIT = {"valid": 0, "invalid": 1, "untrusted": 3}
UNREADABLE = 2


def verify(
    bundle: Annotated[Path, typer.Argument(help="证据包 · the bundle, <案件编号>.evidence.zip", exists=True)],
    trust: Annotated[
        Path | None, typer.Option(help="信任文件 · the trust file you were given by somebody you trust", exists=True)
    ] = None,
    root: Annotated[
        str | None, typer.Option(help="必须签署信任文件的根公钥 · root key that must have signed it")
    ] = None,
    english: Annotated[bool, typer.Option("--en", help="英文 · in English")] = False,
) -> None:
    """离线核验证据包 · Verify an evidence bundle offline.

    退出码 · exit code: 0 valid, 1 invalid, 2 unreadable arguments, 3 untrusted (no trust file, or another
    installation's).

    portdesk verify C-410100-2026-000001.evidence.zip --trust trust.json
    """
    report = verify_bundle(bundle.read_bytes(), trusted(trust, root) if trust else None)
    tell(report, english=english or not _chinese_terminal())
    raise typer.Exit(EXIT[report.verdict])


def trusted(path: Path, root: str | None) -> Trust:
    """The trust file at `path`, signed by `root` where one is pinned; ends the command when it cannot be read."""
    data = path.read_bytes()
    try:
        if root is not None:
            return read_trust(data, VerifierKey("root", root))
        # Signed or not, a file without a pinned root is believed because somebody carried it in by hand.
        envelope = isinstance(value := parse(data), dict) and "payload" in value
        return read_trust(Envelope.read(data, exact=False).content if envelope else data)
    except Unproven as reason:
        typer.secho(f"{path}: {reason.code} {CODES[reason.code].zh} {CODES[reason.code].en}", fg="red", err=True)
        raise typer.Exit(UNREADABLE) from None


def tell(report: Report, *, english: bool) -> None:
    """Prints one line per check and the verdict."""
    marks = {True: ("✓", "green"), False: ("✗", "red"), None: ("·", "bright_black")}
    for check in report.checks:
        mark, colour = marks[check.ok]
        sentence = check.en if english else check.zh
        why = f"  {check.failure} {_meaning(check.failure, english=english)}" if check.failure else ""
        typer.secho(f" {mark} {check.code:<4} {sentence}{why}", fg=colour)
    colour = {"valid": "green", "invalid": "red", "untrusted": "yellow"}[report.verdict]
    named = " ".join(part for part in (report.case, report.certificate) if part)
    typer.secho(f"{report.verdict}  {named}", fg=colour, bold=True)


def _meaning(code: str, *, english: bool) -> str:
    meaning = CODES[code]
    return meaning.en if english else meaning.zh


def _chinese_terminal() -> bool:
    encoding = (sys.stdout.encoding or "").lower()
    return encoding.replace("-", "") in ("utf8", "gb18030", "gbk")
