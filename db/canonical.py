"""Canonical JSON (RFC 8785) of what the ledger commits to, and the salted commitments themselves."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cached_property
from types import NoneType
from typing import Any
from uuid import UUID

import msgspec

from db.identity import randomness

SALT_BYTES = 16

# With ASCII keys and no floats, sorted compact JSON is RFC 8785's form.
_ENCODER = msgspec.json.Encoder(order="sorted")


def _hex(value: UUID) -> str:
    return f"{value.int:032x}"


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC).isoformat(timespec='microseconds')[:26]}Z"


def _object(value: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): plain(part) for key, part in value.items()}


def _list(value: Sequence[Any]) -> list[Any]:
    return [plain(part) for part in value]


_AS_THEY_ARE: frozenset[type] = frozenset({str, int, bool, NoneType})
_BY_TYPE: dict[type, Callable[[Any], Any]] = {
    UUID: _hex, datetime: _moment, date: date.isoformat, dict: _object, list: _list, tuple: _list,
}  # fmt: skip


def plain(value: Any) -> Any:
    """A value as strings, whole numbers, booleans, nulls, lists and objects only: nothing whose JSON could differ.

    Moments become UTC ISO text with microseconds. Raises TypeError on a float: amounts are whole numbers here.
    """
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind in _BY_TYPE:
        return _BY_TYPE[kind](value)
    if isinstance(value, Enum):
        return value.value
    for known in (str, int, *_BY_TYPE):  # a kind derived from one of these
        if isinstance(value, known):
            return _BY_TYPE[known](value) if known in _BY_TYPE else value
    raise TypeError(f"the ledger holds no {kind.__name__}")


def canonical(value: Any) -> str:
    """Canonical JSON text (RFC 8785). Raises TypeError on a float, OverflowError on a number beyond 64 bits."""
    return _ENCODER.encode(plain(value)).decode()


@dataclass(frozen=True)
class PlainRows:
    """Many rows of one table in plain values, kept by column: each kind of value is converted in one sweep."""

    names: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]

    def column(self, name: str) -> Sequence[Any]:
        """The values of one column."""
        return self.columns[self.names.index(name)]

    @cached_property
    def text(self) -> str:
        """The canonical JSON of the rows as a list of objects."""
        return _ENCODER.encode(self.objects()).decode()

    def texts(self) -> Iterator[str]:
        """The canonical JSON of each row."""
        return (_ENCODER.encode(row).decode() for row in self.objects())

    def objects(self) -> list[dict[str, Any]]:
        """The rows as objects."""
        return [dict(zip(self.names, row, strict=True)) for row in zip(*self.columns, strict=True)]


def plain_rows(rows: Sequence[dict[str, Any]]) -> PlainRows:
    """Rows that all have the same keys, at least one. Raises ValueError where a key differs, TypeError as `plain`."""
    names = tuple(sorted(rows[0]))
    if any(row.keys() != rows[0].keys() for row in rows):
        raise ValueError("rows of one table must have the same columns")
    return PlainRows(names, tuple(_plain_column([row[name] for row in rows]) for name in names))


def _plain_column(values: list[Any]) -> list[Any]:
    kinds = set(map(type, values)) - {NoneType}
    if kinds <= _AS_THEY_ARE:
        return values
    if kinds == {UUID}:
        return [value and f"{value.int:032x}" for value in values]
    if kinds == {datetime}:  # many rows of one act bear one moment
        known = {value: value and _moment(value) for value in set(values)}
        return [known[value] for value in values]
    return list(map(plain, values))


def new_salt() -> str:
    """A fresh salt, hex."""
    return randomness().getrandbits(SALT_BYTES * 8).to_bytes(SALT_BYTES, "big").hex()


def commitment(salt: str, *parts: str) -> str:
    """SHA-256 over the salt's bytes and each part's length and UTF-8 bytes, hex: parts cannot run together."""
    digest = hashlib.sha256(bytes.fromhex(salt))
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()
