"""Bookmarks: what was written is read, by who has the key, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.bookmarks import LONGEST, PLACES, Bookmarks

OFFSETS = st.lists(st.integers(0, 2**53), min_size=len(PLACES), max_size=len(PLACES))
NONCES = st.binary(min_size=12, max_size=12)
KEY = bytes(range(32))


@given(offsets=OFFSETS, nonce=NONCES)
def test_what_was_written_is_read_by_every_process_of_the_installation(offsets: list[int], nonce: bytes) -> None:
    positions = dict(zip(PLACES, offsets, strict=True))

    bookmark = Bookmarks(KEY).write(positions, nonce=nonce)

    assert Bookmarks(KEY).read(bookmark) == positions
    assert Bookmarks(bytes(32)).read(bookmark) is None
    assert len(bookmark) < LONGEST


@given(text=st.text(max_size=300))
def test_any_other_text_is_none_of_ours_and_no_failure(text: str) -> None:
    assert Bookmarks(KEY).read(text) is None


@given(offsets=OFFSETS, nonce=NONCES, data=st.data())
def test_one_altered_character_is_noticed(offsets: list[int], nonce: bytes, data: st.DataObject) -> None:
    bookmark = Bookmarks(KEY).write(dict(zip(PLACES, offsets, strict=True)), nonce=nonce)
    place = data.draw(st.integers(0, len(bookmark) - 2))
    other = "A" if bookmark[place] != "A" else "B"

    assert Bookmarks(KEY).read(bookmark[:place] + other + bookmark[place + 1 :]) is None


def test_a_bookmark_is_compact_and_tells_nothing_of_how_much_happens() -> None:
    one, other = [
        Bookmarks(KEY).write(dict.fromkeys(PLACES, 1_000_000), nonce=nonce) for nonce in (bytes(12), bytes(11) + b"1")
    ]

    assert len(one) < 200
    assert one[20:] != other[20:]


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1), "AQ", "税单", "A" * 50])
def test_what_is_no_bookmark_at_all_is_none_of_ours(text: str) -> None:
    assert Bookmarks(KEY).read(text) is None
