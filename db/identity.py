"""Random keys. Time-ordered ones would leak how many rows there are and when they were made (decision 12)."""

import os
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import SystemRandom
from uuid import UUID

DRAWN_AT_ONCE = 4096
"""Bytes that a thread draws from the operating system at a time: some two hundred keys and salts."""


class OfficeRandom(SystemRandom):
    """The operating system's randomness, drawn in blocks: a filing needs forty values, and each draw is a system call.

    Each thread has a block of its own, each byte is given out once, and a forked process begins with none of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._held = threading.local()

    def randbytes(self, n: int) -> bytes:
        """`n` bytes that were given to nobody else."""
        held = self._held
        left = getattr(held, "left", 0)
        if left < n:
            left = max(DRAWN_AT_ONCE, n)
            held.block = os.urandom(left)
        held.left = left - n
        given: bytes = held.block[left - n : left]
        return given

    def getrandbits(self, k: int) -> int:
        """`k` random bits as a number. Raises ValueError for a negative count."""
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        size = (k + 7) // 8
        return int.from_bytes(self.randbytes(size)) >> (size * 8 - k) if k else 0

    def random(self) -> float:
        """A number from 0 up to 1."""
        return self.getrandbits(53) * 2.0**-53


_SYSTEM = OfficeRandom()
_SOURCE: ContextVar[random.Random | None] = ContextVar("_SOURCE", default=None)


def randomness() -> random.Random:
    """The random source in force: the operating system's, unless a generator has put in a seeded one."""
    return _SOURCE.get() or _SYSTEM


_COMMON_BITS = 32
_OWN = (1 << 128 - _COMMON_BITS) - 1
_COMMON: ContextVar[int | None] = ContextVar("_COMMON", default=None)


def new_id() -> UUID:
    """A random version 4 UUID from the source in force."""
    drawn, common = randomness().getrandbits(128), _COMMON.get()
    return UUID(int=drawn if common is None else drawn & _OWN | common, version=4)


@contextmanager
def keys_alike() -> Iterator[None]:
    """Keys of this block begin with the same 32 random bits, and are random from there on.

    An index holds the rows of one act side by side then, and the act writes one page of it instead of one a row. Who
    sees two such keys can tell that one act made both, and nothing of when it was or what else there is.
    """
    token = _COMMON.set(randomness().getrandbits(_COMMON_BITS) << 128 - _COMMON_BITS)
    try:
        yield
    finally:
        _COMMON.reset(token)


@contextmanager
def seeded(source: random.Random) -> Iterator[None]:
    """Use `source` for keys and salts inside the block: for the demo office, which is a function of its seed."""
    token = _SOURCE.set(source)
    try:
        yield
    finally:
        _SOURCE.reset(token)
