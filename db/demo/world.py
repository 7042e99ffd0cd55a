"""What every story shares: the office's people, its days and rules, its texts, and the numbers given out."""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from db import models
from db.demo.cast import Seat, Someone
from db.demo.days import Days
from db.demo.files import SampleFile
from db.demo.sheet import Sheet, new_random
from db.domain.number import new_case_number, new_report_number
from db.domain.reference import Reference
from db.domain.taxonomy import Subtype

HERE = Path(__file__).resolve().parent


@cache
def read_words(name: str) -> dict[str, Any]:
    """One file of texts."""
    with (HERE / "words" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def structure() -> dict[str, Any]:
    """Units, posts, board, policies and training of the office."""
    with (HERE / "structure.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Clause:
    """A section of a policy version, with its days in force."""

    id: UUID
    code: str
    subtypes: frozenset[str]
    from_on: date
    until_on: date | None


@dataclass
class World:
    """The office. `sheet` takes the rows of the story under way; `index` tells stories apart."""

    seed: int
    days: Days
    reference: Reference
    sheet: Sheet
    files: list[SampleFile]
    name: str = ""
    staff: list[Someone] = field(default_factory=list)  # those whom reports name
    weights: list[int] = field(default_factory=list)  # how often each of them is named
    posts: dict[str, Someone] = field(default_factory=dict)  # by user name
    seats: list[Seat] = field(default_factory=list)
    chiefs: dict[str, Someone] = field(default_factory=dict)  # by unit
    former_head: Someone | None = None
    clauses: list[Clause] = field(default_factory=list)
    versions: list[tuple[UUID, date]] = field(default_factory=list)
    units: dict[str, UUID] = field(default_factory=dict)
    subtypes: dict[str, Subtype] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    learned: dict[str, date] = field(default_factory=dict)  # when a staged case must begin to stop in time
    prefer: set[Someone] = field(default_factory=set)  # who is chosen first where several could be
    _units: dict[str, list[Someone]] = field(default_factory=dict)  # who of the staff ever worked there

    def __post_init__(self) -> None:
        self.subtypes = {one.code: one for one in self.reference.taxonomy.subtypes}

    @property
    def now(self) -> datetime:
        """The first moment of the as-of date (UTC)."""
        return self.days.now

    def source(self, *parts: object) -> random.Random:
        """A source of a story's own: what one story draws changes no other."""
        return new_random(self.seed, *parts)

    def report_number(self, year: int, source: random.Random) -> str:
        """A number for a report that no other has."""
        while (number := new_report_number(year, source)) in self.numbers:
            pass
        self.numbers.add(number)
        return number

    def case_number(self, year: int, source: random.Random) -> str:
        """A number for a case that no other has."""
        while (number := new_case_number(year, source)) in self.numbers:
            pass
        self.numbers.add(number)
        return number

    def role(self, prefix: str) -> list[Someone]:
        """Everybody whose user name begins so: the investigators, the clerks."""
        return [one for name, one in self.posts.items() if name == prefix or name.startswith(f"{prefix}-")]

    def board_on(self, day: date) -> list[Seat]:
        """The seats whose terms run on a day, members before alternates."""
        return [seat for seat in self.seats if seat.runs(day)]

    def leave(self, person: Someone, day: date, *, licence: str = "") -> None:
        """End a person's employment on a day, or note what became of a license, where the roster is still unwritten."""
        if licence:
            for row in self.sheet.rows(models.Licence):
                if row["person_id"] == person.id:
                    row["status"] = licence
            return
        rows = [row for row in self.sheet.rows(models.Employment) if row["person_id"] == person.id]
        for row in rows:
            if row["from_on"] <= day and (row["until_on"] is None or row["until_on"] > day):
                row["until_on"] = day
        for job in person.jobs if rows else ():
            if job.covers(day):
                job.until_on = day
        for model in (models.Acknowledgement, models.TrainingCompletion):
            kept = self.sheet.rows(model)
            kept[:] = [row for row in kept if row["person_id"] != person.id or not rows or row["on"] <= day]

    def clause_for(self, codes: list[str], day: date) -> UUID | None:
        """The policy section that spoke to the first of these sub-types on a day."""
        for code in codes:
            for one in self.clauses:
                if code in one.subtypes and one.from_on <= day and (one.until_on is None or day <= one.until_on):
                    return one.id
        return None

    def pick(self, source: random.Random, day: date) -> Someone:
        """Somebody whom a report may name, employed on that day."""
        for _ in range(40):
            found = source.choices(self.staff, self.weights)[0]
            if found.is_employed(day):
                return found
        return next(one for one in self.staff if one.is_employed(day))

    def pick_in(self, source: random.Random, day: date, unit: str, *, lawyer: bool | None = None) -> Someone:
        """Somebody of a unit, employed there on that day; `lawyer` None for either."""
        found = []
        for one in self._staff_of(unit):
            job = one.job(day)
            if job is None or not job.covers(day) or job.unit != unit or one is self.chiefs.get(unit):
                continue
            if lawyer is None or bool(one.licence) is lawyer:
                found.append(one)
        return source.choice(found)

    def _staff_of(self, unit: str) -> list[Someone]:
        """Whoever of the staff ever worked in a unit; nobody joins once the stories begin."""
        if not self._units:
            for one in self.staff:
                for code in dict.fromkeys(job.unit for job in one.jobs):
                    self._units.setdefault(code, []).append(one)
        return self._units.get(unit, [])
