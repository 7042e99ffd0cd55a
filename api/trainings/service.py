"""Training: modules, sessions, completions. Pages show counts; whose they are is asked where a case needs it."""

from typing import Any

from sqlalchemy import func, select

from api.acts import OfficeMatter, Outcome
from api.errors import BadInput
from api.forms import Choices
from api.trainings.schemas import AddModule, HoldSession, ModuleItem, RecordCompletions, SessionItem
from db.domain.plain import count_words, day_words
from db.domain.policy import TRAIN, missing_to_record_completions
from db.domain.rule import Missing, ensure
from db.models import TrainingCompletion, TrainingModule, TrainingSession
from db.roster import by_staff_number, staff_on
from db.work import Work


def add_module(work: Work, _matter: Any, data: AddModule) -> Outcome:
    """Add a training module."""
    work.begin("training:added")
    if set(data.subtypes) - {one.code for one in work.reference.taxonomy.subtypes}:
        raise BadInput({"subtypes": "Choose among the kinds of conduct."})
    if work.session.scalar(select(TrainingModule.id).where(TrainingModule.code == data.code)) is not None:
        ensure(Missing("module_code", f"There is already a module with the code {data.code}.", TRAIN))
    row = TrainingModule(code=data.code, title=data.title, subtypes=data.subtypes)
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, f"Added {data.title}.")


def hold_session(work: Work, matter: OfficeMatter, data: HoldSession) -> Outcome:
    """Record a session that was held, or that is planned for a day."""
    work.begin("training:held")
    row = TrainingSession(module_id=matter.row.id, label=data.label, on=data.on)
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, f"Recorded {data.label} on {day_words(data.on)}.")


def record_completions(work: Work, matter: OfficeMatter, data: RecordCompletions) -> Outcome:
    """Record who completed a session, all of them or nobody."""
    work.begin("training:completed")
    session = work.session.get(TrainingSession, data.session_id)
    if session is None or session.module_id != matter.row.id:
        raise BadInput({"session_id": "Choose a session of this module."})
    numbers = list(dict.fromkeys(data.staff_numbers.replace(",", " ").replace(";", " ").split()))
    people = by_staff_number(work.session, numbers)
    unknown = [number for number in numbers if number not in people]
    ensure(missing_to_record_completions(held_on=session.on, completed_on=data.on, today=work.today, unknown=unknown))
    known = set(
        work.session.scalars(select(TrainingCompletion.person_id).where(TrainingCompletion.session_id == session.id))
    )
    fresh = sorted(set(people.values()) - known)
    work.session.add_all(TrainingCompletion(session_id=session.id, person_id=one, on=data.on) for one in fresh)
    return Outcome(session.id, f"Recorded {count_words(len(fresh), 'completion')}.")


def module_choices(work: Work, _matter: Any) -> Choices:
    """The conduct that a module can address."""
    conduct = [
        (kind.code, f"{category.label}: {kind.label}")
        for category in work.reference.taxonomy.categories
        for kind in category.subtypes
    ]
    return {"subtypes": conduct}


def session_choices(work: Work, matter: OfficeMatter) -> Choices:
    """The sessions of a module, the newest first."""
    rows = work.session.scalars(
        select(TrainingSession).where(TrainingSession.module_id == matter.row.id).order_by(TrainingSession.on.desc())
    )
    return {"sessions": [(str(one.id), f"{one.label}, {day_words(one.on)}") for one in rows]}


def module_item(work: Work, row: TrainingModule) -> ModuleItem:
    """A module with its sessions, the newest first, and their counts."""
    completed = (
        select(func.count()).where(TrainingCompletion.session_id == TrainingSession.id).correlate(TrainingSession)
    ).scalar_subquery()
    rows = work.session.execute(
        select(TrainingSession, completed)
        .where(TrainingSession.module_id == row.id)
        .order_by(TrainingSession.on.desc(), TrainingSession.label)
    )
    sessions = [SessionItem(one.id, one.label, one.on, count, staff_on(work.session, one.on)) for one, count in rows]
    conduct = [work.reference.taxonomy.subtype(code).label for code in row.subtypes]
    return ModuleItem(row.code, row.title, row.subtypes, conduct, sessions)


def list_modules(work: Work) -> list[ModuleItem]:
    """Every module by title."""
    found = select(TrainingModule).order_by(TrainingModule.title, TrainingModule.code)
    return [module_item(work, row) for row in work.session.scalars(found)]
