"""The tree of RFC 9162 against published roots, a library of others, and every forged proof of small trees."""

import random

import pytest
from pymerkle import InmemoryTree

from db.domain.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    inclusion_path,
    is_consistent,
    leaf_hash,
    root_from_inclusion,
    root_of,
)

# Leaves and roots that implementations of Certificate Transparency publish to test each other by.
DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes([n, n >> 8])) for n in range(70)]


def test_the_published_roots_come_out() -> None:
    leaves = [leaf_hash(bytes.fromhex(data)) for data in DATA]
    assert [root_of(leaves[: n + 1]).hex() for n in range(8)] == ROOTS
    assert root_of([]) == EMPTY_ROOT


def test_a_frontier_taken_up_again_goes_on_to_the_same_root() -> None:
    for size in range(65):
        first = Frontier()
        for leaf in LEAVES[:size]:
            first.append(leaf)
        again = Frontier(first.size, list(first.peaks))
        for leaf in LEAVES[size:]:
            again.append(leaf)
        assert again.root() == root_of(LEAVES)


def test_a_frontier_of_the_wrong_number_of_peaks_is_refused() -> None:
    with pytest.raises(ValueError, match="3 leaves has 2 peaks"):
        Frontier(3, [LEAVES[0]])


def test_the_tree_is_that_of_an_independent_library() -> None:
    theirs = InmemoryTree(algorithm="sha256")
    for n in range(70):
        theirs.append_entry(bytes([n, n >> 8]))
        assert theirs.get_root() == root_of(LEAVES[: n + 1])


def test_every_leaf_of_every_small_tree_is_proved() -> None:
    for size in range(1, 35):
        leaves, root = LEAVES[:size], root_of(LEAVES[:size])
        for position in range(size):
            path = inclusion_path(position, leaves)
            assert root_from_inclusion(leaves[position], position, size, path) == root


def test_every_older_tree_is_shown_to_be_the_beginning() -> None:
    for size in range(1, 35):
        for older in range(1, size + 1):
            path = consistency_path(older, LEAVES[:size])
            assert is_consistent(older, size, root_of(LEAVES[:older]), root_of(LEAVES[:size]), path)


def _bent(path: list[bytes], chance: random.Random) -> list[bytes]:
    """A path with one thing wrong."""
    made = list(path)
    kind = chance.choice(["bit", "drop", "add", "swap"]) if len(made) > 1 else chance.choice(["bit", "add"])
    at = chance.randrange(len(made)) if made else 0
    if kind == "bit" and made:
        made[at] = bytes([made[at][0] ^ 1]) + made[at][1:]
    elif kind == "drop":
        del made[at]
    elif kind == "swap":
        made[at], made[at - 1] = made[at - 1], made[at]
    else:
        made.insert(at, chance.choice(LEAVES))
    return made


def test_a_bent_path_a_wrong_place_or_another_leaf_proves_nothing() -> None:
    chance, tried = random.Random(1), 0
    for _ in range(2000):
        size = chance.randrange(2, 70)
        position = chance.randrange(size)
        leaves, root = LEAVES[:size], root_of(LEAVES[:size])
        path = inclusion_path(position, leaves)
        bent = _bent(path, chance)
        assert root_from_inclusion(leaves[position], position, size, bent) != root
        assert root_from_inclusion(leaves[(position + 1) % size], position, size, path) != root
        tried += 2
        other = chance.randrange(size)
        if other != position:
            assert root_from_inclusion(leaves[position], other, size, path) != root
            tried += 1
    assert tried > 4000


def test_a_rewritten_beginning_is_not_consistent() -> None:
    chance = random.Random(2)
    for _ in range(1000):
        size = chance.randrange(3, 70)
        older = chance.randrange(1, size)
        root, path = root_of(LEAVES[:size]), consistency_path(older, LEAVES[:size])
        rewritten = [*LEAVES[: older - 1], leaf_hash(b"another")]
        assert not is_consistent(older, size, root_of(rewritten), root, path)
        assert not is_consistent(older, size, root_of(LEAVES[:older]), root_of(rewritten), path)
        assert not is_consistent(older, size, root_of(LEAVES[:older]), root, _bent(path, chance))


def test_a_place_that_is_not_there_cannot_be_proved() -> None:
    with pytest.raises(IndexError):
        inclusion_path(5, LEAVES[:5])
    with pytest.raises(IndexError):
        consistency_path(6, LEAVES[:5])
    assert root_from_inclusion(LEAVES[0], 5, 5, []) is None
    assert not is_consistent(0, 5, EMPTY_ROOT, root_of(LEAVES[:5]), [])
