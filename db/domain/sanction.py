"""Sanctions: what each track can impose, what each needs, its statuses, and the ladder to compare with a baseline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from db.domain.amount import Term, missing_for_term
from db.domain.instance import Procedure
from db.domain.rule import Missing, RuleBroken
from db.domain.stage import SANCTION_LABELS, SanctionStatus, Track

NEEDS = frozenset({"amount", "amount_or_indefinite", "paid_or_unpaid", "effective_on"})
PUBLICITY = frozenset({"public", "private", "local"})

PROTECTIVE_LABELS: dict[str, str] = {
    "paid_leave": "Paid administrative leave",
    "matters_reassigned": "Matters reassigned",
    "access_restricted": "Access restricted",
    "interim_licence_suspension": "Interim suspension of the license",
}
"""Protective measures are not discipline and are never counted as such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionKind:
    """One row of sanctions.toml. `ladder` orders severity inside a track only."""

    track: Track
    code: str
    label: str
    disciplinary: bool
    ladder: int
    publicity: str = "local"
    needs: tuple[str, ...] = ()
    may_be_stayed: bool = False
    usual_max_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackSanctions:
    """What one track can impose, on whose authority, by which standard of proof."""

    track: Track
    label: str
    authority: str
    proof: str
    kinds: tuple[SanctionKind, ...]

    def kind(self, code: str) -> SanctionKind:
        """The kind with this code. Raises RuleBroken: a track imposes only what it has."""
        for one in self.kinds:
            if one.code == code:
                return one
        raise RuleBroken(
            Missing(
                "unknown_sanction", f"The {self.track.value} track cannot impose this sanction.", "sanction:propose"
            )
        )


def missing_for_sanction(
    kind: SanctionKind, term: Term | None, effective_on: date | None, *, effective_by_order: bool = False
) -> tuple[Missing, ...]:
    """What a proposed sanction lacks. `effective_by_order`: the date follows from the order (licence track)."""
    found: list[Missing] = []
    act = "sanction:propose"
    if {"amount", "amount_or_indefinite"} & set(kind.needs):
        found.extend(_term(kind, term))
    elif term is not None and term.amount is not None and not term.amount.is_zero:
        found.extend(missing_for_term(term))
    if "paid_or_unpaid" in kind.needs and (term is None or term.paid is None):
        found.append(Missing("paid_or_unpaid", f"{kind.label}: say whether it is paid or unpaid.", act))
    if "effective_on" in kind.needs and effective_on is None and not effective_by_order:
        found.append(Missing("effective_on", f"{kind.label}: give the date on which it takes effect.", act))
    if term is not None and not term.stayed.is_zero and not kind.may_be_stayed:
        found.append(Missing("may_not_be_stayed", f"{kind.label} cannot be stayed in part.", act))
    return tuple(found)


def _term(kind: SanctionKind, term: Term | None) -> tuple[Missing, ...]:
    act = "sanction:propose"
    if term is None:
        return (Missing("amount", f"{kind.label}: give the amount in years, months or days.", act),)
    if term.amount is None and "amount_or_indefinite" not in kind.needs:
        return (Missing("amount", f"{kind.label}: an indefinite term is not possible; give the amount.", act),)
    return missing_for_term(term)


def is_over_usual_maximum(kind: SanctionKind, term: Term | None) -> bool:
    """Whether the amount is longer than usual: a warning for the page, never a refusal."""
    if kind.usual_max_months is None or term is None or term.amount is None:
        return False
    months = term.amount.years * 12 + term.amount.months
    return months > kind.usual_max_months or (months == kind.usual_max_months and term.amount.days > 0)


TRANSITIONS: dict[tuple[SanctionStatus, str], SanctionStatus] = {
    (SanctionStatus.PENDING, "sanction:prove_start"): SanctionStatus.IN_FORCE,
    (SanctionStatus.IN_FORCE, "sanction:prove_completion"): SanctionStatus.CARRIED_OUT,
    (SanctionStatus.PENDING, "sanction:fail"): SanctionStatus.NOT_CARRIED_OUT,
    (SanctionStatus.IN_FORCE, "sanction:fail"): SanctionStatus.NOT_CARRIED_OUT,
    (SanctionStatus.NOT_CARRIED_OUT, "sanction:prove_start"): SanctionStatus.IN_FORCE,
    (SanctionStatus.PENDING, "stay:order"): SanctionStatus.STAYED,
    (SanctionStatus.IN_FORCE, "stay:order"): SanctionStatus.STAYED,
    (SanctionStatus.STAYED, "stay:lift"): SanctionStatus.PENDING,
    (SanctionStatus.STAYED, "sanction:prove_completion"): SanctionStatus.CARRIED_OUT,
    **{
        (status, event): target
        for event, target in (
            ("sanction:supersede", SanctionStatus.SUPERSEDED),
            ("sanction:vacate", SanctionStatus.VACATED),
        )
        for status in (
            SanctionStatus.PENDING,
            SanctionStatus.IN_FORCE,
            SanctionStatus.STAYED,
            SanctionStatus.CARRIED_OUT,
            SanctionStatus.NOT_CARRIED_OUT,
        )
    },
}
"""(status, what happens) -> new status. A stay that is lifted leads back to pending unless it had begun: see
`next_status`. A fully stayed sanction is carried out by proof that its conditions were kept."""


def next_status(status: SanctionStatus | str, happening: str, *, start_proven: bool = False) -> SanctionStatus:
    """The status after an act. Raises RuleBroken when the act does not fit the status."""
    now = SanctionStatus(status)
    target = TRANSITIONS.get((now, happening))
    if target is None:
        raise RuleBroken(
            Missing("sanction_status", f"A sanction that is {SANCTION_LABELS[now].lower()} cannot take this.")
        )
    if happening == "stay:lift" and start_proven:
        return SanctionStatus.IN_FORCE
    return target


def default_effective_on(procedure: Procedure, decided_on: date, appeal_due_on: date | None) -> date:
    """The usual day of effect: the date in the decision for an employer; for a licence the day after the time to
    appeal has run. An order may set another."""
    if procedure.effect == "date_in_order_after_appeal_time" and appeal_due_on is not None:
        return appeal_due_on + timedelta(days=1)
    return decided_on


LEVELS: tuple[str, ...] = ("disbarment", "suspension", "censure", "admonition")
"""The four texts of a row of guidance.toml, hardest first; each is a sanction of the licence track."""


def departure(imposed: Iterable[SanctionKind], baseline: SanctionKind | None) -> str | None:
    """ "above" or "below" when the hardest sanction imposed differs from the picked baseline; None when it does not
    or when there is no baseline. A comparison only: nothing is computed from it."""
    if baseline is None:
        return None
    hardest = max((kind.ladder for kind in imposed if kind.disciplinary), default=0)
    if hardest == baseline.ladder:
        return None
    return "above" if hardest > baseline.ladder else "below"
