"""The Merkle tree of RFC 9162, section 2.1: hashes, roots, proofs, and how to check them.

Leaves and nodes are hashed under different first bytes, so that a node can never pass for a leaf. A `Frontier` holds
what is needed to go on: the roots of the complete subtrees, largest first, at most one a power of two.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of a leaf's data (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of an inner node (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Frontier:
    """A tree of `size` leaves, as far as appending needs it. `peaks` are roots of complete subtrees, largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves has {self.size.bit_count()} peaks, not {len(self.peaks)}")

    def append(self, leaf: bytes) -> None:
        """Take up one leaf's hash: each trailing one of the size is a subtree that it completes."""
        peak, rest = leaf, self.size
        while rest & 1:
            peak = node_hash(self.peaks.pop(), peak)
            rest >>= 1
        self.peaks.append(peak)
        self.size += 1

    def root(self) -> bytes:
        """The root of the whole tree."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in their order."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_path(position: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that lead from the leaf at `position` to the root (RFC 9162, 2.1.3.1), lowest first.

    Raises IndexError where there is no such leaf.
    """
    if not 0 <= position < len(leaves):
        raise IndexError(f"no leaf {position} among {len(leaves)}")
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if position < middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low = middle
    return path[::-1]


def root_from_inclusion(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to (RFC 9162, 2.1.3.2); None where the path cannot belong to the place."""
    if not 0 <= position < size:
        return None
    place, last, found = position, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = node_hash(step, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def consistency_path(older: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that show a tree of the first `older` leaves to be the beginning of this one (RFC 9162, 2.1.4.1).

    Raises IndexError unless 0 < older <= number of leaves.
    """
    if not 0 < older <= len(leaves):
        raise IndexError(f"no tree of {older} leaves in one of {len(leaves)}")
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while older != high:
        middle = low + _split(high - low)
        if older <= middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(root_of(leaves[low:high]))
    return path[::-1]


def is_consistent(older: int, size: int, older_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path shows that the tree of `older` leaves is the beginning of that of `size` (RFC 9162, 2.1.4.2)."""
    if older == size:
        return not path and older_root == root
    if not 0 < older < size:
        return False
    steps = [older_root, *path] if older & (older - 1) == 0 else list(path)
    if not steps:
        return False
    place, last = older - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    return first == older_root and second == root and last == 0
