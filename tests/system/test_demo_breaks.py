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
    """Changes of the code, as (file, text, what it becomes), and the step of the story that has to fail."""

    name: str
    step: int
    edits: tuple[tuple[str, str, str], ...]


BREAKS = (
    Break(
        "the guard lets everything through",
        9,
        (("guard/middleware.py", 'if self._mode == "enforce":', 'if self._mode == "never":'),),
    ),
    Break(
        "a quorum of one",
        8,
        (
            (
                "shared/evidence/checks.py",
                "return max(certificate.quorum.need, department.need if department else 1)",
                "return 1 if department else 1",
            ),
        ),
    ),
    Break(
        "the same officer counted twice",
        8,
        (
            ("shared/evidence/issue.py", "if person in signed_by(envelope, trust):", "if person is None:"),
            (
                "services/data_anomaly/domain/guards.py",
                "if any(person in signature for signature in now.signatures):",
                "if person in ():",
            ),
        ),
    ),
    Break(
        "no fan-out",
        13,
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
        (
            (
                "services/intake/domain/model.py",
                "return replace(self, lead=lead, changed_at=at)",
                "return replace(self, lead=lead, changed_at=at, first_contact=replace(self.first_contact, unit=lead))",
            ),
        ),
    ),
    Break(
        "the bundle's checks skipped",
        14,
        (
            (
                "shared/evidence/verify.py",
                'verdict: Verdict = "invalid" if bad else "untrusted" if failures else "valid"',
                'verdict: Verdict = "valid" if bad else "untrusted" if failures else "valid"',
            ),
        ),
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.name)
def test_a_break_ends_the_demo_at_the_step_that_tells_of_it(broken: Break, tmp_path: Path) -> None:
    copy = tmp_path / "portdesk"
    ignored = shutil.ignore_patterns(".venv", ".portdesk", ".git", "*_cache", "__pycache__", "tests", "docs")
    shutil.copytree(ROOT, copy, ignore=ignored)
    for name, text, becomes in broken.edits:
        source = (copy / name).read_text(encoding="utf-8")
        assert source.count(text) == 1, f"{name} should have this once: {text}"
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
    failed = re.search(r"step (\d+) is not as told", told.stdout)
    assert failed, told.stdout[-3000:] + told.stderr[-3000:]
    assert int(failed.group(1)) == broken.step, told.stdout[-3000:]


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
