"""What is recorded about the respondent's side: answers, time, representation, protective measures."""

from sqlalchemy import select

from api.acts import Outcome
from api.errors import BadInput
from api.investigation.beside_schemas import GrantExtension, ImposeMeasure, RecordRepresentation, RecordResponse
from db.deadlines import extend_clock, start_clocks
from db.domain.choice import REPRESENTATION_KINDS, label
from db.domain.deadline import Kind, start_of_day
from db.domain.plain import count_words, day_words
from db.domain.relation import RelationKind
from db.domain.rule import Missing, collect, ensure
from db.domain.sanction import PROTECTIVE_LABELS
from db.letters import make_letter
from db.models import Account, Case, Deadline, MatterRelation, ProtectiveMeasure, Representation
from db.responses import record_response
from db.work import Work

LEAVE = frozenset({"paid_leave", "interim_licence_suspension"})


def take_response(work: Work, case: Case, data: RecordResponse) -> Outcome:
    """Record an answer that reached the office on paper or by counsel."""
    row = record_response(work, case, kind=data.kind, text=data.text, received_at=data.received_at, via=data.via)
    return Outcome(row.id)


def running_deadlines(work: Work, case: Case) -> list[Deadline]:
    """The running deadlines of a case that can be extended; a wait is none."""
    rows = work.session.scalars(
        select(Deadline)
        .where(
            Deadline.case_id == case.id,
            Deadline.met_at.is_(None),
            Deadline.ended_at.is_(None),
            Deadline.kind != Kind.NOT_BEFORE.value,
        )
        .order_by(Deadline.due_at)
    )
    return list(rows)


def grant_extension(work: Work, case: Case, data: GrantExtension) -> Outcome:
    """Give more time; raises RuleBroken with everything that stands against it."""
    deadline = work.session.get(Deadline, data.deadline_id)
    if deadline is None or deadline.case_id != case.id or deadline.kind == Kind.NOT_BEFORE.value:
        raise BadInput({"deadline_id": "Choose one of the answers."})
    if deadline.ended_at is not None:
        ensure(Missing("deadline_ended", "This deadline no longer applies.", None))
    work.record("extension:granted", case=case, text=f"{deadline.label}: {count_words(data.days, 'day')}.")
    extend_clock(
        work,
        deadline,
        data.days,
        as_of_right=data.as_of_right == "yes",
        reason=data.reason,
        ordered_by=data.ordered_by,
    )
    due = day_words(deadline.due_at.astimezone(work.office.zone).date())
    return Outcome(deadline.id, f"Extended. Now due {due}.")


def record_representation(work: Work, case: Case, data: RecordRepresentation) -> Outcome:
    """Record who stands by the respondent. Counsel and union representatives with an account reach the portal."""
    account = _account(work, data)
    ensure(_missing_representation(work, case, data, account))
    work.record("representation:recorded", case=case, text=f"{label(REPRESENTATION_KINDS, data.kind)}.")
    row = Representation(
        case_id=case.id,
        kind=data.kind,
        person_id=account.person_id if account else None,
        name=data.name,
        scope=data.scope,
        from_on=data.from_on,
        until_on=data.until_on,
    )
    work.session.add(row)
    work.session.flush()
    if account is not None:
        work.relate(
            account.person_id,
            RelationKind.RESPONDENT_SIDE,
            case=case,
            reason=f"{label(REPRESENTATION_KINDS, data.kind)} of the respondent",
            source="representation",
            until_at=start_of_day(data.until_on, work.office.zone) if data.until_on else None,
        )
    return Outcome(row.id)


def _account(work: Work, data: RecordRepresentation) -> Account | None:
    if not data.username.strip():
        return None
    found = work.session.scalars(
        select(Account).where(Account.username == data.username.strip().lower(), Account.disabled_at.is_(None))
    ).first()
    if found is None:
        raise BadInput({"username": "There is no account with this name."})
    return found


def _missing_representation(
    work: Work, case: Case, data: RecordRepresentation, account: Account | None
) -> tuple[Missing, ...]:
    act = "representation:record"
    found: list[Missing] = []
    if data.until_on is not None and data.until_on < data.from_on:
        found.append(Missing("representation_order", "It ends before it begins.", act))
    if account is None:
        return collect(found)
    if data.kind not in {"counsel", "union"}:
        text = "Only counsel and a union representative reach the respondent's portal."
        found.append(Missing("portal_for_counsel", text, act))
    has_part = work.session.scalars(
        select(MatterRelation.id).where(
            MatterRelation.person_id == account.person_id,
            MatterRelation.case_id == case.id,
            MatterRelation.kind != RelationKind.RESPONDENT_SIDE,
        )
    ).first()
    if has_part is not None:
        text = "This person has, or had, another part in this matter and cannot stand on the respondent's side."
        found.append(Missing("separation_of_functions", text, None))
    return collect(found)


def impose_measure(work: Work, case: Case, data: ImposeMeasure) -> Outcome:
    """Impose a protective measure with the paper that tells of it. Unpaid, punitive or endless leave is flagged: the
    paper then says how to answer it and have it heard at once."""
    if data.kind not in work.reference.protective_measures:
        raise BadInput({"kind": "Choose one of the answers."})
    ensure(_missing_measure(data))
    paid = data.paid == "yes"
    flagged = not paid or data.punitive or (data.kind in LEAVE and data.until_on is None)
    words = PROTECTIVE_LABELS[data.kind] if paid or data.kind != "paid_leave" else "Unpaid leave in an emergency"
    marked = "; flagged: unpaid, punitive or without an end" if flagged else ""
    work.record("protective_measure:imposed", case=case, text=f"{words}, from {day_words(data.from_on)}{marked}.")
    row = ProtectiveMeasure(
        case_id=case.id,
        kind=data.kind,
        paid=paid,
        authority=data.authority,
        reason=data.reason,
        from_on=data.from_on,
        review_on=data.review_on,
        until_on=data.until_on,
        flagged=flagged,
        by_id=work.viewer.account_id,
    )
    work.session.add(row)
    start_clocks(work, "measure_imposed", at=work.now, case=case)
    make_letter(work, case, "protective_measure", _measure_words(data, words, flagged=flagged))
    work.session.flush()
    return Outcome(row.id)


def _measure_words(data: ImposeMeasure, words: str, *, flagged: bool) -> dict[str, str]:
    more = (
        "It is unpaid, meant as a consequence, or has no end. You may therefore answer it at once, see what it rests "
        "on, and have it heard promptly."
    )
    return {
        "measure": f"{words}, {'paid' if data.paid == 'yes' else 'unpaid'}. Authority: {data.authority}",
        "reason": data.reason,
        "from_day": day_words(data.from_on),
        "until_day": day_words(data.until_on) if data.until_on else "no day is set",
        "more": more if flagged else "",
    }


def _missing_measure(data: ImposeMeasure) -> tuple[Missing, ...]:
    act = "protective_measure:impose"
    found: list[Missing] = []
    if data.until_on is None and data.review_on is None:
        found.append(Missing("measure_review", "Set the day on which the measure ends or is reviewed.", act))
    if any(day is not None and day < data.from_on for day in (data.until_on, data.review_on)):
        found.append(Missing("measure_order", "The measure ends or is reviewed before it begins.", act))
    return collect(found)
