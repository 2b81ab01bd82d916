"""Keys of the installation: made at first start, for their owner's eyes, the same ever after."""

from pathlib import Path

from services.data_anomaly.connectors.keyfolder import KeyFolder
from shared.evidence.trust import Trust, read_trust
from shared.kernel.ids import UnitCode
from tests.support.evidence import NOW, installation

TAX = UnitCode("HA-TAX")


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = KeyFolder(tmp_path / "keys", domain="a.example")
    seal = first.seal_key(TAX)
    again = KeyFolder(tmp_path / "keys", domain="a.example")

    assert (again.log, again.root, again.seal_key(TAX)) == (first.log, first.root, seal)
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "keys").glob("*.pem")} == {0o600}


def test_no_key_serves_two_purposes_and_no_two_installations_share_one(tmp_path: Path) -> None:
    folders = [KeyFolder(tmp_path / name, domain="a.example") for name in ("one", "two")]

    keys = [key for folder in folders for key in (folder.log.pub, folder.root.pub, folder.seal_key(TAX)[1])]
    assert len(set(keys)) == len(keys)


def test_a_trust_file_is_believed_under_the_root_key(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path / "keys", domain="a.example")
    trust: Trust = installation().trust

    assert read_trust(folder.trust_file(trust, now=NOW).to_bytes(), folder.root) == trust
