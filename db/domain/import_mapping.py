"""How a source's files become reports: columns, value maps and date formats, said by a mapping file (TOML).

A source's case becomes an Incident with its own status, dates and as-of day; its words stay its own beside ours
(`decisions.md` 13). Every fault of a mapping is named with its file and entry, and with any fault nothing is read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

REPORTERS = (
    *("supervisor", "self", "colleague", "public", "anonymous"),
    *("court", "media", "audit", "own_motion"),
)


class InvalidMappingError(Exception):
    """The mapping file cannot be used; `faults` names each entry and what is wrong with it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where records come from. is_published: the rows stand in a public release, so small numbers are no secret."""

    code: str
    label: str
    from_on: date
    until_on: date
    as_of_on: date
    is_published: bool
    date_formats: tuple[str, ...]
    missing: frozenset[str]
    doubt_before: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseColumns:
    """Which column of the cases' file holds what; several rows of one id are one report."""

    file: str
    id: str
    received_on: str
    incident_on: str
    closed_on: str
    status: str
    kind: str
    reporter: str
    categories: tuple[str, ...]
    keep: tuple[str, ...]
    open_statuses: frozenset[str]
    reporters: Mapping[str, str]

    @property
    def needed(self) -> tuple[str, ...]:
        """Every column the file must have."""
        single = (self.id, self.received_on, self.incident_on, self.closed_on, self.status, self.kind, self.reporter)
        return tuple(dict.fromkeys(name for name in (*single, *self.categories, *self.keep) if name))


@dataclass(frozen=True, slots=True, kw_only=True)
class AllegationColumns:
    """Which column of the allegations' file holds what. `same` says which columns make two rows a repeat."""

    file: str
    id: str
    case: str
    subject: str
    unknown_subjects: frozenset[str]
    same: tuple[str, ...]
    keep: tuple[str, ...]

    @property
    def needed(self) -> tuple[str, ...]:
        """Every column the file must have."""
        names = (self.id, self.case, self.subject, *self.same, *self.keep)
        return tuple(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMapping:
    """A whole mapping file."""

    source: Source
    cases: CaseColumns
    allegations: AllegationColumns | None


class _Table:
    """One table of the mapping, read with its faults collected."""

    def __init__(self, place: str, values: Mapping[str, Any], faults: list[str]) -> None:
        self.place, self.values, self.faults = place, values, faults
        self.seen: set[str] = set()

    def _take(self, name: str, kind: type, default: Any) -> Any:
        self.seen.add(name)
        found = self.values.get(name, default)
        if found is None:
            self.faults.append(f"{self.place}: {name} is missing")
        elif not isinstance(found, kind) or (kind is not bool and isinstance(found, bool)):
            self.faults.append(f"{self.place}: {name} must be {_WORDS[kind]}")
        return found

    def text(self, name: str, default: str | None = None) -> str:
        found = self._take(name, str, default)
        return found if isinstance(found, str) else ""

    def day(self, name: str) -> date:
        found = self._take(name, date, None)
        return found if isinstance(found, date) else date.min

    def texts(self, name: str, default: Iterable[str] = ()) -> tuple[str, ...]:
        found = self._take(name, list, list(default))
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return tuple(found)
        self.faults.append(f"{self.place}: {name} must be a list of texts")
        return ()

    def done(self) -> None:
        for name in sorted(set(self.values) - self.seen):
            self.faults.append(f"{self.place}: nobody knows {name}")


_WORDS: dict[type, str] = {str: "a text", date: "a date such as 2022-09-30", list: "a list", bool: "true or false"}


def load_mapping(path: Path) -> ImportMapping:
    """Read and check a mapping file. Raises InvalidMappingError with every fault."""
    try:
        parsed = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidMappingError([f"{path.name} cannot be read: {error}"]) from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidMappingError([f"{path.name}: {error}"]) from None
    faults: list[str] = []
    tables = {name: parsed.pop(name, None) for name in ("source", "cases", "allegations")}
    faults += [f"{path.name}: nobody knows [{name}]" for name in sorted(parsed)]
    faults += [f"{path.name}: the table [{name}] is missing" for name in ("source", "cases") if not tables[name]]
    if faults:
        raise InvalidMappingError(faults)
    mapping = ImportMapping(
        source=_source(_Table(f"{path.name}, [source]", tables["source"], faults)),
        cases=_cases(_Table(f"{path.name}, [cases]", tables["cases"], faults)),
        allegations=_allegations(_Table(f"{path.name}, [allegations]", tables["allegations"], faults))
        if tables["allegations"]
        else None,
    )
    if faults:
        raise InvalidMappingError(faults)
    return mapping


def _source(table: _Table) -> Source:
    table.seen |= {"published", "doubt_before"}
    published, doubt = table.values.get("published", False), table.values.get("doubt_before")
    if not isinstance(published, bool):
        table.faults.append(f"{table.place}: published must be true or false")
    if doubt is not None and not isinstance(doubt, date):
        table.faults.append(f"{table.place}: doubt_before must be a date such as 2015-01-01")
    source = Source(
        code=table.text("code"),
        label=table.text("label"),
        from_on=table.day("from_on"),
        until_on=table.day("until_on"),
        as_of_on=table.day("as_of_on"),
        is_published=bool(published),
        date_formats=table.texts("date_formats", ("%Y-%m-%d",)),
        missing=frozenset(table.texts("missing", ("",))) | {""},
        doubt_before=doubt,
    )
    if not source.from_on <= source.until_on <= source.as_of_on:
        table.faults.append(f"{table.place}: from_on, until_on and as_of_on must follow each other")
    if source.code in ("", "office") or not source.code.replace("_", "").isalnum() or len(source.code) > 60:
        table.faults.append(f"{table.place}: code must be up to 60 letters, digits and underscores, and not 'office'")
    table.done()
    return source


def _cases(table: _Table) -> CaseColumns:
    table.seen.add("reporters")
    reporters = table.values.get("reporters", {})
    for given, code in reporters.items():
        if code not in REPORTERS:
            table.faults.append(f"{table.place}: reporters maps {given!r} to {code!r}; known: {', '.join(REPORTERS)}")
    found = CaseColumns(
        file=table.text("file"),
        id=table.text("id"),
        received_on=table.text("received_on"),
        incident_on=table.text("incident_on", ""),
        closed_on=table.text("closed_on", ""),
        status=table.text("status", ""),
        kind=table.text("kind", ""),
        reporter=table.text("reporter", ""),
        categories=table.texts("categories"),
        keep=table.texts("keep"),
        open_statuses=frozenset(table.texts("open_statuses")),
        reporters=dict(reporters),
    )
    table.done()
    return found


def _allegations(table: _Table) -> AllegationColumns:
    found = AllegationColumns(
        file=table.text("file"),
        id=table.text("id"),
        case=table.text("case"),
        subject=table.text("subject", ""),
        unknown_subjects=frozenset(table.texts("unknown_subjects")),
        same=table.texts("same"),
        keep=table.texts("keep"),
    )
    table.done()
    return found
