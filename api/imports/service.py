"""`probity import`: judge a directory, say what would happen, and write it in one transaction or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from api.imports.rows import category_row, coverage_values, incident_row, incident_values, record_row
from api.settings import Settings
from db.clock import Clock
from db.domain.import_mapping import ImportMapping, InvalidMappingError, load_mapping
from db.domain.import_reading import MARKS, Batch, read_batch
from db.domain.number import new_report_number
from db.identity import new_id, randomness
from db.ledger import LedgerSession
from db.ledger_act import OpenAct
from db.models import Coverage, Incident, Office, SourceCategory, SourceRecord
from db.session import make_sessions

ACTOR = "system:import"
CHUNK = 2000

Say = Callable[[str], None]


@dataclass
class Known:
    """What an earlier run of the same source has left: records by (kind, external id)."""

    coverage: Coverage | None = None
    records: dict[tuple[str, str], tuple[UUID, UUID, Any, list[str]]] = field(default_factory=dict)


@dataclass
class Plan:
    """What is to be written: new reports and rows, and those that the source has changed."""

    new_cases: list[str] = field(default_factory=list)
    changed_cases: list[str] = field(default_factory=list)
    new_rows: list[int] = field(default_factory=list)
    changed_rows: list[int] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether an earlier run has already brought all of it."""
        return not (self.new_cases or self.changed_cases or self.new_rows or self.changed_rows)


def run_import(settings: Settings, directory: Path, mapping: Path, *, dry_run: bool, clock: Clock, say: Say) -> int:
    """Import a directory of CSV files as its mapping says. Returns 0, or 2 with the reasons said.

    Repeatable: what an earlier run brought is not brought again, what the source has changed is updated. A dry run
    says every refused and doubtful row and writes nothing.
    """
    try:
        plan = load_mapping(mapping)
        batch = read_batch(directory, plan)
    except InvalidMappingError as error:
        for fault in error.faults:
            say(fault)
        return 2
    _say_what_was_read(batch, say, every_row=dry_run)
    sessions = make_sessions(settings.database_url).as_system("import")
    try:
        with sessions.writing() as session:
            zone = session.scalar(select(Office.zone))
            if zone is None:
                say("This database holds no office yet. Make its first account with `probity account add`.")
                return 2
            known = _known(session, plan.source.code)
            todo = _plan(batch, known)
            _say_what_follows(todo, batch, say)
            if dry_run or todo.is_empty:
                say("Nothing was written." if dry_run else "Nothing is new: an earlier import brought all of it.")
                return 0
            _Writer(session, plan, batch, known, clock.now(), ZoneInfo(zone), say).write(todo)
    finally:
        sessions.close()
    say(f"Imported: {len(batch.cases):,} reports of {plan.source.label} are in the record.")
    return 0


def _say_what_was_read(batch: Batch, say: Say, *, every_row: bool) -> None:
    for name, count in batch.rows.items():
        say(f"Read {count:,} rows of {name}.")
    say(f"They make {len(batch.cases):,} reports and {len(batch.allegations):,} allegation rows.")
    if every_row:
        for remark in batch.remarks:
            kind = "refused" if remark.is_refused else "doubtful"
            say(f"{kind}: {remark.file}, line {remark.line}, {remark.record or 'no id'}: {remark.reason}.")
        for name, count in batch.distinct.items():
            say(f"distinct values: {name}: {count:,}.")
    say(f"Refused {batch.refused:,} rows.")
    for code, count in batch.marked.items():
        say(f"Kept and marked {count:,}: {MARKS[code]}.")


def _say_what_follows(todo: Plan, batch: Batch, say: Say) -> None:
    before = len(batch.cases) - len(todo.new_cases) - len(todo.changed_cases)
    say(f"New reports: {len(todo.new_cases):,}. Changed: {len(todo.changed_cases):,}. Already in: {before:,}.")


def _known(session: LedgerSession, source: str) -> Known:
    found = Known(session.scalars(select(Coverage).where(Coverage.source == source)).first())
    record = SourceRecord
    rows = session.execute(
        select(record.kind, record.external_id, record.id, record.incident_id, record.data, record.marks).where(
            record.source == source
        )
    )
    for kind, external, key, incident, data, marks in rows:
        found.records[(kind, external)] = (key, incident, data, marks)
    return found


def _plan(batch: Batch, known: Known) -> Plan:
    todo = Plan()
    for external, case in batch.cases.items():
        before = known.records.get(("case", external))
        if before is None:
            todo.new_cases.append(external)
        elif before[2] != {"rows": case.rows} or before[3] != case.marks:
            todo.changed_cases.append(external)
    for place, allegation in enumerate(batch.allegations):
        before = known.records.get(("allegation", allegation.external_id))
        if before is None:
            todo.new_rows.append(place)
        elif before[2] != allegation.row or before[3] != allegation.marks:
            todo.changed_rows.append(place)
    return todo


