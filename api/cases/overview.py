"""The overview of a case: due process, clocks, at most six facts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from db.companions import belongs_to
from db.deadlines import words_of
from db.domain.checklist import ChecklistItem, ItemState, checklist
from db.domain.deadline import ClockState
from db.domain.facts import CaseFacts
from db.domain.instance import proof_label
from db.domain.plain import count_words, list_words
from db.domain.sanction import PROTECTIVE_LABELS
from db.domain.stage import TRACK_LABELS, Track
from db.models import (
    Acknowledgement,
    AffectedMatter,
    Allegation,
    AllegationSubtype,
    Case,
    CaseIncident,
    Deadline,
    Evidence,
    Policy,
    PolicySection,
    PolicyVersion,
    Post,
    ProtectiveMeasure,
    TrainingCompletion,
)
from db.work import Work

STATES = {
    ItemState.NOT_STARTED: "not_started",
    ItemState.IN_PROGRESS: "progress",
    ItemState.DONE: "done",
    ItemState.WAIVED: "waived",
    ItemState.CANNOT_START: "locked",
}
SECTION_OF = {
    "notice": "respondent", "notice_answer": "respondent", "report": "allegations", "speech_review": "steps",
    "reviewer": "access", "charges_served": "letters", "charges_answered": "respondent", "disclosure": "respondent",
    "deciders": "hearing", "notice_time": "hearing", "hearing": "hearing", "employee_heard": "respondent",
    "reasons": "decision", "outcome_served": "letters", "appeal": "appeals", "reporter": "timeline",
}  # fmt: skip
CLOCKS = {
    ClockState.RUNNING: "due",
    ClockState.OVERDUE: "overdue",
    ClockState.PAUSED: "paused",
    ClockState.NOT_BEFORE: "not_before",
    ClockState.OPEN: "not_before",
    ClockState.MET: "met",
    ClockState.MET_LATE: "met",
    ClockState.ENDED: "met",
}
ORDER = ("overdue", "due", "not_before", "paused")


def day(work: Work, moment: datetime | date | None, *, year: bool = True) -> str:
    """ "Oct 28, 2026", the day in the office's zone."""
    if moment is None:
        return ""
    local = moment.astimezone(work.office.zone) if isinstance(moment, datetime) else moment
    return f"{local:%b}\u00a0{local.day}" + (f", {local.year}" if year else "")


