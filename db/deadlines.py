"""Clocks of matters: started by triggers of the rule file, met, extended, paused. Due dates are stored."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from db.domain.deadline import (
    Clock,
    ClockWords,
    DeadlineRule,
    Extension,
    Kind,
    Pause,
    clock_words,
    compute_due,
    missing_for_extension,
    rules_for,
)
from db.domain.rule import Missing, ensure
from db.models import Case, Deadline, DeadlineChange, Incident
from db.work import Work


def start_clocks(
    work: Work, trigger: str, *, at: datetime, case: Case | None = None, incident: Incident | None = None
) -> list[Deadline]:
    """Start every clock that `trigger` starts for this matter, counted from `at`; a rule already running is kept."""
    found = [
        row
        for rule, row in new_clocks(work, trigger, at=at, case=case, incident=incident)
        if rule.repeats or not _running(work, [rule.code], case, incident)
    ]
    work.session.add_all(found)
    return found


def new_clocks(
    work: Work, trigger: str, *, at: datetime, case: Case | None = None, incident: Incident | None = None
) -> list[tuple[DeadlineRule, Deadline]]:
    """The clocks that `trigger` starts with their rules, not yet added: all there are for a matter just made."""
    found = []
    for rule in rules_for(work.reference.deadlines, trigger, case.track if case else None, work.today):
        due = compute_due(rule, at, work.office.zone, holidays=work.holidays(at.date()))
        if due is not None:
            found.append((rule, _new_clock(rule, at, due, case, incident)))
    return found


def _new_clock(
    rule: DeadlineRule, at: datetime, due: datetime, case: Case | None, incident: Incident | None
) -> Deadline:
    return Deadline(
        case_id=case.id if case else None,
        incident_id=incident.id if incident else None,
        rule=rule.code,
        label=rule.label,
        kind=rule.binding.value,
        on_miss=rule.on_miss.value,
        who_must_act=rule.who_must_act,
        started_at=at,
        due_at=due,
        first_due_at=due,
        ended_reason="",
    )


def _running(work: Work, rules: Iterable[str], case: Case | None, incident: Incident | None) -> list[Deadline]:
    matter = Deadline.case_id == case.id if case else Deadline.incident_id == (incident.id if incident else None)
    return list(
        work.session.scalars(
            select(Deadline)
            .where(matter, Deadline.rule.in_(list(rules)), Deadline.met_at.is_(None), Deadline.ended_at.is_(None))
            .order_by(Deadline.started_at)
        )
    )


def meet_clocks(
    work: Work, *rules: str, case: Case | None = None, incident: Incident | None = None, at: datetime | None = None
) -> None:
    """Mark the running clocks of these rules as met, now or at the moment the thing was done."""
    for row in _running(work, rules, case, incident):
        row.met_at = at or work.now


def end_clocks(work: Work, case: Case, reason: str, *rules: str) -> None:
    """End running clocks that no longer apply (all, or those of these rules); retaliation checks go on."""
    rows = work.session.scalars(
        select(Deadline).where(Deadline.case_id == case.id, Deadline.met_at.is_(None), Deadline.ended_at.is_(None))
    )
    for row in rows:
        if row.rule in rules if rules else not row.rule.startswith(("retaliation_check", "tell_reporter")):
            row.ended_at = work.now
            row.ended_reason = reason


def rule_named(work: Work, code: str) -> DeadlineRule:
    """The rule of a code as the office's file has it now. Raises KeyError for one it does not have."""
    return work.reference.deadline(code)


def extend_clock(work: Work, deadline: Deadline, days: int, *, as_of_right: bool, reason: str, ordered_by: str) -> None:
    """Give more time; raises RuleBroken with everything that stands against it. The old date is kept."""
    rule = rule_named(work, deadline.rule)
    given = [
        Extension(row.days or 0, row.kind == "extension_of_right")
        for row in work.session.scalars(select(DeadlineChange).where(DeadlineChange.deadline_id == deadline.id))
        if row.kind != "toll"
    ]
    wanted = Extension(days, as_of_right, reason, ordered_by)
    ensure(missing_for_extension(rule, given, wanted, met=deadline.met_at is not None))
    new_due = compute_due(
        rule,
        deadline.started_at,
        work.office.zone,
        holidays=work.holidays(deadline.started_at.date()),
        pauses=pauses_of(work, deadline.id),
        extensions=[*given, wanted],
    )
    if new_due is None:
        ensure(Missing("deadline_time", "The office has set no time for this deadline."))
        return
    kind = "extension_of_right" if as_of_right else "extension_by_order"
    _change(work, deadline, kind, new_due, reason, days=days)


def _change(
    work: Work,
    deadline: Deadline,
    kind: str,
    new_due: datetime,
    reason: str,
    *,
    days: int | None = None,
    span: tuple[datetime, datetime] | None = None,
) -> None:
    work.session.add(
        DeadlineChange(
            deadline_id=deadline.id,
            kind=kind,
            days=days,
            from_at=span[0] if span else None,
            until_at=span[1] if span else None,
            old_due_at=deadline.due_at,
            new_due_at=new_due,
            reason=reason,
            by_id=None if work.actor else work.viewer.account_id,
            at=work.now,
        )
    )
    deadline.due_at = new_due


def pauses_of(work: Work, deadline_id: UUID) -> list[Pause]:
    """The tolled intervals of a clock that have ended."""
    rows = work.session.scalars(
        select(DeadlineChange).where(DeadlineChange.deadline_id == deadline_id, DeadlineChange.kind == "toll")
    )
    return [Pause(row.from_at, row.until_at, row.reason) for row in rows if row.from_at is not None]


def pause_clocks(work: Work, case: Case) -> None:
    """Toll every running clock of a case: a stay by order, or by a cited rule."""
    for row in _all_running(work, case):
        if row.paused_since_at is None and row.kind != Kind.NOT_BEFORE.value:
            row.paused_since_at = work.now


def resume_clocks(work: Work, case: Case, reason: str) -> None:
    """Let paused clocks run on, their dates moved by the time they stood still."""
    for row in _all_running(work, case):
        since = row.paused_since_at
        if since is None:
            continue
        row.paused_since_at = None
        _change(work, row, "toll", row.due_at + (work.now - since), reason, span=(since, work.now))


def _all_running(work: Work, case: Case) -> list[Deadline]:
    return list(
        work.session.scalars(
            select(Deadline).where(Deadline.case_id == case.id, Deadline.met_at.is_(None), Deadline.ended_at.is_(None))
        )
    )


def words_of(work: Work, row: Deadline) -> ClockWords:
    """A clock in words: "Due in 8 days"."""
    return clock_words(
        Clock(row.due_at, Kind(row.kind), row.met_at, row.ended_at, row.paused_since_at), work.now, work.office.zone
    )
