"""A source's rows, judged one by one: kept, kept and marked, or refused, each with its reason.

Contradictory dates are kept as they came and marked, never mended (`decisions.md` 13). A refused row is one that cannot
become a record at all: without an id, without a readable day of receipt, or later than the source itself.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from db.domain.import_mapping import AllegationColumns, CaseColumns, ImportMapping, InvalidMappingError, Source

MARKS: dict[str, str] = {
    "no_incident_date": "has no day of the incident",
    "received_before_incident": "was received before its incident",
    "incident_long_ago": "its incident lies before the first plausible day",
    "closed_before_received": "was closed before it was received",
    "closed_without_date": "is closed by its status but has no closing day",
    "open_with_date": "is open by its status but has a closing day",
    "rows_disagree": "its rows disagree; the first one's values are kept",
    "unreadable_date": "has a date that no format reads; the text is kept",
    "maybe_duplicate": "may be the same event as another report of that day about the same person",
    "repeats": "repeats another row of the same case",
}
"""Why a record is doubtful. The codes are stored with it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One row and what is wrong with it; refused rows are left out, others kept and marked."""

    file: str
    line: int
    record: str
    reason: str
    is_refused: bool


@dataclass(slots=True)
class SourceCase:
    """One case of the source, gathered from its rows."""

    external_id: str
    line: int
    received_on: date
    incident_on: date | None
    closed_on: date | None
    status: str
    kind: str
    reporter: str
    categories: list[str]
    rows: list[dict[str, str]]
    marks: list[str] = field(default_factory=list)

    def mark(self, code: str) -> None:
        if code not in self.marks:
            self.marks.append(code)


@dataclass(slots=True)
class SourceAllegation:
    """One row of the source's allegations, kept in its own words."""

    external_id: str
    case: str
    row: dict[str, str]
    marks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Batch:
    """All that a directory holds, judged."""

    cases: dict[str, SourceCase] = field(default_factory=dict)
    allegations: list[SourceAllegation] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    distinct: dict[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """Rows left out."""
        return sum(remark.is_refused for remark in self.remarks)

    @property
    def marked(self) -> dict[str, int]:
        """Records kept and marked, by reason."""
        counted = Counter(code for case in self.cases.values() for code in case.marks)
        counted.update(code for allegation in self.allegations for code in allegation.marks)
        return dict(sorted(counted.items()))


def read_batch(folder: Path, mapping: ImportMapping) -> Batch:
    """Read and judge every row. Raises InvalidMappingError when a file or a column is not there."""
    batch = Batch()
    for line, row in _rows(folder / mapping.cases.file, mapping.cases.needed, batch):
        _take_case(batch, mapping, line, row)
    for case in batch.cases.values():
        _judge_case(batch, mapping, case)
    if mapping.allegations is not None:
        seen: dict[tuple[str, ...], str] = {}
        ids: set[str] = set()
        for line, row in _rows(folder / mapping.allegations.file, mapping.allegations.needed, batch):
            _take_allegation(batch, mapping.allegations, line, row, seen, ids)
        _mark_duplicates(batch, mapping.allegations, mapping.cases.file)
    return batch


def _rows(path: Path, needed: tuple[str, ...], batch: Batch) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            lacking = [name for name in needed if name not in (reader.fieldnames or ())]
            if lacking:
                raise InvalidMappingError([f"{path.name} has no column {name!r}" for name in lacking])
            values: dict[str, set[str]] = {name: set() for name in needed}
            count = 0
            for row in reader:
                count += 1
                if None in row or None in row.values():
                    batch.remarks.append(
                        Remark(path.name, reader.line_num, "", "has too many or too few columns", True)
                    )
                    continue
                kept = {name: row[name].strip() for name in needed}
                for name, value in kept.items():
                    if value:
                        values[name].add(value)
                yield reader.line_num, kept
            batch.rows[path.name] = count
            batch.distinct.update({f"{path.name}:{name}": len(found) for name, found in values.items()})
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidMappingError([f"{path.name} cannot be read: {error}"]) from None


def parse_day(text: str, source: Source) -> date | None:
    """A day by the first format that reads it; None for a missing one. Raises ValueError for an unreadable one."""
    if text in source.missing:
        return None
    for form in source.date_formats:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day of the source has no zone
        except ValueError:
            continue
    raise ValueError(text)


def _take_case(batch: Batch, mapping: ImportMapping, line: int, row: dict[str, str]) -> None:
    columns, source = mapping.cases, mapping.source
    external = row[columns.id]

    def refuse(reason: str) -> None:
        batch.remarks.append(Remark(columns.file, line, external, reason, True))

    if external in source.missing or len(external) > 60:
        return refuse("has no id" if external in source.missing else "its id is longer than 60 characters")
    try:
        received = parse_day(row[columns.received_on], source)
    except ValueError:
        return refuse(f"its day of receipt {row[columns.received_on]!r} cannot be read")
    if received is None:
        return refuse("has no day of receipt")
    if received > source.as_of_on:
        return refuse(f"was received on {received}, after the source was taken on {source.as_of_on}")
    known = batch.cases.get(external)
    if known is None:
        batch.cases[external] = _new_case(mapping, line, row, received)
        return None
    known.rows.append(row)
    same = (columns.received_on, columns.incident_on, columns.closed_on, columns.status, columns.kind)
    if any(name and known.rows[0][name] != row[name] for name in same):
        known.mark("rows_disagree")
    known.categories += [word for word in _categories(columns, source, row) if word not in known.categories]
    return None


def _categories(columns: CaseColumns, source: Source, row: dict[str, str]) -> list[str]:
    return [row[name] for name in columns.categories if row[name] not in source.missing]


def _new_case(mapping: ImportMapping, line: int, row: dict[str, str], received: date) -> SourceCase:
    columns, source = mapping.cases, mapping.source
    days: dict[str, date | None] = {}
    unreadable = False
    for name in (columns.incident_on, columns.closed_on):
        try:
            days[name] = parse_day(row[name], source) if name else None
        except ValueError:
            days[name], unreadable = None, True
    given = row[columns.reporter] if columns.reporter else ""
    case = SourceCase(
        external_id=row[columns.id],
        line=line,
        received_on=received,
        incident_on=days[columns.incident_on],
        closed_on=days[columns.closed_on],
        status=row[columns.status] if columns.status else "",
        kind=row[columns.kind] if columns.kind else "",
        reporter=columns.reporters.get(given, given),
        categories=list(dict.fromkeys(_categories(columns, source, row))),
        rows=[row],
    )
    if unreadable:
        case.mark("unreadable_date")
    return case


def _judge_case(batch: Batch, mapping: ImportMapping, case: SourceCase) -> None:
    columns, source = mapping.cases, mapping.source
    if case.incident_on is None and "unreadable_date" not in case.marks:
        case.mark("no_incident_date")
    if case.incident_on is not None and case.received_on < case.incident_on:
        case.mark("received_before_incident")
    if case.incident_on is not None and source.doubt_before and case.incident_on < source.doubt_before:
        case.mark("incident_long_ago")
    if case.closed_on is not None and case.closed_on < case.received_on:
        case.mark("closed_before_received")
    if columns.open_statuses and columns.status:
        is_open = case.status in columns.open_statuses
        if is_open and case.closed_on is not None:
            case.mark("open_with_date")
        if not is_open and case.closed_on is None:
            case.mark("closed_without_date")
    batch.remarks += [Remark(columns.file, case.line, case.external_id, MARKS[code], False) for code in case.marks]


def _take_allegation(
    batch: Batch,
    columns: AllegationColumns,
    line: int,
    row: dict[str, str],
    seen: dict[tuple[str, ...], str],
    ids: set[str],
) -> None:
    external, case = row[columns.id], row[columns.case]
    reason = "has no id" if not external else "its id came before" if external in ids else ""
    if not reason and case not in batch.cases:
        reason = f"its case {case!r} is not among the cases"
    if reason:
        batch.remarks.append(Remark(columns.file, line, external, reason, True))
        return
    ids.add(external)
    allegation = SourceAllegation(external, case, row)
    key = tuple(row[name] for name in columns.same)
    if columns.same and key in seen:
        allegation.marks.append("repeats")
        batch.remarks.append(Remark(columns.file, line, external, f"{MARKS['repeats']} ({seen[key]})", False))
    seen.setdefault(key, external)
    batch.allegations.append(allegation)


def _mark_duplicates(batch: Batch, columns: AllegationColumns, file: str) -> None:
    """Two reports received on one day about one known person may be one event; a person decides, nothing is merged."""
    if not columns.subject:
        return
    found: dict[tuple[date, str], set[str]] = defaultdict(set)
    for allegation in batch.allegations:
        subject = allegation.row[columns.subject]
        if subject and subject not in columns.unknown_subjects:
            found[(batch.cases[allegation.case].received_on, subject)].add(allegation.case)
    for cases in found.values():
        for external in sorted(cases) if len(cases) > 1 else ():
            case = batch.cases[external]
            if "maybe_duplicate" not in case.marks:
                case.mark("maybe_duplicate")
                others = ", ".join(sorted(cases - {external}))
                batch.remarks.append(Remark(file, case.line, external, f"{MARKS['maybe_duplicate']} ({others})", False))
