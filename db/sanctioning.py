"""Sanctions as given: their terms, their words, how a decision imposes them and how their status changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.deadlines import start_clocks
from db.domain.amount import Amount, Term
from db.domain.deadline import compute_due, rules_for
from db.domain.plain import count_words, day_words
from db.domain.relation import RelationKind
from db.domain.sanction import SanctionKind, default_effective_on, next_status
from db.domain.stage import SanctionStatus
from db.models import Case, Condition, Decision, Sanction
from db.work import Work

PARTS = ("years", "months", "days")
NOTHING = Amount()


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A sanction's terms as the decision gives them. `effective_on` None: the day follows from the order."""

    amount: Amount = NOTHING
    stayed: Amount = NOTHING
    indefinite: bool = False
    working_days: bool = False
    paid: bool | None = None
    stayed_for_months: int | None = None
    interim_credit_days: int = 0
    effective_on: date | None = None
    published: bool = False
    conditions: tuple[dict[str, Any], ...] = ()  # {"text", "monitor_id" | None, "due_on" | None}

    @property
    def term(self) -> Term | None:
        """The amount with its stayed part; None where nothing of the kind was given."""
        if self.indefinite:
            return Term(None, self.stayed, self.paid)
        if self.amount.is_zero and self.stayed.is_zero and self.paid is None:
            return None
        return Term(self.amount, self.stayed, self.paid)

    def as_json(self) -> dict[str, Any]:
        """For ProposedSanction.terms and for what a panel recommends."""
        return {
            "amount": {part: getattr(self.amount, part) for part in PARTS},
            "stayed": {part: getattr(self.stayed, part) for part in PARTS},
            "indefinite": self.indefinite,
            "working_days": self.working_days,
            "paid": self.paid,
            "stayed_for_months": self.stayed_for_months,
            "interim_credit_days": self.interim_credit_days,
            "effective_on": self.effective_on.isoformat() if self.effective_on else None,
            "published": self.published,
            "conditions": list(self.conditions),
        }


def terms_from(given: Mapping[str, Any]) -> Terms:
    """The terms that were kept as JSON; what is lacking is not given."""
    effective = given.get("effective_on")
    return Terms(
        amount=Amount(**{part: int((given.get("amount") or {}).get(part, 0)) for part in PARTS}),
        stayed=Amount(**{part: int((given.get("stayed") or {}).get(part, 0)) for part in PARTS}),
        indefinite=bool(given.get("indefinite")),
        working_days=bool(given.get("working_days")),
        paid=given.get("paid"),
        stayed_for_months=given.get("stayed_for_months"),
        interim_credit_days=int(given.get("interim_credit_days") or 0),
        effective_on=date.fromisoformat(effective) if effective else None,
        published=bool(given.get("published")),
        conditions=tuple(given.get("conditions") or ()),
    )


def terms_of(row: Sanction, conditions: Sequence[Condition] = ()) -> Terms:
    """The terms of a sanction that was imposed."""
    return Terms(
        amount=Amount(row.years, row.months, row.days),
        stayed=Amount(row.stayed_years, row.stayed_months, row.stayed_days),
        indefinite=row.indefinite,
        working_days=row.working_days,
        paid=row.paid,
        stayed_for_months=row.stayed_for_months,
        interim_credit_days=row.interim_credit_days,
        effective_on=row.effective_on,
        conditions=tuple({"text": one.text} for one in conditions),
    )


def _length(amount: Amount, *, working_days: bool) -> str:
    if working_days and not (amount.years or amount.months):
        return count_words(amount.days, "working day")
    return amount.words


def short_words(kind: SanctionKind, terms: Terms) -> str:
    """The sanction in one line: "Suspension from practice of 1 year and 1 day, 6 months of it stayed"."""
    parts = [kind.label]
    if terms.indefinite:
        parts = [f"{kind.label}, indefinite"]
    elif not terms.amount.is_zero:
        parts = [f"{kind.label} of {_length(terms.amount, working_days=terms.working_days)}"]
    if terms.paid is not None:
        parts[0] += " with pay" if terms.paid else " without pay"
    term = terms.term
    if term is not None and term.is_fully_stayed:
        parts.append("fully stayed")
    elif not terms.stayed.is_zero:
        parts.append(f"{_length(terms.stayed, working_days=terms.working_days)} of it stayed")
    return ", ".join(parts)


def letter_words(kind: SanctionKind, terms: Terms, *, effective_on: date | None, after_appeal: bool = False) -> str:
    """The sanction as the letter says it, in sentences. The page repeats exactly this."""
    term = terms.term
    bare = Terms(amount=terms.amount, indefinite=terms.indefinite, working_days=terms.working_days, paid=terms.paid)
    said = [f"{short_words(kind, bare)}."]
    if effective_on is not None and after_appeal:
        said.append(f"It takes effect when the time to appeal has run, not before {day_words(effective_on)}.")
    elif effective_on is not None:
        said.append(f"It takes effect on {day_words(effective_on)}.")
    how_long = f" for {count_words(terms.stayed_for_months, 'month')}" if terms.stayed_for_months else ""
    on = f" on {count_words(len(terms.conditions), 'condition')}" if terms.conditions else ""
    if term is not None and term.is_fully_stayed:
        said.append(f"All of it is stayed{how_long}{on}.")
    elif not terms.stayed.is_zero:
        stayed = _length(terms.stayed, working_days=terms.working_days)
        verb = "is" if terms.stayed in {Amount(1), Amount(0, 1), Amount(0, 0, 1)} else "are"
        said.append(f"Of it, {stayed} {verb} stayed{how_long}{on}.")
    if terms.interim_credit_days:
        said.append(f"{count_words(terms.interim_credit_days, 'day')} of interim time are credited.")
    said.extend(f"Condition {place}: {one['text']}." for place, one in enumerate(terms.conditions, 1))
    return " ".join(said)


