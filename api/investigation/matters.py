"""Court matters that the conduct may touch, and what goes to other authorities."""

from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.errors import BadInput
from api.investigation.beside_schemas import AddMatter, RecordReferral, ReviewMatter
from api.investigation.rows import chosen, evidence_of, first_incident, statements_of, steps_of
from db.companions import belongs_to
from db.compelled import walled_ids
from db.domain.choice import EVIDENCE_KINDS, MATTER_REVIEWS, REFERRAL_BODIES, STATEMENT_ROLES, label
from db.domain.plain import list_words
from db.domain.rule import Missing, collect, ensure
from db.models import AffectedMatter, Case, Referral
from db.work import Work


def matters_of(work: Work, case: Case) -> list[AffectedMatter]:
    """The court matters of a case and of its reports, by number."""
    rows = work.session.scalars(
        select(AffectedMatter).where(belongs_to(AffectedMatter, case.id)).order_by(AffectedMatter.number)
    )
    return list(rows)


def add_matter(work: Work, case: Case, data: AddMatter) -> Outcome:
    """Record a court matter that the conduct may touch; its review is then owed before the case closes."""
    number = data.number.strip()
    if any(row.number.lower() == number.lower() for row in matters_of(work, case)):
        ensure(Missing("matter_known", f"The court matter {number} is recorded already.", "matter:review"))
    work.record("matter:added", case=case, text=f"{number}.")
    row = AffectedMatter(
        incident_id=first_incident(work, case).id,
        case_id=case.id,
        number=number,
        court=data.court,
        court_stage=data.court_stage,
        review="not_reviewed",
        reviewed_at=None,
        note=data.note,
    )
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id)


def review_matter(work: Work, case: Case, data: ReviewMatter) -> Outcome:
    """Record what the review of a court matter came to. A later review replaces it; the record keeps both."""
    row = chosen(matters_of(work, case), data.matter_id, "matter_id")
    work.record("matter:reviewed", case=case, text=f"{row.number}: {label(MATTER_REVIEWS, data.review).lower()}.")
    row.review = data.review
    row.reviewed_at = work.now
    row.note = f"{row.note}\n\n{data.note}".strip()
    return Outcome(row.id)


def packet_labels(work: Work, case: Case) -> dict[UUID, str]:
    """What can go with a referral, as a page names it."""
    zone = work.office.zone
    found = {}
    for statement in statements_of(work, case):
        day = statement.taken_at.astimezone(zone)
        who = label(STATEMENT_ROLES, statement.role).lower()
        found[statement.id] = f"Statement of the {who}, {day:%b} {day.day}, {day.year}"
    for number, row in enumerate(evidence_of(work, case), start=1):
        found[row.id] = f"Evidence {number}: {label(EVIDENCE_KINDS, row.kind).lower()}, {row.file_name}"
    for step in steps_of(work, case):
        if step.completed_at is not None:
            found[step.id] = f"Result of the step: {step.title}"
    return found


def referrals_of(work: Work, case: Case) -> list[Referral]:
    """The referrals of a case, oldest due first."""
    rows = work.session.scalars(
        select(Referral).where(Referral.case_id == case.id).order_by(Referral.due_on, Referral.to, Referral.id)
    )
    return list(rows)


def record_referral(work: Work, case: Case, data: RecordReferral) -> Outcome:
    """Record a referral, that it was sent, or what came of it. Its packet refuses a compelled statement and every
    descendant of one (decision 24)."""
    labels = packet_labels(work, case)
    if not set(data.packet) <= set(labels):
        raise BadInput({"packet": "Choose among the answers."})
    row = chosen(referrals_of(work, case), data.referral_id, "referral_id") if data.referral_id else None
    ensure(_missing(work, case, data, labels, row))
    sealed = "sealed, " if data.sealed else ""
    state = "sent" if data.sent_at else "due" if data.due_on else "recorded"
    work.record("referral:recorded", case=case, text=f"{label(REFERRAL_BODIES, data.kind)}: {sealed}{state}.")
    if row is None:
        row = Referral(case_id=case.id, incident_id=None, packet=[], sealed=data.sealed, by_id=work.viewer.account_id)
        work.session.add(row)
    row.kind, row.to, row.reason = data.kind, data.to, data.reason
    row.sealed = row.sealed or data.sealed
    row.packet = sorted({*row.packet, *(str(item) for item in data.packet)})
    row.due_on = data.due_on or row.due_on
    row.sent_at = data.sent_at or row.sent_at
    row.outcome = data.outcome or row.outcome or ""
    row.outcome_on = data.outcome_on or row.outcome_on
    work.session.flush()
    return Outcome(row.id)


def _missing(
    work: Work, case: Case, data: RecordReferral, labels: dict[UUID, str], row: Referral | None
) -> tuple[Missing, ...]:
    act = "referral:record"
    found: list[Missing] = []
    walled = walled_ids(work, case)
    barred = [labels[item] for item in data.packet if item in walled]
    if barred:
        text = f"Take out of the packet what comes from a compelled statement: {list_words(barred)}."
        found.append(Missing("compelled_wall", text, act))
    sent = data.sent_at or (row.sent_at if row else None)
    if row is not None and row.sent_at is not None and data.packet:
        found.append(Missing("packet_sent", "The packet was sent: nothing can be added to it.", None))
    if data.sent_at is not None and data.sent_at > work.now:
        found.append(Missing("sent_in_future", "A referral is sent before that is recorded.", act))
    if data.outcome.strip() and sent is None:
        found.append(Missing("outcome_before_sent", "Say when it was sent before what came of it.", act))
    if data.outcome.strip() and data.outcome_on is None:
        found.append(Missing("outcome_day", "Give the day of the outcome.", act))
    return collect(found)
