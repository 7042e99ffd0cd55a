"""The office's days: its hours, its holidays, and when a clock that starts on a day is due."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.domain.deadline import DeadlineRule, compute_due, rules_for
from db.domain.reference import Reference
from db.work import holidays_of

OPENS, CLOSES = 9, 17


@dataclass
class Days:
    """Days up to the as-of date. `now` is its first moment (UTC): everything in the demonstration lies before it."""

    as_of: date
    zone: ZoneInfo
    region: str
    reference: Reference
    now: datetime = field(init=False)
    holidays: frozenset[date] = field(init=False)
    _due: dict[tuple[str, date], datetime | None] = field(default_factory=dict)
    _rules: dict[tuple[str, str | None, date], tuple[DeadlineRule, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.now = datetime.combine(self.as_of, time(), self.zone).astimezone(UTC)
        years = range(self.as_of.year - 8, self.as_of.year + 4)
        self.holidays = frozenset().union(*(holidays_of(self.region, year) for year in years))

    def at(self, day: date, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
        """A moment of a day by the office's clock, in UTC."""
        return datetime.combine(day, time(hour, minute, second), self.zone).astimezone(UTC)

    def day(self, moment: datetime) -> date:
        """The office's day at a moment."""
        return moment.astimezone(self.zone).date()

    def is_open(self, day: date) -> bool:
        """Whether the office works on that day."""
        return day.weekday() < 5 and day not in self.holidays

    def next_open(self, day: date) -> date:
        """The day itself if the office works on it, else the next on which it does."""
        while not self.is_open(day):
            day += timedelta(days=1)
        return day

    def months_ago(self, months: int, day: int = 1) -> date:
        """A day of the month so many months before that of the as-of date."""
        index = self.as_of.year * 12 + self.as_of.month - 1 - months
        return date(index // 12, index % 12 + 1, day)

    def rules(self, trigger: str, track: str | None, on: date) -> tuple[DeadlineRule, ...]:
        """The rules that start on a trigger."""
        key = (trigger, track, on)
        found = self._rules.get(key)
        if found is None:
            found = self._rules[key] = rules_for(self.reference.deadlines, trigger, track, on)
        return found

    def due(self, rule: DeadlineRule, started_at: datetime) -> datetime | None:
        """When the rule's clock, started at that moment, is due."""
        key = (rule.code, self.day(started_at))
        if key not in self._due:
            self._due[key] = compute_due(rule, started_at, self.zone, holidays=self.holidays)
        return self._due[key]
