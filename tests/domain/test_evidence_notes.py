"""Checkpoints, cosignatures and proofs in the C2SP text formats."""

import base64

import pytest

from shared.evidence import merkle, notes
from shared.evidence.canonical import unb64u
from shared.evidence.codes import Unproven
from tests.support.evidence import NOW, Installation, MemoryTree, installation, make_certificate, present

HOME = installation()


@pytest.fixture(scope="module")
def tree() -> MemoryTree:
    return present(HOME.issue(make_certificate())).tree


def opened(note: str, *, quorum: int = 0, home: Installation = HOME) -> notes.Checkpoint:
    log, witnesses = home.trust.log, [witness.key for witness in home.trust.witnesses]
    return notes.open_checkpoint(note, origin=log.origin, log=log.key, witnesses=witnesses, quorum=quorum)


def test_a_signed_head_opens_to_its_size_and_root(tree: MemoryTree) -> None:
    head = opened(HOME.head(tree))

    assert head == notes.Checkpoint(HOME.trust.log.origin, len(tree.leaves), tree.root)


def test_a_head_is_three_lines_a_gap_and_one_line_per_signature(tree: MemoryTree) -> None:
    origin, size, root, gap, signature, end = HOME.head(tree).split("\n")

    assert (origin, int(size), base64.b64decode(root)) == (HOME.trust.log.origin, len(tree.leaves), tree.root)
    assert (gap, end) == ("", "")
    assert signature.startswith(f"— {HOME.trust.log.name} ")


def test_the_key_id_is_that_of_the_note_format() -> None:
    key = notes.VerifierKey("PeterNeumann", "")
    public = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]

    assert notes.key_id(key.name, b"\x01", public).hex() == "c74f20a3"


@pytest.mark.parametrize(
    "alter",
    [
        lambda note: note.replace("portdesk\n", "portdesk2\n", 1),
        lambda note: note.replace("\n1", "\n2", 1),
        lambda note: note.replace("\n1", "\n01", 1),
        lambda note: note.replace("\n\n", "\nextra\n\n", 1),
        lambda note: note.partition("\n\n")[0] + "\n\n",
        lambda note: note.partition("\n\n")[0],
        lambda note: note[:-1],
        lambda note: note + "\n",
        lambda note: note.replace("— ", "- "),
        lambda note: "",
    ],
)
def test_an_altered_head_is_refused(tree: MemoryTree, alter: object) -> None:
    with pytest.raises(Unproven) as refused:
        opened(alter(HOME.head(tree)))  # type: ignore[operator]

    assert refused.value.code == "V10.checkpoint"


def test_a_head_signed_by_another_log_is_refused(tree: MemoryTree) -> None:
    with pytest.raises(Unproven) as refused:
        opened(installation("other.example").head(tree))

    assert refused.value.code == "V10.checkpoint"


def test_a_witness_counts_once_and_only_with_a_signature_that_holds(tree: MemoryTree) -> None:
    note, witness = HOME.head(tree), HOME.trust.witnesses[0]
    cosigned = notes.cosign(note, witness.name, HOME.witness_key, NOW)
    twice = notes.cosign(cosigned, witness.name, HOME.witness_key, NOW)
    stranger = notes.cosign(note, "stranger.example", HOME.log_key, NOW)

    assert opened(cosigned, quorum=1).size == len(tree.leaves)
    for too_few, quorum in ((note, 1), (stranger, 1), (twice, 2)):
        with pytest.raises(Unproven) as refused:
            opened(too_few, quorum=quorum)
        assert refused.value.code == "V10.witnesses"


def test_a_false_line_under_a_witness_name_spoils_the_note(tree: MemoryTree) -> None:
    note, witness = HOME.head(tree), HOME.trust.witnesses[0]
    cosigned = notes.cosign(note, witness.name, HOME.witness_key, NOW)
    moved = cosigned.replace(HOME.head(tree), HOME.head(MemoryTree()))

    with pytest.raises(Unproven) as refused:
        opened(moved, quorum=0)

    assert refused.value.code == "V10.checkpoint"


def test_a_proof_file_reads_back(tree: MemoryTree) -> None:
    proven, note = tree.proven(7), HOME.head(tree)
    path = [unb64u(node) for node in proven.proof]

    text = notes.tlog_proof(7, path, note)

    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 7\n")
    assert notes.read_tlog_proof(text) == (7, path, note)
    assert merkle.inclusion_holds(7, opened(note).size, merkle.leaf_hash(proven.leaf.to_bytes()), path, tree.root)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v1\nindex 07\n\nx",
        "c2sp.org/tlog-proof@v2\nindex 7\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 7\nQR==\n\nx",
        "c2sp.org/tlog-proof@v1\nextra QQ==\nindex 7\n\nx",
    ],
)
def test_another_form_of_proof_is_refused(text: str) -> None:
    with pytest.raises(Unproven) as refused:
        notes.read_tlog_proof(text)

    assert refused.value.code == "V1.malformed"
