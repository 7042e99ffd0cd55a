"""Filing a report: what its reporter gives, and the rows, relations and clocks that come of it."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from db import models
from db.demo.cast import Someone
from db.demo.chronicle import Chronicle
from db.demo.posts import PostPlan, add_posts
from db.demo.sheet import Row
from db.demo.world import World
from db.domain.facts import PersonKey
from db.domain.lockout import relations_on_submit


@dataclass
class Named:
    """Somebody a report names: `person` None while only a name in free text is known."""

    person: Someone | None
    part: str = "alleged"
    name: str = ""
    details: str = ""
    row: Row = field(default_factory=dict)


@dataclass
class Filing:
    """What a reporter gives. `reporter` None: nobody is known; `contact` reaches somebody outside the office."""

    summary: str
    narrative: str
    posts: Sequence[PostPlan]
    named: Sequence[Named]
    source: str = "supervisor"
    reporter: Someone | None = None
    name: str = ""
    contact: str = ""
    harm: str = ""
    urgent: str = ""
    wishes: str = ""
    matters: Sequence[tuple[str, str, str]] = ()  # number, court, stage
    codes: Sequence[str] = ()  # kinds of conduct that no post carries
    own_dates: tuple[date, date] | None = None  # conduct without a post


class Filed(Chronicle):
    """A report that was filed; `row` is the Incident."""

    def __init__(self, world: World, source: random.Random, at: datetime, intake: Someone | None = None) -> None:
        super().__init__(world, source, at)
        self.intake = intake or self.someone(world.role("intake"))
        self.filing: Filing
        self.posts: list[Row] = []
        self.evidence: list[Row] = []
        self.screenings: list[Row] = []
        self.cases: list[Any] = []
        self.matters: list[Row] = []
        self.filer: Someone = self.intake

    def keys(self) -> dict[str, UUID | None]:
        """The report's own id."""
        return {"incident_id": self.row["id"], "case_id": None}

    @property
    def alleged(self) -> list[Named]:
        """Those whose conduct is reported."""
        return [one for one in self.filing.named if one.part == "alleged"]

    def file(self, filing: Filing) -> "Filed":
        """File the report: its rows, relations and clocks."""
        self.filing = filing
        reporter = filing.reporter
        self.filer = reporter if reporter and reporter.account_id and filing.source == "supervisor" else self.intake
        codes = list(dict.fromkeys([*filing.codes, *(code for post in filing.posts for code in post.subtypes)]))
        first = self.alleged[0].person if self.alleged else None
        self.row = self._incident(filing, codes, first)
        self.event("report:filed", self.filer)
        self._beside(filing, codes)
        self.posts = add_posts(self, first)
        self._relations(filing)
        self.start("incident_received", None)
        return self

    def _incident(self, filing: Filing, codes: Sequence[str], first: Someone | None) -> Row:
        conduct = self._conduct(filing)
        job = first.job(self.days.day(conduct[0])) if first else None
        found_at = min(self.at, max(conduct[0], self.at - timedelta(days=self.random.choice((0, 0, 1, 1, 2, 3, 6)))))
        found_from, found_until = self._day_span(self.days.day(found_at))
        grave = max((self.world.subtypes[code].severity for code in codes), default=1)
        return self.sheet.add(
            models.Incident,
            number=self.world.report_number(self.today.year, self.random),
            version=1,
            origin="own",
            status="submitted",
            source=filing.source,
            channel="page" if self.filer is not self.intake else "intake",
            entered_by_id=self.filer.account_id,
            entered_at=self.at,
            received_at=self.at,
            reported_from_at=self.at,
            reported_until_at=self.at,
            reported_precision="exact",
            found_from_at=found_from,
            found_until_at=found_until,
            found_precision="day",
            occurred_from_at=conduct[0],
            occurred_until_at=conduct[1],
            occurred_precision="day" if filing.own_dates else filing.posts[0].precision,
            dates_zone=self.days.zone.key,
            date_marks=[],
            summary=filing.summary,
            narrative=filing.narrative,
            harm=filing.harm,
            urgent=bool(filing.urgent),
            urgent_reason=filing.urgent,
            unit_id=job.unit_id if job else None,
            severity=grave,
            assigned_to_id=self.intake.id,
        )

    def _conduct(self, filing: Filing) -> tuple[datetime, datetime]:
        if filing.own_dates:
            first, last = filing.own_dates
            return self._day_span(first)[0], self._day_span(last)[1]
        moments = [post.posted(self) for post in filing.posts]
        return min(first for first, _ in moments), max(last for _, last in moments)

    def _day_span(self, day: date) -> tuple[datetime, datetime]:
        return self.days.at(day, 0), self.days.at(day + timedelta(days=1), 0)

    def _beside(self, filing: Filing, codes: list[str]) -> None:
        incident_id = self.row["id"]
        self.sheet.add(
            models.ReporterIdentity, incident_id=incident_id, person_id=filing.reporter.id if filing.reporter else None,
            name=filing.name or None, contact=filing.contact or None, wishes=filing.wishes,
        )  # fmt: skip
        for one in filing.named:
            one.row = self.sheet.add(
                models.IncidentPerson, incident_id=incident_id, part=one.part,
                person_id=one.person.id if one.person else None,
                name=one.name or (one.person.name if one.person else ""), details=one.details,
            )  # fmt: skip
        for code in codes:
            self.sheet.add(models.IncidentCategory, incident_id=incident_id, subtype=code, chosen_by="reporter")
        for number, court, stage in filing.matters:
            self.matters.append(
                self.sheet.add(
                    models.AffectedMatter, incident_id=incident_id, number=number, court=court, court_stage=stage,
                    review="not_reviewed",
                )
            )  # fmt: skip

    def _relations(self, filing: Filing) -> None:
        people: dict[UUID, Someone] = {}

        def part(name: str) -> list[UUID]:
            found = [one.person for one in filing.named if one.part == name and one.person]
            people.update({one.id: one for one in found})
            return [one.id for one in found]

        chains: dict[PersonKey, Iterable[PersonKey]] = {}
        for one in self.alleged:
            if one.person:
                above = one.person.superiors(self.today)
                people.update({boss.id: boss for boss in above})
                chains[one.person.id] = [boss.id for boss in above]
        if filing.reporter:
            people[filing.reporter.id] = filing.reporter
        created = relations_on_submit(
            reporter=filing.reporter.id if filing.reporter else None,
            respondents=part("alleged"),
            involved=part("involved"),
            witnesses=part("witness"),
            chains=chains,
        )
        for relation in created:
            key = relation.person if isinstance(relation.person, UUID) else UUID(relation.person)
            self.relate(people[key], relation.kind.value, relation.reason, source="submit", by=self.filer)
