"""Rows on their way into the database: complete dicts by table, changeable until they are written."""

import hashlib
import random
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from uuid import UUID

from db import models
from db.canonical import canonical
from db.ledger import LedgerSession
from db.models.base import Base

Row = dict[str, Any]
Model = type[Base]


def new_random(*parts: object) -> random.Random:
    """A random source that is a function of these parts and of nothing else."""
    return random.Random(":".join(map(str, parts)))  # noqa: S311  invented people need no secrets, but must come again


@cache
def _blank(model: Model) -> Row:
    """A row of the model with every column that is not part of its ledger entry; texts empty, the rest None."""
    found: Row = {}
    for column in model.__table__.columns:
        if column.name == "entry_id":
            continue
        is_text = not column.nullable and not column.foreign_keys and _python_type(column) is str
        found[column.name] = "" if is_text else None
    return found


def _python_type(column: Any) -> type | None:
    try:
        found: type = column.type.python_type
    except NotImplementedError:
        return None
    return found


def _order() -> tuple[Model, ...]:
    """Every table in an order in which foreign keys hold."""
    by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return tuple(by_table[table] for table in Base.metadata.sorted_tables if table in by_table)


ORDER: tuple[Model, ...] = _order()
_LATEST_FIRST: frozenset[Model] = frozenset({models.Sanction})  # an old row points at the one that replaces it


class Sheet:
    """Rows by table, with ids from a seeded source. `add` gives the row back, so that a later act can change it."""

    def __init__(self, source: random.Random) -> None:
        self._bits = source.getrandbits
        self._rows: dict[Model, list[Row]] = {}
        self._adders: dict[Model, tuple[Row, int, Callable[[Row], None]]] = {}

    def new_id(self) -> UUID:
        """A random key."""
        return UUID(int=self._bits(128), version=4)

    def add(self, model: Model, **values: Any) -> Row:
        """A new row of the model. Raises ValueError for a column that the table does not have."""
        known = self._adders.get(model)
        if known is None:
            blank = _blank(model)
            rows: list[Row] = []
            self._rows[model] = rows
            known = self._adders[model] = (blank, len(blank), rows.append)
        blank, width, keep = known
        row = blank.copy()
        row["id"] = self.new_id()
        row.update(values)
        if len(row) != width:
            raise ValueError(f"{model.__tablename__} has no column {sorted(set(row) - set(blank))}")
        keep(row)
        return row

    def rows(self, model: Model) -> list[Row]:
        """The rows of a table, in the order in which they were made."""
        return self._rows.get(model, [])

    def count(self) -> int:
        """How many rows wait."""
        return sum(map(len, self._rows.values()))

    def take(self, other: "Sheet") -> None:
        """Take over another sheet's rows."""
        for model, rows in other.in_order():
            if model not in self._rows:
                self._rows[model] = []
                blank = _blank(model)
                self._adders[model] = (blank, len(blank), self._rows[model].append)
            self._rows[model].extend(rows)

    def in_order(self) -> Iterable[tuple[Model, list[Row]]]:
        """Tables with their rows, those that others point at first."""
        for model in ORDER:
            rows = self._rows.get(model)
            if rows:
                yield model, rows[::-1] if model in _LATEST_FIRST else rows

    def write(self, session: LedgerSession) -> None:
        """Write everything in the session's act. The sheet keeps its rows until it is emptied."""
        for model, rows in self.in_order():
            session.bulk(model, rows)

    def empty(self) -> None:
        """Let go of every row."""
        self._rows.clear()
        self._adders.clear()

    def digest(self) -> str:
        """SHA-256 of every row's canonical JSON, hex: two sheets with the same digest hold the same bytes."""
        total = hashlib.sha256()
        for model, rows in self.in_order():
            total.update(model.__tablename__.encode())
            for row in rows:
                total.update(canonical(row).encode())
        return total.hexdigest()
