"""The commands that need no suite: their exit codes, what they print, what they refuse."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from shared.evidence import keys
from shared.kernel.clock import SystemClock
from shared.runtime.auth import TokenVerifier
from tests.support.evidence import installation, valid_bundle

RUN = CliRunner()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "case.evidence.zip"
    path.write_bytes(valid_bundle())
    return path


def trust_of(name: str, folder: Path) -> Path:
    """The trust file of an installation."""
    path = folder / f"{name}.json"
    path.write_bytes(installation(name).trust.to_bytes())
    return path


def test_a_valid_bundle_exits_0_and_every_check_is_told(bundle: Path, tmp_path: Path) -> None:
    told = RUN.invoke(app, ["verify", str(bundle), "--trust", str(trust_of("henan.example", tmp_path)), "--en"])

    assert told.exit_code == 0, told.output
    assert "every signature holds" in told.output
    assert told.output.splitlines()[-1].startswith("valid  C-410100-2026-000123")


def test_an_altered_bundle_exits_1_with_its_code(bundle: Path, tmp_path: Path) -> None:
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)

    told = RUN.invoke(app, ["verify", str(bundle), "--trust", str(trust_of("henan.example", tmp_path))])

    assert told.exit_code == 1
    assert "V1.malformed" in told.output


@pytest.mark.parametrize("name", [None, "elsewhere.example"])
def test_without_trust_or_with_anothers_the_verdict_is_untrusted_and_exits_3(
    bundle: Path, tmp_path: Path, name: str | None
) -> None:
    trust = ["--trust", str(trust_of(name, tmp_path))] if name else []

    told = RUN.invoke(app, ["verify", str(bundle), *trust, "--en"])

    assert told.exit_code == 3
    assert told.output.splitlines()[-1].startswith("untrusted")


def test_a_trust_file_that_is_none_exits_2(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "trust.json"
    path.write_text("{}")

    told = RUN.invoke(app, ["verify", str(bundle), "--trust", str(path)])

    assert told.exit_code == 2
    assert "V1.malformed" in told.output


def test_a_pinned_root_takes_no_unsigned_trust_file(bundle: Path, tmp_path: Path) -> None:
    trust = str(trust_of("henan.example", tmp_path))

    told = RUN.invoke(app, ["verify", str(bundle), "--trust", trust, "--root", keys.public_text(keys.generate())])

    assert told.exit_code == 2


@pytest.mark.parametrize("alg", ["Ed25519", "ES256"])
def test_a_new_key_is_its_owners_alone_and_its_public_half_is_printed(tmp_path: Path, alg: str) -> None:
    file = tmp_path / "officer.pem"

    made = RUN.invoke(app, ["keys", "new", str(file), "--alg", alg])
    again = RUN.invoke(app, ["keys", "new", str(file), "--alg", alg])

    assert made.exit_code == 0
    assert made.output.strip() == keys.public_text(keys.load(file.read_bytes()))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert again.exit_code == 1


def test_a_token_for_a_person_of_the_seed_has_their_unit_and_roles(tmp_path: Path) -> None:
    made = RUN.invoke(app, ["token", "p-ha-tax-03", "--data", str(tmp_path), "--minutes", "10"])

    jwks = (tmp_path / "keys" / "tokens.jwks.json").read_text()
    verifier = TokenVerifier.of(jwks, installation="local", clock=SystemClock(), longest_life=timedelta(minutes=15))
    actor = verifier.actor(made.output.strip())
    assert (actor.unit, sorted(actor.roles)) == ("HA-TAX", ["certifier"])


def test_somebody_unknown_needs_a_unit_and_a_role(tmp_path: Path) -> None:
    told = RUN.invoke(app, ["token", "p-nobody", "--data", str(tmp_path)])

    assert told.exit_code == 2
    assert "--unit" in told.output


@pytest.mark.parametrize(
    "command", ["up", "demo", "verify", "sign", "token", "migrate", "contracts", "keys", "kafka", "parked"]
)
def test_every_command_explains_itself(command: str) -> None:
    told = RUN.invoke(app, [command, "--help"])

    assert told.exit_code == 0
    assert "Usage" in told.output
