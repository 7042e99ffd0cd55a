"""Reading an office's reference file strictly: every fault is collected, each naming its file and entry."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any


class InvalidReferenceError(Exception):
    """The reference files cannot be used. `faults` holds every fault, one sentence each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Faults:
    """Where faults gather while files are read."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, place: str, text: str) -> None:
        """Add one fault, with the place that it was found at."""
        self.found.append(f"{place}: {text}")

    def stop_if_any(self) -> None:
        """Raise InvalidReferenceError with all of them."""
        if self.found:
            raise InvalidReferenceError(self.found)


def read_toml(path: Path, faults: Faults) -> Mapping[str, Any]:
    """The file as tables; an empty mapping, with a fault, when it is missing or its syntax is wrong."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        faults.add(path.name, "the file is missing")
    except UnicodeDecodeError:
        faults.add(path.name, "the file is not UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        faults.add(path.name, f"wrong syntax: {error}")
    return {}


class Entry:
    """One table of a file. Each getter notes a fault and gives a harmless value; `done` refuses unknown keys."""

    def __init__(self, place: str, table: Any, faults: Faults) -> None:
        self.place = place
        self.faults = faults
        self._seen: set[str] = set()
        self._table: Mapping[str, Any] = {}
        if isinstance(table, Mapping):
            self._table = table
        else:
            faults.add(place, "must be a table")

    def _get(self, key: str, kind: type, words: str, *, optional: bool, default: Any) -> Any:
        self._seen.add(key)
        if key not in self._table:
            if not optional:
                self.faults.add(self.place, f"{key} is missing")
            return default
        value = self._table[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.faults.add(self.place, f"{key} must be {words}")
            return default
        return value

    def text(self, key: str, *, optional: bool = False, empty: bool = False) -> str:
        """A text; not empty unless `empty` or optional."""
        value: str = self._get(key, str, "a text in quotes", optional=optional, default="")
        if key in self._table and not value.strip() and not (empty or optional):
            self.faults.add(self.place, f"{key} must not be empty")
        return value

    def code(self, key: str) -> str:
        """A code: lower-case letters, digits and underscores."""
        value = self.text(key)
        if value and (not value.replace("_", "").isalnum() or value != value.lower()):
            self.faults.add(self.place, f"{key} must be a code of lower-case letters, digits and underscores")
        return value

    def choice(self, key: str, allowed: Iterable[str], *, default: str | None = None) -> str:
        """One of `allowed`; `default` when the key may be left out."""
        options = [str(one) for one in allowed]
        if default is not None and key not in self._table:
            self._seen.add(key)
            return default
        value = self.text(key)
        if value and value not in options:
            self.faults.add(self.place, f"{key} must be one of {', '.join(options)}, not {value}")
        return value if value in options else options[0]

    def whole(self, key: str, *, least: int = 1, most: int | None = None) -> int:
        """A whole number from `least` to `most`."""
        value = self._get(key, int, "a whole number", optional=False, default=least)
        return self._ranged(key, value, least, most)

    def maybe_whole(self, key: str, *, least: int = 1) -> int | None:
        """A whole number, or None when the key is left out."""
        value = self._get(key, int, "a whole number", optional=True, default=None)
        return None if value is None else self._ranged(key, value, least, None)

    def _ranged(self, key: str, value: int, least: int, most: int | None) -> int:
        if value < least or (most is not None and value > most):
            span = f"{least} or more" if most is None else f"from {least} to {most}"
            self.faults.add(self.place, f"{key} must be {span}, not {value}")
        return value

    def yes(self, key: str, *, optional: bool = True) -> bool:
        """True or false; false when left out."""
        return bool(self._get(key, bool, "true or false", optional=optional, default=False))

    def day(self, key: str) -> date:
        """A date."""
        value: date = self._get(key, date, "a date such as 2026-01-31", optional=False, default=date.min)
        return value

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key, list, "a list of texts", optional=optional, default=[])
        if not all(isinstance(one, str) for one in value):
            self.faults.add(self.place, f"{key} must be a list of texts")
            return ()
        return tuple(value)

    def table(self, key: str, *, optional: bool = False) -> Entry:
        """A table inside this one."""
        value = self._get(key, dict, "a table", optional=optional, default={})
        return Entry(f"{self.place}, {key}", value, self.faults)

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._table

    def raw(self, key: str) -> Any:
        """The value as it is, or None."""
        self._seen.add(key)
        return self._table.get(key)

    def entries(self, key: str, name: str) -> tuple[Entry, ...]:
        """The tables of a list, each placed by what its `name` key says, or by its position."""
        rows = self._get(key, list, "a list of tables", optional=False, default=[])
        if key in self._table and not rows:
            self.faults.add(self.place, f"{key} must not be empty")
        found = []
        for position, row in enumerate(rows, start=1):
            said = row.get(name) if isinstance(row, Mapping) else None
            label = said if isinstance(said, str) and said else f"number {position}"
            found.append(Entry(f"{self.place}, {key} {label}", row, self.faults))
        return tuple(found)

    def done(self) -> None:
        """Refuse keys that nobody asked for: a misspelled key must not be a silent default."""
        for key in self._table:
            if key not in self._seen:
                self.faults.add(self.place, f"{key} is not known here")


def refuse_duplicates(
    place: str, values: Iterable[Any], words: str, faults: Faults, say: Callable[[Any], str] = str
) -> None:
    """Note a fault for each value that stands twice."""
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            faults.add(place, f"{words} {say(value)} stands twice")
        seen.add(value)
