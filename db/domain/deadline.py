"""Deadlines: rules as data, due dates from a trigger, pauses, extensions, and the words of a clock.

A due date is the end of the day in the office's zone (`decisions.md` 31). The trigger's own day does not count. No
clock writes a default, an admission or a sanction: it only lets a person ask for one (`decisions.md` 17).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from db.domain.plain import count_words, day_words, moment_day
from db.domain.rule import Missing
from db.domain.stage import Track

ANY_TRACK = "any"
_LONGEST = 40 * 366  # days walked at most: longer means a pause without end or a broken rule


class Kind(StrEnum):
    """How strictly a rule binds; `not_before` is a wait, not a due date."""

    JURISDICTIONAL = "jurisdictional"
    MANDATORY = "mandatory"
    DIRECTORY = "directory"
    GOAL = "goal"
    NOT_BEFORE = "not_before"


class OnMiss(StrEnum):
    """What a missed date lets happen. Nothing happens by itself."""

    ESCALATE = "escalate"
    RIGHT_LAPSES = "right_lapses"
    MAY_MOVE_FOR_DEFAULT = "may_move_for_default"
    NONE = "none"


class Unit(StrEnum):
    """Calendar days, or business days (neither weekend nor one of the office's holidays)."""

    CALENDAR = "calendar"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """One row of deadlines.toml. `days` None: the office has set no time, and no clock starts."""

    code: str
    label: str
    track: str  # any | employer | licence
    jurisdiction: str
    valid_from: date
    trigger: str
    days: int | None
    unit: Unit
    kind: Kind
    on_miss: OnMiss
    who_must_act: str
    source: str
    note: str = ""
    goal_days: int | None = None
    complex_days: int | None = None
    repeats: bool = False
    extend_times: int = 0
    extend_days: int = 0

    @property
    def binding(self) -> Kind:
        """The kind that counts: a row without a cited source is a goal, so that nobody is bound by accident.

        A house minimum (`not_before`) stays one: it only makes the office wait.
        """
        if self.source or self.kind is Kind.NOT_BEFORE:
            return self.kind
        return Kind.GOAL

    def applies_to(self, track: Track | str | None) -> bool:
        """Whether the rule is for this track; `any` rules are for reports, too, which have none."""
        return self.track == ANY_TRACK or (track is not None and self.track == str(track))


@dataclass(frozen=True, slots=True)
class Pause:
    """A tolled interval, in aware UTC; `until_at` None while it lasts."""

    from_at: datetime
    until_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time: as of right (no order needed, within the rule) or by order for good cause."""

    days: int
    as_of_right: bool
    reason: str = ""
    ordered_by: str = ""


def rules_for(
    rules: Iterable[DeadlineRule], trigger: str, track: Track | str | None, on: date
) -> tuple[DeadlineRule, ...]:
    """The rules that start on this trigger: of the track, with a time set, in force on `on`; of several versions of
    one code the latest."""
    found: dict[str, DeadlineRule] = {}
    for rule in sorted(rules, key=lambda one: one.valid_from):
        if rule.trigger == trigger and rule.days is not None and rule.applies_to(track) and rule.valid_from <= on:
            found[rule.code] = rule
    return tuple(found.values())


def is_business_day(day: date, holidays: frozenset[date]) -> bool:
    """Whether the office works on that day."""
    return day.weekday() < 5 and day not in holidays


def last_day(
    start_on: date,
    days: int,
    unit: Unit = Unit.CALENDAR,
    *,
    holidays: frozenset[date] = frozenset(),
    paused: Sequence[tuple[date, date]] = (),
) -> date:
    """The day on which `days` are full; the start's own day and paused days (first to before last) do not count."""
    if unit is Unit.CALENDAR and not paused and days < _LONGEST:
        return start_on + timedelta(days=max(days, 0))
    day, counted = start_on, 0
    for _ in range(_LONGEST):
        if counted >= days:
            return day
        day += timedelta(days=1)
        if any(first <= day < after for first, after in paused):
            continue
        if unit is Unit.CALENDAR or is_business_day(day, holidays):
            counted += 1
    raise ValueError("This deadline never comes due.")


def compute_due(
    rule: DeadlineRule,
    triggered_at: datetime,
    zone: tzinfo,
    *,
    holidays: frozenset[date] = frozenset(),
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    is_complex: bool = False,
    now: datetime | None = None,
) -> datetime | None:
    """When the clock is due (aware UTC, the last second of the office's day); None when the rule sets no time.

    For a `not_before` rule: the first moment of the first allowed day. A pause that still lasts counts until `now`,
    which must then be given; while it lasts the date is provisional.
    """
    days = rule.complex_days if is_complex and rule.complex_days is not None else rule.days
    if days is None:
        return None
    total = days + sum(extension.days for extension in extensions)
    spans = tuple(_span(pause, zone, now) for pause in pauses)
    day = last_day(moment_day(triggered_at, zone), total, rule.unit, holidays=holidays, paused=spans)
    return start_of_day(day, zone) if rule.kind is Kind.NOT_BEFORE else end_of_day(day, zone)


def _span(pause: Pause, zone: tzinfo, now: datetime | None) -> tuple[date, date]:
    until = pause.until_at or now
    if until is None:
        raise ValueError("A pause that still lasts needs the present time.")
    return moment_day(pause.from_at, zone), moment_day(until, zone)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last second of a day in the office's zone, in UTC."""
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in the office's zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def start_of_clock(*, received_at: datetime, entered_at: datetime, entered_for_other: bool) -> datetime:
    """When the clocks of a report start: at receipt by the board office (`decisions.md` 18).

    A report that intake enters for someone else starts its clocks when the board office has it, so that nothing is
    overdue at birth; the earlier date is shown beside it.
    """
    return max(received_at, entered_at) if entered_for_other else received_at


def missing_for_extension(
    rule: DeadlineRule, given: Sequence[Extension], wanted: Extension, *, met: bool = False
) -> tuple[Missing, ...]:
    """Why more time cannot be given like this: as of right only so often and so long; by order with good cause."""
    found: list[Missing] = []
    if met:
        found.append(Missing("deadline_met", "The deadline was met already.", None))
    if wanted.days < 1:
        found.append(Missing("extension_days", "Give the number of days.", "extension:grant"))
    if not wanted.as_of_right:
        if not wanted.reason.strip():
            found.append(Missing("good_cause", "State the good cause.", "extension:grant"))
        if not wanted.ordered_by:
            found.append(Missing("ordered_by", "Name who orders the extension.", "extension:grant"))
        return tuple(found)
    used = sum(extension.as_of_right for extension in given)
    if used >= rule.extend_times:
        allowed = f"{count_words(rule.extend_times, 'time')}" if rule.extend_times else "not at all"
        text = f"As of right this deadline is extended {allowed}: it takes an order for good cause."
        found.append(Missing("extensions_used", text, "extension:grant"))
    elif wanted.days > rule.extend_days:
        text = f"As of right this deadline is extended by at most {count_words(rule.extend_days, 'day')}."
        found.append(Missing("extension_too_long", text, "extension:grant"))
    return tuple(found)


class ClockState(StrEnum):
    """Where a deadline stands."""

    RUNNING = "running"
    OVERDUE = "overdue"
    PAUSED = "paused"
    NOT_BEFORE = "not_before"
    OPEN = "open"  # a not_before date that has come
    MET = "met"
    MET_LATE = "met_late"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline as its row holds it. Times aware UTC; `paused_since` is set while a pause lasts."""

    due_at: datetime
    kind: Kind = Kind.GOAL
    met_at: datetime | None = None
    ended_at: datetime | None = None  # no longer needed, never met
    paused_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A clock in words. `days` counts to the due date: negative once overdue, None where it does not matter."""

    state: ClockState
    text: str
    days: int | None = None


def clock_words(clock: Clock, now: datetime, zone: tzinfo) -> ClockWords:
    """ "Due in 8 days", "Due today", "Overdue by 3 days", "Paused since May 4", "Not before Dec 14", "Met"."""
    today, due_on = moment_day(now, zone), moment_day(clock.due_at, zone)
    days = (due_on - today).days
    if clock.ended_at is not None:
        return ClockWords(ClockState.ENDED, "No longer needed")
    if clock.met_at is not None:
        late = (moment_day(clock.met_at, zone) - due_on).days
        if late > 0 and clock.kind is not Kind.NOT_BEFORE:
            return ClockWords(ClockState.MET_LATE, f"Met {count_words(late, 'day')} late")
        return ClockWords(ClockState.MET, "Met")
    if clock.paused_since is not None:
        since = day_words(moment_day(clock.paused_since, zone), today=today)
        return ClockWords(ClockState.PAUSED, f"Paused since {since}")
    if clock.kind is Kind.NOT_BEFORE:
        if now < clock.due_at:
            return ClockWords(ClockState.NOT_BEFORE, f"Not before {day_words(due_on, today=today)}", days)
        return ClockWords(ClockState.OPEN, f"Open since {day_words(due_on, today=today)}")
    if now > clock.due_at:
        return ClockWords(ClockState.OVERDUE, f"Overdue by {count_words(max(-days, 1), 'day')}", min(days, -1))
    if days == 0:
        return ClockWords(ClockState.RUNNING, "Due today", 0)
    return ClockWords(ClockState.RUNNING, f"Due in {count_words(days, 'day')}", days)


def resume(pauses: Sequence[Pause], at: datetime) -> tuple[Pause, ...]:
    """The pauses with every one that still lasts ended at `at`."""
    return tuple(pause if pause.until_at is not None else replace(pause, until_at=at) for pause in pauses)
