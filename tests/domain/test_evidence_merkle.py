"""The Merkle tree against RFC 6962's own reference roots, and every proof of every tree up to 130 leaves."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence import merkle

REFERENCE_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
REFERENCE_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Certificate Transparency's test vectors, for 0 to 8 leaves."""

LARGEST = 130
HASHES = [merkle.leaf_hash(str(number).encode()) for number in range(LARGEST + 1)]


def naive_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + naive_root(hashes[:split]) + naive_root(hashes[split:])).digest()


@pytest.fixture(scope="module")
def nodes() -> dict[merkle.Coordinate, bytes]:
    grown: dict[merkle.Coordinate, bytes] = {}
    for size in range(LARGEST):
        grown.update(merkle.append(size, [HASHES[size]], grown))
    return grown


def test_roots_are_those_of_certificate_transparency() -> None:
    grown: dict[merkle.Coordinate, bytes] = {}
    for size, (leaf, expected) in enumerate(zip([*REFERENCE_LEAVES, b""], REFERENCE_ROOTS, strict=True)):
        assert merkle.root(size, grown).hex() == expected

        grown.update(merkle.append(size, [merkle.leaf_hash(leaf)], grown))


def test_every_root_is_the_definition_of_the_standard(nodes: dict[merkle.Coordinate, bytes]) -> None:
    for size in range(LARGEST + 1):
        assert merkle.root(size, nodes) == naive_root(HASHES[:size])


def test_every_inclusion_proof_holds_and_no_altered_one_does(nodes: dict[merkle.Coordinate, bytes]) -> None:
    for size in range(1, LARGEST + 1):
        root = merkle.root(size, nodes)
        for index in range(size):
            proof = merkle.inclusion(index, size, nodes)

            assert merkle.inclusion_holds(index, size, HASHES[index], proof, root)
            assert not merkle.inclusion_holds((index + 1) % (size + 1), size, HASHES[index], proof, root)
            assert not merkle.inclusion_holds(index, size, HASHES[index], [*proof, root], root)
            assert not proof or not merkle.inclusion_holds(index, size, HASHES[index], proof[:-1], root)
            assert not merkle.inclusion_holds(index, size, HASHES[size], proof, root)


def test_every_consistency_proof_holds_and_no_altered_one_does(nodes: dict[merkle.Coordinate, bytes]) -> None:
    roots = [merkle.root(size, nodes) for size in range(LARGEST + 1)]
    for second in range(LARGEST + 1):
        for first in range(second + 1):
            proof = merkle.consistency(first, second, nodes)

            assert merkle.consistency_holds(first, second, roots[first], roots[second], proof)
            assert not merkle.consistency_holds(first, second, roots[first], roots[second], [*proof, HASHES[0]])
            assert not merkle.consistency_holds(first, second, HASHES[LARGEST], roots[second], proof)
            assert not proof or not merkle.consistency_holds(first, second, roots[first], roots[second], proof[:-1])


def test_appending_many_is_appending_one_by_one(nodes: dict[merkle.Coordinate, bytes]) -> None:
    half = merkle.append(0, HASHES[:57], {})
    needed = {node: half[node] for node in merkle.append_nodes(57)}

    rest = merkle.append(57, HASHES[57:LARGEST], needed)

    assert half | rest == nodes


@given(st.integers(1, LARGEST), st.data())
def test_the_named_nodes_are_all_that_is_needed(size: int, data: st.DataObject) -> None:
    grown = merkle.append(0, HASHES[:size], {})
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))

    def only(wanted: list[merkle.Coordinate]) -> dict[merkle.Coordinate, bytes]:
        return {node: grown[node] for node in wanted}

    assert merkle.root(size, only(merkle.append_nodes(size))) == naive_root(HASHES[:size])
    assert merkle.inclusion(index, size, only(merkle.inclusion_nodes(index, size))) == merkle.inclusion(
        index, size, grown
    )
    assert merkle.consistency(first, size, only(merkle.consistency_nodes(first, size))) == merkle.consistency(
        first, size, grown
    )


def test_a_tree_may_grow_far_beyond_memory_with_one_node_per_level() -> None:
    size = 2**40 + 5

    assert len(merkle.append_nodes(size)) == 3
    assert len(merkle.inclusion_nodes(2**39, size)) <= 43


def test_proofs_about_leaves_that_do_not_exist_are_not_made() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        merkle.inclusion(3, 3, {})
    with pytest.raises(ValueError, match="no prefix of 4"):
        merkle.consistency(4, 3, {})