@dataclass
class _Writer:
    """Writes a plan into one act of one transaction."""

    session: LedgerSession
    mapping: ImportMapping
    batch: Batch
    known: Known
    now: datetime
    zone: ZoneInfo
    say: Say

    def write(self, todo: Plan) -> None:
        """Write everything; whatever raises leaves nothing behind."""
        act = self.session.begin_act("import:run", actor=ACTOR, at=self.now)
        coverage = self._cover()
        incidents = {external: found[1] for (kind, external), found in self.known.records.items() if kind == "case"}
        incidents.update({external: new_id() for external in todo.new_cases})
        self._add_reports(act, todo.new_cases, incidents, coverage)
        self._change_reports(act, todo.changed_cases)
        rows = [self.batch.allegations[place] for place in todo.new_rows]
        self._bulk(
            SourceRecord,
            [record_row(self.mapping, "allegation", r.external_id, incidents[r.case], r.row, r.marks) for r in rows],
            "allegation rows",
        )
        for place in todo.changed_rows:
            row = self.batch.allegations[place]
            self._change_record("allegation", row.external_id, row.row, row.marks)

    def _cover(self) -> UUID:
        values = coverage_values(self.mapping, self.batch, self.now)
        coverage = self.known.coverage
        if coverage is None:
            coverage = Coverage(id=new_id(), source=self.mapping.source.code, **values)
            self.session.add(coverage)
        else:
            for name, value in values.items():
                setattr(coverage, name, value)
        self.session.flush()
        return coverage.id

    def _numbers(self, count: int) -> list[str]:
        taken = set(self.session.scalars(select(Incident.number)))
        year = self.now.astimezone(self.zone).year
        numbers: list[str] = []
        while len(numbers) < count:
            number = new_report_number(year, randomness())
            if number not in taken:
                taken.add(number)
                numbers.append(number)
        return numbers

    def _add_reports(self, act: OpenAct, new: list[str], incidents: dict[str, UUID], coverage: UUID) -> None:
        cases = [self.batch.cases[external] for external in new]
        self._bulk(
            Incident,
            [
                incident_row(self.mapping, case, incidents[case.external_id], number, coverage, self.now, self.zone)
                for case, number in zip(cases, self._numbers(len(new)), strict=True)
            ],
            "reports",
        )
        records = [
            record_row(self.mapping, "case", one.external_id, incidents[one.external_id], {"rows": one.rows}, one.marks)
            for one in cases
        ]
        self._bulk(SourceRecord, records, "source records")
        categories = [category_row(incidents[case.external_id], word) for case in cases for word in case.categories]
        self._bulk(SourceCategory, categories, "categories")
        for case in cases:
            self._tell(act, incidents[case.external_id], f"from {self.mapping.source.label}")

    def _change_reports(self, act: OpenAct, changed: list[str]) -> None:
        for external in changed:
            case = self.batch.cases[external]
            incident_id = self.known.records[("case", external)][1]
            incident = self.session.get_one(Incident, incident_id)
            for name, value in incident_values(self.mapping, case, self.zone).items():
                setattr(incident, name, value)
            held = set(
                self.session.scalars(select(SourceCategory.label).where(SourceCategory.incident_id == incident_id))
            )
            for word in case.categories:
                if word not in held:
                    self.session.add(SourceCategory(**category_row(incident_id, word)))
            self._change_record("case", external, {"rows": case.rows}, case.marks)
            self._tell(act, incident_id, f"again from {self.mapping.source.label}, with changes")

    def _change_record(self, kind: str, external: str, data: Any, marks: list[str]) -> None:
        record = self.session.get_one(SourceRecord, self.known.records[(kind, external)][0])
        record.data, record.marks = data, marks

    def _tell(self, act: OpenAct, incident_id: UUID, text: str) -> None:
        act.timeline.append(
            {
                "id": new_id(), "entry_id": act.id, "name": "report:imported", "at": self.now,
                "actor_account_id": None, "actor_label": "Import", "incident_id": incident_id, "case_id": None,
                "audience": "all", "text": text, "facts": {},
            }
        )  # fmt: skip

    def _bulk(self, model: Any, rows: Sequence[dict[str, Any]], words: str) -> None:
        for start in range(0, len(rows), CHUNK):
            self.session.bulk(model, rows[start : start + CHUNK])
            self.say(f"Wrote {min(start + CHUNK, len(rows)):,} of {len(rows):,} {words}.")
