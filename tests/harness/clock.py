"""The tests' own clock. Production cannot load it: nothing outside tests/ imports tests/, and a contract says so."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # a Monday, 10:00 in the office's zone, no holiday near


class MovableClock:
    """Stands still until a test moves it; the application holds the same object, so a move counts everywhere."""

    def __init__(self, at: datetime = START) -> None:
        self.move_to(at)

    def now(self) -> datetime:
        """The moment the test has set, aware, in UTC."""
        return self._now

    def move_to(self, at: datetime) -> datetime:
        """Set the moment; backwards too, for tests of what must not depend on order. Refuses a naive time."""
        if at.tzinfo is None:
            raise ValueError("the clock needs an aware time")
        self._now = at.astimezone(UTC)
        return self._now

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
        """Move forward and return the new moment."""
        return self.move_to(self._now + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))
