"""Rows of the section on steps: statements behind their wall, steps, speech reviews."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from api.investigation.rows import statements_of, steps_of
from db.compelled import exposures_of_viewer, walled_ids
from db.domain.choice import (
    SPEECH_CONCLUSIONS,
    SPEECH_QUESTIONS,
    STATEMENT_ROLES,
    STEP_KINDS,
    label,
)
from db.domain.permission_name import Permission
from db.domain.statement import LABELS as MODES
from db.domain.statement import StatementMode
from db.models import (
    Case,
    Derivation,
    Person,
    SpeechReview,
    StatementExposure,
)
from db.people import names_of_accounts
from db.work import Work


@dataclass
class StatementView:
    """A statement. `text` is None while a compelled one is closed to this viewer."""

    id: UUID
    who: str
    role: str
    mode: str
    is_compelled: bool
    is_walled: bool
    taken_at: datetime
    taken_by: str
    advisement: str
    representative: str
    privilege: str
    text: str | None
    came_from: list[str] = field(default_factory=list)
    exposed: list[tuple[str, str, datetime]] = field(default_factory=list)


def statement_views(work: Work, case: Case) -> list[StatementView]:
    """The statements of a case; a compelled one is closed until the viewer's exposure to it stands on the record."""
    rows = statements_of(work, case)
    opened, walled = exposures_of_viewer(work, case), walled_ids(work, case)
    names = names_of_accounts(work, {row.taken_by_id for row in rows})
    exposed = _exposed(work, [row.id for row in rows])
    parents = _parents(work, case)
    who = {row.id: row.name or label(STATEMENT_ROLES, row.role) for row in rows}
    return [
        StatementView(
            row.id,
            who[row.id],
            label(STATEMENT_ROLES, row.role),
            MODES[StatementMode(row.mode)],
            row.mode == StatementMode.COMPELLED,
            row.id in walled,
            row.taken_at,
            names.get(row.taken_by_id, ""),
            row.advisement,
            row.representative,
            row.privilege_to if row.privilege_claimed else "",
            row.text if row.id not in walled or row.id in opened else None,
            [who[parent] for parent in parents.get(row.id, []) if parent in who],
            exposed.get(row.id, []),
        )
        for row in rows
    ]


def _exposed(work: Work, ids: list[UUID]) -> dict[UUID, list[tuple[str, str, datetime]]]:
    found: dict[UUID, list[tuple[str, str, datetime]]] = {}
    rows = work.session.execute(
        select(StatementExposure, Person.name)
        .join(Person, Person.id == StatementExposure.person_id)
        .where(StatementExposure.statement_id.in_(ids))
        .order_by(StatementExposure.at)
    )
    for row, name in rows:
        found.setdefault(row.statement_id, []).append((name, row.why, row.at))
    return found


def _parents(work: Work, case: Case) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for row in work.session.scalars(select(Derivation).where(Derivation.case_id == case.id)):
        found.setdefault(row.child_id, []).append(row.statement_id)
    return found


@dataclass(frozen=True)
class StepView:
    """A step. `result` is None where it came from a compelled statement that this viewer has not opened."""

    id: UUID
    kind: str
    title: str
    mode: str
    owner: str
    due_on: date | None
    is_late: bool
    completed_at: datetime | None
    outcome: str
    result: str | None
    is_walled: bool


def step_views(work: Work, case: Case) -> list[StepView]:
    """The steps of a case: open ones first, by due day, then completed ones, newest first."""
    rows = steps_of(work, case)
    owners = _names(work, {row.owner_id for row in rows if row.owner_id})
    walled, opened = walled_ids(work, case), bool(exposures_of_viewer(work, case))
    ahead = date.max
    views = [
        StepView(
            row.id,
            label(STEP_KINDS, row.kind),
            row.title,
            MODES[StatementMode(row.mode)] if row.mode else "",
            owners.get(row.owner_id, "") if row.owner_id else "",
            row.due_on,
            row.completed_at is None and row.due_on is not None and row.due_on < work.today,
            row.completed_at,
            {"done": "Done", "not_done": "Not done"}.get(row.outcome or "", ""),
            row.result if row.id not in walled or opened else None,
            row.id in walled,
        )
        for row in rows
    ]
    still_open = sorted((one for one in views if one.completed_at is None), key=lambda one: one.due_on or ahead)
    settled = [one for one in views if one.completed_at is not None]
    return still_open + sorted(settled, key=lambda one: one.completed_at or work.now, reverse=True)


def _names(work: Work, ids: set[UUID]) -> dict[UUID, str]:
    return {row.id: row.name for row in work.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}


@dataclass(frozen=True)
class SpeechView:
    """A speech review. Conclusion, answers and text are None for those who do not read privileged text."""

    at: datetime
    reviewer: str
    conclusion: str | None
    answers: list[tuple[str, str]] | None
    text: str | None


ANSWER_WORDS = {"protects": "For protection", "does_not_protect": "Against it", "open": "Does not decide"}


def speech_views(work: Work, case: Case, held: frozenset[Permission]) -> list[SpeechView]:
    """The speech reviews of a case, newest first; the text is privileged, the date is not."""
    questions = SPEECH_QUESTIONS[case.track.value]
    may_read = Permission.PRIVILEGED_READ in held
    rows = work.session.execute(
        select(SpeechReview, Person.name)
        .join(Person, Person.id == SpeechReview.reviewer_id)
        .where(SpeechReview.case_id == case.id)
        .order_by(SpeechReview.at.desc())
    )
    return [
        SpeechView(
            row.at,
            name,
            label(SPEECH_CONCLUSIONS, row.conclusion) if may_read else None,
            [(words, ANSWER_WORDS.get(row.answers.get(key, ""), "")) for key, words in questions.items()]
            if may_read
            else None,
            row.text if may_read else None,
        )
        for row, name in rows
    ]
