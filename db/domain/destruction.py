"""Lawful destruction: which class a closed matter falls in, when it may go, and who may let it go.

What stands on the same report is destroyed together, for one report tells of all its respondents; so everything is
asked of each of these matters, and the last of them to come due decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.domain.retention import RetentionRule, missing_for_destruction, rule_for
from db.domain.rule import Missing

ASK = "retention:run"
DISCIPLINE = frozenset({"sanctioned", "consent"})
CLASS_LABELS: dict[str, str] = {
    "report_dismissed_at_screening": "Report dismissed at screening",
    "case_dismissed_or_diverted": "Case dismissed, diverted or without a sanction",
    "private_discipline": "Private discipline",
    "public_discipline": "Public discipline",
}
_STRENGTH = ("nothing", "docket_line", "record")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterFacts:
    """What the rules ask of one matter. `record_class` and `started_on` are None while it is open; `holds` are legal
    holds in words, `pending` whatever else of it has not ended."""

    number: str
    kind: str  # case | report
    track: str | None = None
    record_class: str | None = None
    started_on: date | None = None
    holds: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()

    def rule(self, rules: Iterable[RetentionRule]) -> RetentionRule | None:
        """The retention rule that was in force when the clock of this matter started."""
        if self.record_class is None or self.started_on is None:
            return None
        return rule_for(rules, self.record_class, self.track, self.started_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What the rules say of matters that go together: the class that comes due last, when, and what stays."""

    record_class: str
    due_on: date
    keeps: str
    approvals: int
    notify: tuple[str, ...]


def class_of_case(closure: str, publicities: Iterable[str]) -> str:
    """The retention class of a closed case; `publicities` are those of its sanctions that still stand."""
    known = set(publicities)
    if not known and closure not in DISCIPLINE:
        return "case_dismissed_or_diverted"
    return "public_discipline" if "public" in known else "private_discipline"


def due_of(matters: Sequence[MatterFacts], rules: Sequence[RetentionRule]) -> Due | None:
    """When these matters may go, and what stays of them; None while one of them is open or has no rule."""
    found = [(one, one.rule(rules)) for one in matters]
    known = [(rule, rule.due_on(one.started_on)) for one, rule in found if rule and one.started_on]
    if not known or len(known) < len(matters):
        return None
    last, due_on = max(known, key=lambda pair: pair[1])
    return Due(
        record_class=last.record_class,
        due_on=due_on,
        keeps=max((rule.keeps for rule, _due in known), key=_STRENGTH.index),
        approvals=max(rule.approvals for rule, _due in known),
        notify=tuple(sorted({who for rule, _due in known for who in rule.notify})),
    )


def missing_to_ask(
    matters: Sequence[MatterFacts], rules: Sequence[RetentionRule], today: date, *, has_part: bool, is_asked: bool
) -> tuple[Missing, ...]:
    """Why the destruction of these matters cannot be asked for now."""
    found = _standing(matters, rules, today)
    if is_asked:
        found.append(Missing("asked", "Its destruction was asked for already and waits for a second person.", ASK))
    return (*found, *_part(has_part))


def missing_to_approve(
    matters: Sequence[MatterFacts],
    rules: Sequence[RetentionRule],
    today: date,
    *,
    people: Iterable[object],
    has_part: bool,
) -> tuple[Missing, ...]:
    """Why these matters cannot be destroyed now, by these `people`: who asked, and who approves."""
    found = _standing(matters, rules, today)
    due, count = due_of(matters, rules), len(set(people))
    if count < max(2, due.approvals if due else 2):
        found.append(Missing("second_person", "Whoever asked for it cannot approve it: a second person must.", None))
    return (*found, *_part(has_part))


def missing_to_decline(asker: object, decliner: object, reason: str) -> tuple[Missing, ...]:
    """Why a request cannot be declined so."""
    found: list[Missing] = []
    if asker == decliner:
        found.append(Missing("second_person", "Whoever asked for it cannot rule on it: a second person must.", None))
    if not reason.strip():
        found.append(Missing("reason", "Say why the record stays.", None))
    return tuple(found)


def _part(has_part: bool) -> list[Missing]:
    text = "Nobody who had a part in the matter asks for or approves its destruction."
    return [Missing("involved", text, None)] if has_part else []


def _standing(matters: Sequence[MatterFacts], rules: Sequence[RetentionRule], today: date) -> list[Missing]:
    """What stands against destruction in each matter, whoever asks."""
    found: list[Missing] = []
    for one in matters:
        rule = one.rule(rules)
        if one.started_on is None or one.record_class is None:
            found.append(Missing("open", f"{one.number} is still open.", None))
        elif rule is None:
            found.append(Missing("no_rule", f"No retention rule covers {one.number}.", None))
        elif rule.keeps == "record":
            found.append(Missing("record_stays", f"{one.number}: the rule keeps the record.", None))
        if rule is None or one.started_on is None:
            found.extend(
                Missing("on_hold", f"{one.number}: A legal hold stands: {words}.", None) for words in one.holds
            )
        else:
            said = missing_for_destruction(rule, one.started_on, today, holds=one.holds, approvals=rule.approvals)
            found.extend(replace(item, text=f"{one.number}: {item.text}") for item in said)
        found.extend(Missing("pending", f"{one.number}: {words}.", None) for words in one.pending)
    return found
