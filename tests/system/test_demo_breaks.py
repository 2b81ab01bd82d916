"""The demo tells the truth: eight deliberate breaks, in copies of the tree, end it where the story tells of each."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Break:
    """Changes of the code, as (file, text, what it becomes), and where the story fails: the step, and the promise."""

    name: str
    step: int
    promise: str
    edits: tuple[tuple[str, str, str], ...]


BREAKS = (
    Break(
        "the guard lets everything through",
        9,
        "no record changes at the target without a certificate",
        (
            (
                "guard/middleware.py",
                '        except Unproven:\n            if self._mode == "enforce":\n                raise\n',
                "        except Unproven:\n",
            ),
        ),
    ),
    Break(
        "a quorum of one",
        8,
        "no quorum is reached by one person",
        (
            (
                "shared/evidence/checks.py",
                "return max(certificate.quorum.need, trust.grant(certificate.issuer.unit, at).need)",
                "return 1",
            ),
            (
                "services/data_anomaly/domain/guards.py",
                "if len(now.signatures) < _terms(now).need:",
                "if not now.signatures:",
            ),
        ),
    ),
    Break(
        "the same officer counted twice",
        8,
        "no quorum is reached by one person",
        (  # the count itself, and the three guards that keep a second signature of one person from getting so far
            (
                "shared/evidence/checks.py",
                "            found.add(key.person)\n",
                '            found.add(f"{key.person} again" if key.person in found else key.person)\n',
            ),
            ("shared/evidence/issue.py", "    if person in signed_by(envelope, trust):\n", "    if False:\n"),
            (
                "services/data_anomaly/domain/guards.py",
                "if any(person in signature for signature in now.signatures):",
                "if person in ():",
            ),
            (
                "services/data_anomaly/migrations/versions/0001_cases.py",
                "UNIQUE (certificate_id, person)",
                "UNIQUE (certificate_id, person, n)",
            ),
        ),
    ),
    Break(
        "no fan-out",
        13,
        "the receiver was told everything",
        (
            (
                "services/notify/usecases/deliveries.py",
                "    await store.enqueue(tx, wanted)\n\n\nasync def test_endpoint",
                "    wanted.clear()\n\n\nasync def test_endpoint",
            ),
        ),
    ),
    Break(
        "a reservation that does not consume",
        11,
        "a second reservation is refused",
        (
            (
                "services/data_anomaly/domain/moves.py",
                '    (State.CONFIRMING, Action.CONFIRM): Move(State.CLOSED, "case.closed"),\n',
                '    (State.CONFIRMING, Action.CONFIRM): Move(State.CLOSED, "case.closed"),\n'
                '    (State.CONFIRMING, Action.RESERVE): Move(State.CONFIRMING, "exec.reserved"),\n',
            ),
        ),
    ),
    Break(
        "a dispatch rule ignored",
        4,
        "the rule `anomaly` decides",
        (
            (
                "services/routing/domain/catalogue.py",
                "        for rule in self.rules:\n            failed",
                "        for rule in self.rules[-1:]:\n            failed",
            ),
        ),
    ),
    Break(
        "the first contact overwritten",
        5,
        "the first contact has not",
        (
            (
                "services/intake/domain/model.py",
                "return replace(self, lead=lead, co_handlers=co_handlers, changed_at=at)",
                "return replace(self, lead=lead, first_contact=replace(self.first_contact, unit=lead), changed_at=at)",
            ),
        ),
    ),
    Break(
        "the bundle's checks skipped",
        14,
        "one altered bit is refused",
        (
            (
                "shared/evidence/verify.py",
                'verdict: Verdict = "invalid" if bad else "untrusted" if failures else "valid"',
                'verdict: Verdict = "valid" if bad else "untrusted" if failures else "valid"',
            ),
        ),
    ),
)


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.name)
def test_a_break_finds_what_it_breaks(broken: Break) -> None:
    for name, text, _ in broken.edits:
        assert (ROOT / name).read_text(encoding="utf-8").count(text) == 1, f"{name} should have this once: {text}"


@pytest.mark.slow
@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.name)
def test_a_break_ends_the_demo_at_the_step_that_tells_of_it(broken: Break, tmp_path: Path) -> None:
    copy = tmp_path / "portdesk"
    ignored = shutil.ignore_patterns(".venv", ".portdesk", ".git", "*_cache", "node_modules", "tests", "docs")
    shutil.copytree(ROOT, copy, ignore=ignored)
    for name, text, becomes in broken.edits:
        source = (copy / name).read_text(encoding="utf-8")
        (copy / name).write_text(source.replace(text, becomes), encoding="utf-8")

    told = subprocess.run(
        [sys.executable, "-m", "cli", "demo", "--folder", str(tmp_path / "demo")],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert told.returncode == 1, told.stdout[-3000:] + told.stderr[-3000:]
    failed = re.search(r"step (\d+) is not as told: (.*)", told.stdout)
    assert failed, told.stdout[-3000:] + told.stderr[-3000:]
    assert int(failed.group(1)) == broken.step, told.stdout[-3000:]
    assert broken.promise in failed.group(2)


def test_the_whole_demo_goes_as_told(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "cli", "demo", "--folder", str(tmp_path / "demo")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    bundle = next((tmp_path / "demo").glob("*.evidence.zip"))
    verified = subprocess.run(
        [sys.executable, "-m", "cli", "verify", str(bundle), "--trust", str(tmp_path / "demo" / "trust.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stdout[-3000:]
    assert (verified.returncode, "valid" in verified.stdout) == (0, True), verified.stdout
