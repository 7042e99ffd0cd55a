"""Rows of the section on the respondent: papers and answers, time, who stands by them, measures, statements."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.deadlines import words_of
from db.domain.choice import PROTECTIONS, REPRESENTATION_KINDS, RESPONDENT_TYPES, RESPONSE_KINDS, label
from db.domain.letter import ANSWER_RULES, letter_label
from db.domain.plain import count_words
from db.domain.sanction import PROTECTIVE_LABELS
from db.letters import served_at
from db.models import (
    Case,
    Deadline,
    DeadlineChange,
    Employment,
    Letter,
    Licence,
    Person,
    ProtectiveMeasure,
    Representation,
    Response,
    Unit,
)
from db.responses import ANSWERED
from db.work import Work

VIA = {"portal": "In the portal", "clerk": "Through the clerk", "counsel": "By counsel"}


@dataclass(frozen=True)
class Exchange:
    """A paper that asks for an answer, when it was served, the clock of the answer in words, and the answers."""

    letter_id: UUID
    label: str
    made_at: datetime
    served_at: datetime | None
    clock: str
    clock_state: str
    due_at: datetime | None
    answers: list[dict[str, Any]]


def respondent_facts(work: Work, case: Case) -> list[dict[str, str]]:
    """Employment on the day and licences, as facts."""
    rows: list[dict[str, str]] = []
    found = work.session.execute(
        select(Employment, Unit.name)
        .join(Unit, Unit.id == Employment.unit_id)
        .where(Employment.id == case.employment_id)
    ).first()
    if found is not None:
        job, unit = found
        rows.append({"label": "Position", "value": f"{job.title}, {unit}"})
        rows.append({"label": "Kind", "value": label(RESPONDENT_TYPES, job.respondent_type)})
        rows.append({"label": "Protection", "value": label(PROTECTIONS, job.protection)})
    licences = work.session.scalars(select(Licence).where(Licence.person_id == case.respondent_id))
    rows.extend({"label": "License", "value": f"{one.state} {one.number}, {one.status}"} for one in licences)
    name = work.session.get_one(Person, case.respondent_id).name
    return [{"label": "Name", "value": name}, *rows]


def exchanges(work: Work, case: Case) -> list[Exchange]:
    """The papers that ask for an answer, newest first, with what came back."""
    asking = [kind for kinds in ANSWERED.values() for kind in kinds]
    letters = work.session.scalars(
        select(Letter)
        .where(Letter.case_id == case.id, Letter.kind.in_(asking), Letter.recalled_at.is_(None))
        .order_by(Letter.at.desc())
    )
    answers = _answers(work, case)
    rows = []
    for letter in letters:
        response = next(kind for kind, kinds in ANSWERED.items() if letter.kind in kinds)
        served = served_at(work, letter)
        clock = _clock(work, case, ANSWER_RULES[response], served)
        words = words_of(work, clock) if clock else None
        rows.append(
            Exchange(
                letter.id,
                letter_label(letter.kind),
                letter.at,
                served,
                words.text if words else "",
                words.state.value if words else "",
                clock.due_at if clock else None,
                answers.get(letter.id, []),
            )
        )
    return rows


def _clock(work: Work, case: Case, rules: tuple[str, ...], served: datetime | None) -> Deadline | None:
    if served is None or not rules:
        return None
    return work.session.scalars(
        select(Deadline)
        .where(Deadline.case_id == case.id, Deadline.rule.in_(rules), Deadline.started_at == served)
        .order_by(Deadline.started_at.desc())
        .limit(1)
    ).first()


def _answers(work: Work, case: Case) -> dict[UUID | None, list[dict[str, Any]]]:
    found: dict[UUID | None, list[dict[str, Any]]] = {}
    rows = work.session.scalars(select(Response).where(Response.case_id == case.id).order_by(Response.received_at))
    for row in rows:
        found.setdefault(row.letter_id, []).append(
            {
                "kind": label(RESPONSE_KINDS, row.kind),
                "text": row.text,
                "received_at": row.received_at,
                "via": VIA.get(row.via, row.via),
            }
        )
    return found


def representation_views(work: Work, case: Case) -> list[dict[str, Any]]:
    """Who stands by the respondent, and what is arranged; running first."""
    rows = work.session.scalars(
        select(Representation).where(Representation.case_id == case.id).order_by(Representation.from_on)
    )
    views = [
        {
            "kind": label(REPRESENTATION_KINDS, row.kind),
            "name": row.name,
            "scope": row.scope,
            "from_on": row.from_on,
            "until_on": row.until_on,
            "has_portal": row.person_id is not None,
            "is_over": row.until_on is not None and row.until_on < work.today,
        }
        for row in rows
    ]
    return sorted(views, key=lambda row: bool(row["is_over"]))


@dataclass(frozen=True)
class MeasureView:
    """A protective measure; `flagged` where it is unpaid, punitive or without an end."""

    label: str
    paid: bool
    authority: str
    reason: str
    from_on: date
    review_on: date | None
    until_on: date | None
    flagged: bool


def measure_views(work: Work, case: Case) -> list[MeasureView]:
    """The protective measures of a case, newest first."""
    rows = work.session.scalars(
        select(ProtectiveMeasure).where(ProtectiveMeasure.case_id == case.id).order_by(ProtectiveMeasure.from_on.desc())
    )
    return [
        MeasureView(
            PROTECTIVE_LABELS.get(row.kind, row.kind) if row.paid or row.kind != "paid_leave" else "Unpaid leave",
            row.paid,
            row.authority,
            row.reason,
            row.from_on,
            row.review_on,
            row.until_on,
            row.flagged,
        )
        for row in rows
    ]


def extension_views(work: Work, case: Case) -> list[dict[str, Any]]:
    """More time that was given, newest first, with the date it replaced."""
    rows = work.session.execute(
        select(DeadlineChange, Deadline.label)
        .join(Deadline, Deadline.id == DeadlineChange.deadline_id)
        .where(Deadline.case_id == case.id, DeadlineChange.kind != "toll")
        .order_by(DeadlineChange.at.desc())
    )
    return [
        {
            "label": words,
            "days": count_words(row.days or 0, "day"),
            "of_right": row.kind == "extension_of_right",
            "old_due_at": row.old_due_at,
            "new_due_at": row.new_due_at,
            "reason": row.reason,
            "at": row.at,
        }
        for row, words in rows
    ]
