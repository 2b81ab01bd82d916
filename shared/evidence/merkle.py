"""The Merkle tree of RFC 6962 and RFC 9162 over complete subtrees, so that a table of nodes is all a log needs.

Node (level, i) is the hash over the leaves from i·2^level up to (i+1)·2^level; level 0 are the leaf hashes. Such a
node never changes, whatever is appended. Each reading function has a `…_nodes` twin that names what to load first.
Where nodes are stored is not known here.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

Coordinate = tuple[int, int]
Nodes = Mapping[Coordinate, bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf's bytes; the prefix keeps leaves and nodes apart (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def append_nodes(size: int) -> list[Coordinate]:
    """What `append` and `root` need of a tree of `size` leaves: at most one node per level."""
    return _subtrees(0, size)


def append(size: int, hashes: Iterable[bytes], nodes: Nodes) -> dict[Coordinate, bytes]:
    """The nodes that become complete when leaf hashes are appended to a tree of `size` leaves, to be stored."""
    new: dict[Coordinate, bytes] = {}
    for index, hashed in enumerate(hashes, start=size):
        level, place, node = 0, index, hashed
        new[level, place] = node
        while place % 2:
            left = (level, place - 1)
            node = _join(new[left] if left in new else nodes[left], node)
            level, place = level + 1, place // 2
            new[level, place] = node
    return new


def root(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves."""
    return _range_hash((0, size), nodes) if size else EMPTY_ROOT


def inclusion_nodes(index: int, size: int) -> list[Coordinate]:
    """What `inclusion` needs."""
    return [node for ends in _inclusion_ranges(index, size) for node in _subtrees(*ends)]


def inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The path from leaf `index` to the root of the first `size` leaves, the leaf's sibling first."""
    return [_range_hash(ends, nodes) for ends in _inclusion_ranges(index, size)]


def consistency_nodes(first: int, second: int) -> list[Coordinate]:
    """What `consistency` needs."""
    return [node for ends in _consistency_ranges(first, second) for node in _subtrees(*ends)]


def consistency(first: int, second: int, nodes: Nodes) -> list[bytes]:
    """The proof that the first `first` of `second` leaves are an unchanged prefix (RFC 9162, 2.1.4.1)."""
    return [_range_hash(ends, nodes) for ends in _consistency_ranges(first, second)]


def inclusion_holds(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether the leaf with hash `leaf` is number `index` of the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(node) != 32 for node in proof):
        return False
    fn, sn, node = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            node = _join(sibling, node)
            while fn and not fn % 2:
                fn, sn = fn // 2, sn // 2
        else:
            node = _join(node, sibling)
        fn, sn = fn // 2, sn // 2
    return sn == 0 and node == root_hash


def consistency_holds(first: int, second: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree with root `old` is a prefix of the one with root `new` (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second or any(len(node) != 32 for node in proof):
        return False
    if first in (0, second):
        return not proof and old == (new if first == second else EMPTY_ROOT)
    path = [old, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn % 2:
        fn, sn = fn // 2, sn // 2
    old_node = new_node = path[0]
    for sibling in path[1:]:
        if sn == 0:
            return False
        if fn % 2 or fn == sn:
            old_node, new_node = _join(sibling, old_node), _join(sibling, new_node)
            while fn and not fn % 2:
                fn, sn = fn // 2, sn // 2
        else:
            new_node = _join(new_node, sibling)
        fn, sn = fn // 2, sn // 2
    return sn == 0 and old_node == old and new_node == new


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _below(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def _subtrees(low: int, high: int) -> list[Coordinate]:
    """The complete subtrees that make up [low, high), from the left; `low` is aligned as the tree's own splits are."""
    found = []
    while low < high:
        level = (high - low).bit_length() - 1
        found.append((level, low >> level))
        low += 1 << level
    return found


def _range_hash(ends: tuple[int, int], nodes: Nodes) -> bytes:
    *lefts, hashed = (nodes[node] for node in _subtrees(*ends))
    for left in reversed(lefts):
        hashed = _join(left, hashed)
    return hashed


def _inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    low, high, siblings = 0, size, []
    while high - low > 1:
        middle = low + _below(high - low)
        if index < middle:
            siblings.append((middle, high))
            high = middle
        else:
            siblings.append((low, middle))
            low = middle
    return siblings[::-1]


def _consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    if not 0 <= first <= second:
        raise ValueError(f"no prefix of {first} in a tree of {second}")
    if first in (0, second):
        return []
    low, high, known, siblings = 0, second, True, []
    while first != high:
        middle = low + _below(high - low)
        if first <= middle:
            siblings.append((middle, high))
            high = middle
        else:
            siblings.append((low, middle))
            low, known = middle, False
    return ([] if known else [(low, high)]) + siblings[::-1]
