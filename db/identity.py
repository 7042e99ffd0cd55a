"""Random keys. Time-ordered ones would leak how many rows there are and when they were made (decision 12)."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import SystemRandom
from uuid import UUID

_SYSTEM = SystemRandom()
_SOURCE: ContextVar[random.Random | None] = ContextVar("_SOURCE", default=None)


def randomness() -> random.Random:
    """The random source in force: the operating system's, unless a generator has put in a seeded one."""
    return _SOURCE.get() or _SYSTEM


def new_id() -> UUID:
    """A random version 4 UUID from the source in force."""
    return UUID(int=randomness().getrandbits(128), version=4)


@contextmanager
def seeded(source: random.Random) -> Iterator[None]:
    """Use `source` for keys and salts inside the block: for the demo office, which is a function of its seed."""
    token = _SOURCE.set(source)
    try:
        yield
    finally:
        _SOURCE.reset(token)
