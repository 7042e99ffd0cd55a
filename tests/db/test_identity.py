"""Keys and salts: random, drawn in blocks, and never the same twice."""

import os
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from uuid import UUID

import pytest

from db.identity import DRAWN_AT_ONCE, OfficeRandom, keys_alike, new_id, seeded


class DrawnTwice(OfficeRandom):
    """Negative control: a block that every thread, and every process, goes on with."""

    def _forget(self) -> None:
        if not hasattr(self, "_held"):
            self._held = type("Everybody", (), {})()


@contextmanager
def _counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    asked: list[int] = []
    real = os.urandom

    def draw(size: int) -> bytes:
        asked.append(size)
        return real(size)

    with monkeypatch.context() as patched:
        patched.setattr(os, "urandom", draw)
        yield asked


def test_values_have_the_bits_asked_for_and_are_not_the_same_twice() -> None:
    source = OfficeRandom()
    assert len({source.getrandbits(128) for _ in range(20_000)}) == 20_000
    assert {source.getrandbits(1) for _ in range(200)} == {0, 1}
    assert source.getrandbits(0) == 0
    assert max(source.getrandbits(5) for _ in range(2_000)) == 31
    assert source.randbytes(0) == b""
    assert len(source.randbytes(2 * DRAWN_AT_ONCE)) == 2 * DRAWN_AT_ONCE
    assert all(0 <= source.random() < 1 for _ in range(2_000))
    with pytest.raises(ValueError, match="non-negative"):
        source.getrandbits(-1)


def test_every_bit_is_the_systems_own_and_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "urandom", lambda size: bytes(n % 251 for n in range(size)))
        source = OfficeRandom()
        given = [source.randbytes(16) for _ in range(DRAWN_AT_ONCE // 16)]
    assert b"".join(reversed(given)) == bytes(n % 251 for n in range(DRAWN_AT_ONCE))


def test_a_block_is_drawn_once_for_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    source = OfficeRandom()
    with _counted(monkeypatch) as asked:
        for _ in range(2 * DRAWN_AT_ONCE // 16):
            source.getrandbits(128)
    assert asked == [DRAWN_AT_ONCE] * 2


def _of_a_thread(source: OfficeRandom, ready: threading.Barrier, found: list[int]) -> None:
    ready.wait()
    found.extend(source.getrandbits(128) for _ in range(500))


def test_threads_share_no_block() -> None:
    source, ready = OfficeRandom(), threading.Barrier(8)
    found: list[int] = []
    source.getrandbits(128)
    threads = [threading.Thread(target=_of_a_thread, args=(source, ready, found)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(found)) == 4_000


def _of_a_fork(source: OfficeRandom) -> int:
    """The next value that a forked process draws."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writes, source.randbytes(16))
        os._exit(0)
    os.waitpid(child, 0)
    try:
        return int.from_bytes(os.read(reads, 16))
    finally:
        os.close(reads)
        os.close(writes)


def _is_shared_with_a_fork(source: OfficeRandom) -> bool:
    source.randbytes(16)
    return _of_a_fork(source) == int.from_bytes(source.randbytes(16))


def test_a_forked_process_draws_its_own() -> None:
    assert not _is_shared_with_a_fork(OfficeRandom())


def test_a_source_that_kept_its_block_over_a_fork_would_be_noticed() -> None:
    assert _is_shared_with_a_fork(DrawnTwice())


def _alike(count: int) -> list[UUID]:
    with keys_alike():
        return [new_id() for _ in range(count)]


def _beginnings(keys: list[UUID]) -> set[int]:
    return {key.int >> 96 for key in keys}


def test_keys_of_one_act_begin_alike_and_are_random_from_there_on() -> None:
    keys = _alike(5_000)
    assert len(_beginnings(keys)) == 1
    assert {key.version for key in keys} == {4}
    for bit in set(range(96)) - {*range(62, 64), *range(76, 80)}:  # but for UUID's own marks
        assert 2_000 < sum(key.int >> bit & 1 for key in keys) < 3_000, bit


def test_keys_of_two_acts_begin_differently_and_in_no_order() -> None:
    beginnings = [next(iter(_beginnings(_alike(2)))) for _ in range(200)]
    assert len(set(beginnings)) == 200
    rises = sum(one < other for one, other in pairwise(beginnings))
    assert 60 < rises < 140  # time-ordered keys would rise each time, and tell when each act was


def test_keys_drawn_outside_an_act_have_nothing_in_common() -> None:
    with suppress(LookupError), keys_alike():
        raise LookupError
    assert len(_beginnings([new_id() for _ in range(200)])) == 200


def test_keys_of_an_act_come_from_the_source_in_force() -> None:
    with seeded(random.Random(7)):
        first = _alike(3)
    with seeded(random.Random(7)):
        assert _alike(3) == first
