"""How often somebody may ask: a bucket of tokens per account or address, kept in the process.

Every process counts for itself, and a restart forgets: this slows down a program that asks too much. What must hold
under attack (tries of a password) is counted in the database (db/tries.py).
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.services import Services

MOST_BUCKETS = 10_000  # the longest unused go first, so that made-up addresses cannot fill the memory


@dataclass(frozen=True)
class Rate:
    """`burst` at once, then `per_minute`."""

    burst: int
    per_minute: int


RATES: dict[str, Rate] = {
    "sign_in": Rate(burst=60, per_minute=30),  # an address: an office behind one may come to work at once
    "search": Rate(burst=120, per_minute=120),
    "export": Rate(burst=30, per_minute=10),
}


class TooOften(Exception):
    """Asked more often than the rate allows. `wait` is in whole seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"Wait {wait} second{'' if wait == 1 else 's'}, then try again.")
        self.wait = wait


@dataclass
class Limits:
    """The buckets of one process."""

    rates: dict[str, Rate] = field(default_factory=lambda: dict(RATES))
    _buckets: "OrderedDict[tuple[str, str], tuple[float, datetime]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, kind: str, who: str, now: datetime) -> None:
        """Take one token. Raises TooOften, with how long to wait, where none is left."""
        rate = self.rates[kind]
        with self._lock:
            held, since = self._buckets.pop((kind, who), (float(rate.burst), now))
            passed = max((now - since).total_seconds(), 0.0)
            held = min(float(rate.burst), held + passed * rate.per_minute / 60)
            enough = held >= 1
            self._buckets[kind, who] = (held - 1 if enough else held, now)
            while len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        if not enough:
            raise TooOften(max(1, ceil((1 - held) * 60 / rate.per_minute)))


def ensure_within(services: "Services", kind: str, who: str) -> None:
    """Raise TooOften where `who` (an account or an address) asks for this kind of thing too often."""
    services.limits.take(kind, who, services.clock.now())
