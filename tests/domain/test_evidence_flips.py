"""No single bit of a bundle may change: not of the file, and not of a member whose checksum the forger has mended."""

import random
from collections.abc import Iterator, Mapping

import pytest

from shared.evidence.archive import pack, unpack
from shared.evidence.codes import CODES, Unproven
from shared.evidence.verify import verify_bundle
from tests.support.evidence import valid_bundle
from tests.support.forged_bundles import INVALID, Forged
from tests.support.forgeries import HOME

MEMBERS = unpack(valid_bundle())
PLACES = [(name, index) for name, data in MEMBERS.items() for index in range(len(data))]


def flipped(data: bytes, index: int, bit: int) -> bytes:
    """The bytes with one bit changed."""
    return data[:index] + bytes([data[index] ^ 1 << bit]) + data[index + 1 :]


def mended(members: Mapping[str, bytes], name: str, index: int, bit: int) -> bytes:
    """A well-formed archive with one bit of one member changed: what the checksums hide, the proofs must find."""
    return pack({**members, name: flipped(members[name], index, bit)})


def refused(data: bytes) -> bool:
    """Invalid, with a code."""
    report = verify_bundle(data, HOME.trust)
    return report.verdict == "invalid" and report.code in CODES


def test_one_flip_in_every_byte_of_the_file_is_refused() -> None:
    data = valid_bundle()

    passed = [index for index in range(len(data)) if not refused(flipped(data, index, index % 8))]

    assert passed == []


@pytest.mark.slow
@pytest.mark.parametrize("bit", range(8))
def test_every_flip_in_the_file_is_refused(bit: int) -> None:
    data = valid_bundle()

    passed = [index for index in range(len(data)) if not refused(flipped(data, index, bit))]

    assert passed == []


def test_a_flip_in_a_member_is_refused_though_the_archive_is_in_order() -> None:
    chance = random.Random(2611)
    sample = [(*place, chance.randrange(8)) for place in chance.sample(PLACES, 600)]

    passed = [flip for flip in sample if not refused(mended(MEMBERS, *flip))]

    assert passed == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_one_flip_in_every_byte_of_every_member_is_refused_though_the_archive_is_in_order(part: int) -> None:
    flips = [(name, index, (nth // 8) % 8) for nth, (name, index) in enumerate(PLACES) if nth % 8 == part]

    passed = [flip for flip in flips if not refused(mended(MEMBERS, *flip))]

    assert passed == []


@pytest.mark.parametrize("many", [10, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.parametrize("wrong", INVALID, ids=lambda wrong: wrong.name)
def test_a_wrong_bundle_does_not_become_valid_by_a_flip(wrong: Forged, many: int) -> None:
    trials = flips_of(wrong.data, many, seed=wrong.name)

    verdicts = {verify_bundle(data, wrong.trust).verdict for data in trials}

    assert "valid" not in verdicts


def flips_of(data: bytes, many: int, *, seed: str) -> Iterator[bytes]:
    """So many flips anywhere in the file and, if it is an archive, nearly half as many in its members."""
    chance = random.Random(seed)
    for _ in range(min(many, len(data))):
        yield flipped(data, chance.randrange(len(data)), chance.randrange(8))
    try:
        members = unpack(data)
    except Unproven:
        return
    places = [(name, index) for name, content in members.items() for index in range(len(content))]
    for name, index in chance.sample(places, min(many * 2 // 5, len(places))):
        yield mended(members, name, index, chance.randrange(8))
