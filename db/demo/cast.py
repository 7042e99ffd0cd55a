"""The people of the demonstration office, as stories handle them."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass
class Job:
    """One period of employment. `until_on` is its last day."""

    id: UUID
    unit_id: UUID
    unit: str
    title: str
    respondent_type: str
    protection: str
    from_on: date
    until_on: date | None
    boss: "Someone | None" = None

    def covers(self, day: date) -> bool:
        """Whether the period covers a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(eq=False)
class Someone:
    """A person; `account_id` None for those who never sign in. `licence` is a lawyer's bar number."""

    id: UUID
    name: str
    account_id: UUID | None = None
    jobs: list[Job] = field(default_factory=list)
    licence: str = ""

    def job(self, day: date) -> Job | None:
        """The employment that covers a day; else the last before it."""
        covering = [one for one in self.jobs if one.covers(day)]
        before = [one for one in self.jobs if one.from_on <= day]
        return covering[0] if covering else before[-1] if before else None

    def is_employed(self, day: date) -> bool:
        """Whether some period covers the day."""
        return any(one.covers(day) for one in self.jobs)

    def superiors(self, day: date) -> list["Someone"]:
        """Everybody above this person on a day, nearest first."""
        found: list[Someone] = []
        job = self.job(day)
        while job is not None and job.boss is not None and job.boss not in found and job.boss is not self:
            found.append(job.boss)
            job = job.boss.job(day)
        return found


@dataclass(eq=False)
class Seat:
    """A board member's term and the seat it fills."""

    person: Someone
    qualification: str  # lawyer | public
    is_chair: bool
    is_alternate: bool
    from_on: date
    until_on: date | None

    def runs(self, day: date) -> bool:
        """Whether the term runs on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)