def due_process(work: Work, case: Case, facts: CaseFacts) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The checklist: what is still open, and what is done or waived."""
    still, settled = [], []
    for item in checklist(facts):
        row = {
            "state": STATES[item.state],
            "label": item.label,
            "href": f"/cases/{case.number}/{SECTION_OF[item.code]}",
            "note": item.missing[0].text if item.missing else "",
            "when": day(work, _settled_at(item, facts)),
        }
        if item.state in {ItemState.DONE, ItemState.WAIVED}:
            settled.append(row | {"note": "", "href": row["href"] if row["when"] else ""})
        else:
            still.append(row)
    return still, settled


def _settled_at(item: ChecklistItem, facts: CaseFacts) -> datetime | None:
    charges = facts.standing_charges
    dates: dict[str, datetime | None] = {
        "notice": facts.notice_served_at,
        "notice_answer": facts.notice_answered_at or facts.notice_answer_due_at,
        "speech_review": facts.speech_reviewed_at,
        "charges_served": _latest(charge.served_at for charge in charges),
        "charges_answered": _latest(charge.answered_at for charge in charges),
        "hearing": facts.hearing_held_at,
        "outcome_served": facts.outcome_served_at,
        "reporter": facts.reporter_told_at,
    }
    return dates.get(item.code)


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def clock_rows(work: Work, case: Case) -> list[dict[str, Any]]:
    """The clocks of a case: what is overdue, due, not yet possible or paused; the met ones as one line."""
    rows = work.session.scalars(select(Deadline).where(Deadline.case_id == case.id).order_by(Deadline.due_at)).all()
    found: list[dict[str, Any]] = []
    settled = 0
    for row in rows:
        words = words_of(work, row)
        state = CLOCKS[words.state]
        if state == "met":
            settled += 1
            continue
        text = row.label if state == "not_before" else f"{row.label}. {_when(work, row, state)}"
        if row.on_miss == "may_move_for_default" and state == "due":
            text += " If it is missed, counsel may move for a default."
        found.append({"state": state, "words": words.text, "text": text, "order": ORDER.index(state)})
    found.sort(key=lambda one: one["order"])
    if settled:
        href = f"/cases/{case.number}/record#deadlines"
        text = f"{count_words(settled, 'earlier deadline')}."
        found.append({"state": "met", "words": "Met or ended", "text": text, "href": href, "link": "Show"})
    return found


def _when(work: Work, row: Deadline, state: str) -> str:
    if state == "paused":
        return f"Was due {day(work, row.due_at)}."
    return f"{'Was due' if state == 'overdue' else 'By'} {day(work, row.due_at)}."


def fact_rows(work: Work, case: Case) -> list[dict[str, str]]:
    """At most six facts."""
    procedure = work.reference.procedure(case.track)
    found = [
        {"label": "Conduct", "value": case.summary or "Not summarized yet", "note": _conduct(work, case)},
        _posts(work, case),
        _rules(work, case),
        {"label": "Track", "value": f"{TRACK_LABELS[Track(case.track)]}. Proof: {proof_label(procedure.proof)}"},
        _matters(work, case),
        _measures(work, case),
    ]
    return [row for row in found if row]


def _reports(case: Case) -> Any:
    return select(CaseIncident.incident_id).where(CaseIncident.case_id == case.id)


def _conduct(work: Work, case: Case) -> str:
    codes = work.session.scalars(
        select(AllegationSubtype.subtype)
        .join(Allegation, Allegation.id == AllegationSubtype.allegation_id)
        .where(Allegation.case_id == case.id)
        .distinct()
    )
    labels = {one.code: one.label.lower() for one in work.reference.taxonomy.subtypes}
    words = sorted(labels.get(code, code.replace("_", " ")) for code in codes)
    return f"({list_words(words)})" if words else ""


def _posts(work: Work, case: Case) -> dict[str, str]:
    count, first, last = work.session.execute(
        select(func.count(), func.min(Post.posted_from_at), func.max(Post.posted_from_at)).where(
            Post.incident_id.in_(_reports(case))
        )
    ).one()
    files = work.session.scalar(select(func.count()).select_from(Evidence).where(belongs_to(Evidence, case.id)))
    if not count and not files:
        return {"label": "Posts", "value": "None: conduct without a post"}
    days = "" if first is None else day(work, first)
    if first is not None and day(work, last) != days:
        days = f"{days} to {day(work, last)}"
    value = ", ".join(part for part in (count_words(count, "post"), days) if part)
    return {"label": "Posts", "value": f"{value}; {count_words(files or 0, 'evidence file')}"}


def _rules(work: Work, case: Case) -> dict[str, str]:
    """Policy, acknowledgement and training as they stood when the conduct occurred."""
    row = work.session.execute(
        select(Policy.title, PolicyVersion.id, PolicyVersion.version, PolicySection.code, Post.posted_from_at)
        .join(PolicySection, PolicySection.id == Post.policy_section_id)
        .join(PolicyVersion, PolicyVersion.id == PolicySection.version_id)
        .join(Policy, Policy.id == PolicyVersion.policy_id)
        .where(Post.incident_id.in_(_reports(case)))
        .order_by(Post.ordinal)
        .limit(1)
    ).first()
    if row is None:
        return {}
    occurred = row.posted_from_at.astimezone(work.office.zone).date() if row.posted_from_at else work.today
    acknowledged = work.session.scalar(
        select(func.max(Acknowledgement.on)).where(
            Acknowledgement.person_id == case.respondent_id,
            Acknowledgement.version_id == row.id,
            Acknowledgement.on <= occurred,
        )
    )
    trained = work.session.scalar(
        select(func.max(TrainingCompletion.on)).where(
            TrainingCompletion.person_id == case.respondent_id, TrainingCompletion.on <= occurred
        )
    )
    told = f"Acknowledged {day(work, acknowledged)}" if acknowledged else "Not acknowledged by then"
    note = f"{told}; {f'trained {day(work, trained)}' if trained else 'no training before'}."
    value = f"{row.title} v{row.version}, section {row.code}."
    return {"label": "Rules in force that day", "value": value, "note": note}


def _matters(work: Work, case: Case) -> dict[str, str]:
    rows = work.session.execute(
        select(AffectedMatter.review, func.count())
        .where(belongs_to(AffectedMatter, case.id))
        .group_by(AffectedMatter.review)
    ).all()
    if not rows:
        return {"label": "Affected matters", "value": "None recorded"}
    total = sum(row[1] for row in rows)
    states = list_words(f"{row[1]} {row[0].replace('_', ' ').replace('defence', 'defense')}" for row in rows)
    return {"label": "Affected matters", "value": f"{total}: {states}", "href": f"/cases/{case.number}/matters"}


def _measures(work: Work, case: Case) -> dict[str, str]:
    rows = work.session.scalars(
        select(ProtectiveMeasure)
        .where(
            ProtectiveMeasure.case_id == case.id,
            or_(ProtectiveMeasure.until_on.is_(None), ProtectiveMeasure.until_on >= work.today),
        )
        .order_by(ProtectiveMeasure.from_on)
    ).all()
    if not rows:
        return {}
    words = [PROTECTIVE_LABELS.get(row.kind, row.kind.replace("_", " ").capitalize()) for row in rows]
    return {"label": "Protective measure", "value": list_words(words), "note": "(not discipline)"}
