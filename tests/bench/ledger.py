"""A long ledger: how fast entries get their places, and how fast leaves, heads and state are verified."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from db.canonical import canonical, commitment, new_salt
from db.identity import new_id
from db.keys import KeyFolder
from db.ledger_fold import compare, fold
from db.ledger_tree import sequence
from db.ledger_verify import Report, verify_entries, verify_tree
from db.models import LedgerChange, LedgerEntry
from db.session import make_sessions
from tests.harness.clock import MovableClock
from tests.harness.databases import Database

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CHUNK = 10_000
NAMES = ("ledger_entries_placed", "ledger_leaves_verified", "ledger_entries_verified", "ledger_rows_refolded")
LEAVES_A_SECOND = 1_000_000 / 30
"""To be reached: a million leaves and their heads verified in thirty seconds."""


@dataclass(frozen=True)
class Pace:
    """How many of something in how many seconds."""

    name: str
    count: int
    seconds: float

    @property
    def per_second(self) -> float:
        """So many a second."""
        return self.count / self.seconds


def entries(count: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """So many entries of one change each, as acts write them. The row is one of a table that the fold leaves alone."""
    for number in range(count):
        key, at, salt = new_id(), START + timedelta(seconds=number), new_salt()
        payload = canonical({"id": key, "note": f"An act of the bench, number {number}"})
        parts = ("insert", "bench", key.hex, payload)
        change = {
            "entry_id": key, "position": 0, "operation": "insert", "row_table": "bench", "row_id": key.hex,
            "payload": payload, "salt": salt, "commitment": commitment(salt, *parts),
        }  # fmt: skip
        said: dict[str, Any] = {"id": key, "at": at, "event": "case:noted", "actor": "system:bench", "changes": 1}
        header = canonical({**said, "incident": None, "case": None})
        entry = {
            **said, "incident_id": None, "case_id": None, "header": header, "salt": salt,
            "commitment": commitment(salt, header, str(change["commitment"])),
        }  # fmt: skip
        yield entry, change


def measure_ledger(database: Database, folder: Path, count: int) -> list[Pace]:
    """Fill, place, verify; each part timed alone in one process."""
    sessions, keys = make_sessions(database.url).as_system("tests"), KeyFolder(folder)
    keys.ensure(make=True)
    waiting: list[tuple[dict[str, Any], dict[str, Any]]] = []
    with sessions.engine.begin() as connection:
        for one in entries(count):
            waiting.append(one)
            if len(waiting) == CHUNK:
                connection.execute(insert(LedgerEntry.__table__), [entry for entry, _ in waiting])  # type: ignore[arg-type]
                connection.execute(insert(LedgerChange.__table__), [change for _, change in waiting])  # type: ignore[arg-type]
                waiting.clear()
    made = count - len(waiting)
    began = time.perf_counter()
    sequence(sessions, MovableClock(START + timedelta(days=60)), keys.signer())
    found = [Pace(NAMES[0], made, time.perf_counter() - began)]
    report, now = Report(), START + timedelta(days=60)
    with sessions.reading() as session:
        began = time.perf_counter()
        faults = list(verify_tree(session, report, keys.public_keys(), (), now))
        found.append(Pace(NAMES[1], made, time.perf_counter() - began))
        began = time.perf_counter()
        faults += verify_entries(session, report)
        found.append(Pace(NAMES[2], made, time.perf_counter() - began))
        began = time.perf_counter()
        faults += compare(session, fold(session))
        found.append(Pace(NAMES[3], made, time.perf_counter() - began))
    sessions.close()
    assert not faults, faults[:3]
    assert (report.leaves, report.entries) == (made, made)
    return found