def default_day(work: Work, case: Case) -> date:
    """The day on which an order of today usually takes effect on the case's track."""
    procedure = work.reference.procedure(case.track)
    rules = rules_for(work.reference.deadlines, "final_order_served", case.track, work.today)
    dues = [compute_due(rule, work.now, work.office.zone, holidays=work.holidays(work.today)) for rule in rules]
    last = max((due.astimezone(work.office.zone).date() for due in dues if due is not None), default=None)
    return default_effective_on(procedure, work.today, last)


def follows_appeal_time(work: Work, case: Case, terms: Terms) -> bool:
    """Whether the day of effect follows from the end of the time to appeal."""
    effect = work.reference.procedure(case.track).effect
    return terms.effective_on is None and effect == "date_in_order_after_appeal_time"


def words_for(work: Work, case: Case, kind: str, terms: Terms, *, now_final: bool = False) -> str:
    """The letter's words of a sanction proposed in this case. `now_final`: no time to appeal follows any more."""
    known = work.reference.sanction(case.track, kind)
    day = terms.effective_on or (work.today if now_final else default_day(work, case))
    return letter_words(
        known, terms, effective_on=day, after_appeal=not now_final and follows_appeal_time(work, case, terms)
    )


def impose(work: Work, case: Case, decision: Decision, kind: str, terms: Terms, *, now_final: bool = False) -> Sanction:
    """Write what a decision imposes: pending until it is carried out with proof, stayed where all of it is stayed.

    Its conditions and monitors come with it, and the clock for the proof of its start. Call after `work.record`.
    """
    term = terms.term
    row = Sanction(
        case_id=case.id,
        decision_id=decision.id,
        track=case.track,
        kind=kind,
        years=terms.amount.years,
        months=terms.amount.months,
        days=terms.amount.days,
        working_days=terms.working_days,
        indefinite=terms.indefinite,
        paid=terms.paid,
        stayed_years=terms.stayed.years,
        stayed_months=terms.stayed.months,
        stayed_days=terms.stayed.days,
        stayed_for_months=terms.stayed_for_months,
        interim_credit_days=terms.interim_credit_days,
        effective_on=terms.effective_on or (work.today if now_final else default_day(work, case)),
        ends_on=None,
        status=SanctionStatus.PENDING,
        status_at=work.now,
        status_reason="Imposed.",
        superseded_by_id=None,
    )
    work.session.add(row)
    work.session.flush()
    if term is not None and term.is_fully_stayed:
        change_status(work, row, "stay:order", "All of it is stayed by the decision.")
    _add_conditions(work, case, row, terms)
    _start_clock(work, case, row)
    return row


def _add_conditions(work: Work, case: Case, row: Sanction, terms: Terms) -> None:
    for one in terms.conditions:
        monitor = UUID(one["monitor_id"]) if one.get("monitor_id") else None
        work.session.add(
            Condition(
                case_id=case.id,
                sanction_id=row.id,
                text=one["text"],
                monitor_id=monitor,
                due_on=date.fromisoformat(one["due_on"]) if one.get("due_on") else None,
                status="open",
                status_at=work.now,
                status_note="",
            )
        )
        if monitor is not None:
            reason = "Monitors a condition of the sanction."
            work.relate(monitor, RelationKind.MONITOR, case=case, reason=reason, source="panel")
            work.notify(monitor, "monitor_named", "You monitor a condition. Its page says which.", case=case)
    work.session.flush()


def _start_clock(work: Work, case: Case, row: Sanction) -> None:
    if row.effective_on is None or row.status is not SanctionStatus.PENDING:
        return
    noon = work.now.astimezone(work.office.zone).replace(
        year=row.effective_on.year, month=row.effective_on.month, day=row.effective_on.day, hour=12
    )
    start_clocks(work, "sanction_effective", at=noon, case=case)


def change_status(work: Work, row: Sanction, happening: str, reason: str, *, start_proven: bool = False) -> None:
    """The only way a sanction's status changes. Raises RuleBroken where the act does not fit the status."""
    row.status = next_status(row.status, happening, start_proven=start_proven)
    row.status_at = work.now
    row.status_reason = reason


def conditions_of(work: Work, sanction: Sanction) -> list[Condition]:
    """The conditions of a sanction, by their words."""
    return list(
        work.session.scalars(
            select(Condition).where(Condition.sanction_id == sanction.id).order_by(Condition.text, Condition.id)
        )
    )


def end_conditions(work: Work, sanction: Sanction, reason: str) -> None:
    """End what a sanction asked for when it is replaced or vacated: nothing is left to keep."""
    for one in conditions_of(work, sanction):
        if one.status == "open":
            one.status, one.status_at, one.status_note = "done", work.now, reason
