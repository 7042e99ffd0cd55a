"""Founding the demonstration office: units, people, accounts, the board."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher

from db import models
from db.demo.cast import Job, Seat, Someone
from db.demo.names import new_names
from db.demo.world import World, structure
from db.domain.role import CASE_READING, Role

PASSWORD = "sorrel county demo"
YEARS = 5


class Founder:
    """Builds the office into a world. `factor` multiplies the staff: for offices of a benchmark's size."""

    def __init__(self, world: World, factor: int) -> None:
        self.world, self.factor = world, factor
        self.random = world.source("office")
        self.names: Iterator[str] = new_names(self.random)
        self.numbers = iter(self.random.sample(range(10_000, 100_000), 60_000))
        self.first_day = world.days.months_ago(YEARS * 12 + 3)
        salt = world.source("salt").getrandbits(128).to_bytes(16, "big")
        self.password_hash = PasswordHasher().hash(PASSWORD, salt=salt)  # once: it takes longer than all the rest

    def found(self) -> None:
        """The office with its units, people, accounts and board."""
        plan = structure()
        self.world.name = plan["name"]
        self.world.sheet.add(
            models.Office, kind="demo", name=plan["name"], zone=plan["zone"], help_contact=plan["help"],
            holidays=plan["holidays"], made_at=self.world.now,
        )  # fmt: skip
        self._units(plan)
        self._front(plan)
        for unit in plan["unit"]:
            self._unit_staff(unit, plan["titles"])
        self._officers(plan)
        self._board(plan["board"])
        self._accounts_for_chiefs()

    def _units(self, plan: dict[str, Any]) -> None:
        known = [(unit["code"], unit["name"]) for unit in plan["unit"]]
        for code, name in [("front_office", "Front Office"), *known, ("standards", "Professional Standards")]:
            row = self.world.sheet.add(models.Unit, code=code, name=name, from_on=date(2012, 1, 2))
            self.world.units[code] = row["id"]

    def person(self, *, on_roster: bool = True, licence: bool = False) -> Someone:
        """A new person."""
        name = next(self.names)
        plan = structure()
        parts = name.lower().replace(".", "").split()
        number = f"{next(self.numbers)}" if on_roster else None
        address = f"{parts[0]}.{parts[-1]}{'' if len(parts) == 2 else parts[1]}@{plan['email']}"
        row = self.world.sheet.add(
            models.Person, name=name, staff_number=f"S{number}" if number else None, email=address,
            pseudonym=f"p{self.random.getrandbits(60):015x}",
        )  # fmt: skip
        found = Someone(row["id"], name)
        if licence:
            found.licence = f"{self.random.randrange(1_000_000, 9_999_999)}"
            self.world.sheet.add(
                models.Licence, person_id=found.id, state=plan["state"], number=found.licence, status="active",
                from_on=self.first_day - timedelta(days=self.random.randrange(200, 9000)),
            )  # fmt: skip
        return found

    def employ(
        self,
        person: Someone,
        unit: str,
        title: str,
        *,
        kind: str,
        from_on: date,
        until_on: date | None = None,
        boss: Someone | None = None,
    ) -> Job:
        """A period of employment."""
        protection = self._protection(kind, from_on, until_on)
        share = self.random.choices([100, 80, 60, 50], [88, 6, 3, 3])[0] if kind == "non_lawyer" else 100
        row = self.world.sheet.add(
            models.Employment, person_id=person.id, unit_id=self.world.units[unit], title=title, fte_percent=share,
            respondent_type=kind, protection=protection, supervisor_id=boss.id if boss else None, from_on=from_on,
            until_on=until_on,
        )  # fmt: skip
        job = Job(row["id"], row["unit_id"], unit, title, kind, protection, from_on, until_on, boss)
        person.jobs.append(job)
        return job

    def _protection(self, kind: str, from_on: date, until_on: date | None) -> str:
        if kind == "head":
            return "at_will"
        if until_on is None and (self.world.days.as_of - from_on).days < 300:
            return "probationary"
        weights = [45, 50, 5] if kind == "assistant" else [8, 87, 5]
        return self.random.choices(["at_will", "civil_service", "contract"], weights)[0]

    def account(self, person: Someone, username: str, roles: list[str]) -> UUID:
        """An account with roles in force; all share the demonstration's password."""
        made = self.world.days.at(self.first_day, 9)
        row = self.world.sheet.add(
            models.Account, person_id=person.id, username=username, password_hash=self.password_hash, made_at=made
        )
        person.account_id = row["id"]
        admin = self.world.posts.get("admin")
        for role in roles:
            second = admin.account_id if admin and Role(role) in CASE_READING else None
            self.world.sheet.add(
                models.AccountRole, account_id=row["id"], role=role, granted_at=made, approved_at=made,
                approved_by_id=second,
            )  # fmt: skip
        self.world.posts[username] = person
        found: UUID = row["id"]
        return found

    def _front(self, plan: dict[str, Any]) -> None:
        """The elected head, the one before, and those directly below."""
        changed = self.world.days.months_ago(26)
        former, head = self.person(licence=True), self.person(licence=True)
        self.employ(
            former, "front_office", "County Prosecutor", kind="head", from_on=date(2014, 1, 6),
            until_on=changed - timedelta(days=1),
        )  # fmt: skip
        self.employ(head, "front_office", "County Prosecutor", kind="head", from_on=changed)
        self.world.former_head = former
        self._heads = (former, head, changed)
        self.account(head, "leadership", ["leadership"])
        for post in plan["post"]:
            if post["unit"] == "front_office" and post["kind"] != "head":
                self._below_heads(post["account"], post["roles"], post["title"], "front_office", post["kind"])

    def _below_heads(self, username: str, roles: list[str], title: str, unit: str, kind: str) -> Someone:
        former, head, changed = self._heads
        person = self.person(licence=kind == "assistant")
        since = self.first_day - timedelta(days=self.random.randrange(400, 2500))
        until = changed - timedelta(days=1)
        self.employ(person, unit, title, kind=kind, from_on=since, until_on=until, boss=former)
        self.employ(person, unit, title, kind=kind, from_on=changed, boss=head)
        if username:
            self.account(person, username, roles)
        return person

    def _officers(self, plan: dict[str, Any]) -> None:
        """Those of Professional Standards, and of Administration who work on matters."""
        director = self._below_heads("", [], "Director of Professional Standards", "standards", "assistant")
        for post in plan["post"]:
            if post["unit"] == "front_office":
                continue
            person = self.person(licence=post["kind"] == "assistant")
            boss = director if post["unit"] == "standards" else self.world.chiefs["administration"]
            since = self.first_day - timedelta(days=self.random.randrange(100, 2500))
            self.employ(person, post["unit"], post["title"], kind=post["kind"], from_on=since, boss=boss)
            self.account(person, post["account"], post["roles"])

    def _unit_staff(self, unit: dict[str, Any], titles: dict[str, list[str]]) -> None:
        legal = unit["lawyers"] > 0
        chief = self._chief(unit, "assistant" if legal else "non_lawyer")
        self.world.chiefs[unit["code"]] = chief
        share = unit["weight"] * 100 // (unit["lawyers"] + unit["others"])
        for place in range((unit["lawyers"] + unit["others"]) * self.factor):
            is_lawyer = place < unit["lawyers"] * self.factor
            title = self._title(unit["code"], titles, is_lawyer, place)
            for person in self._holders(unit["code"], title, "assistant" if is_lawyer else "non_lawyer", chief):
                self.world.staff.append(person)
                self.world.weights.append(share * self.random.choice((1, 1, 2, 3, 5)))

    def _title(self, unit: str, titles: dict[str, list[str]], is_lawyer: bool, place: int) -> str:
        if is_lawyer:
            return (
                ("Deputy chief" if place == 0 else "Senior assistant prosecutor")
                if place < 4
                else "Assistant prosecutor"
            )
        options = titles.get(unit, titles["any"])
        return options[place % len(options)]

    def _chief(self, unit: dict[str, Any], kind: str) -> Someone:
        boss = self.world.posts["deciding-official-three" if kind == "assistant" else "deciding-official-two"]
        person = self.person(licence=kind == "assistant")
        since = self.first_day - timedelta(days=self.random.randrange(300, 3000))
        self.employ(person, unit["code"], unit["chief"], kind=kind, from_on=since, boss=boss)
        return person

    def _holders(self, unit: str, title: str, kind: str, chief: Someone) -> list[Someone]:
        """Whoever held one position: usually one person, for some a predecessor who left."""
        since = self.first_day - timedelta(days=self.random.randrange(30, 3200))
        first = self.person(licence=kind == "assistant")
        if self.random.random() > 0.13:
            self.employ(first, unit, title, kind=kind, from_on=since, boss=chief)
            return [first]
        left = self.first_day + timedelta(days=self.random.randrange(200, 1600))
        self.employ(first, unit, title, kind=kind, from_on=since, until_on=left, boss=chief)
        second = self.person(licence=kind == "assistant")
        starts = self.world.days.next_open(left + timedelta(days=self.random.randrange(20, 90)))
        self.employ(second, unit, title, kind=kind, from_on=starts, boss=chief)
        return [first, second]

    def _accounts_for_chiefs(self) -> None:
        """Heads of units report what they see."""
        names = {"felony": "supervisor", "misdemeanor": "supervisor-two"}
        for place, (unit, chief) in enumerate(self.world.chiefs.items()):
            self.account(chief, names.get(unit, f"supervisor.{place + 1}"), ["supervisor"])

    def _board(self, plan: dict[str, int]) -> None:
        lawyers = ["lawyer"] * plan["lawyers"] + ["public"] * plan["public"]
        alternates = ["lawyer"] * plan["alternate_lawyers"] + ["public"] * plan["alternate_public"]
        for place, kind in enumerate([*lawyers, *alternates]):
            is_alternate = place >= len(lawyers)
            person = self.person(on_roster=False, licence=kind == "lawyer")
            self._seat(person, kind, place == 0, is_alternate)
            roles = ["board_chair", "board_member"] if place == 0 else ["board_member"]
            self.account(person, _board_name(place, kind, is_alternate), roles)

    def _seat(self, person: Someone, kind: str, is_chair: bool, is_alternate: bool) -> None:
        since = self.first_day - timedelta(days=self.random.randrange(60, 900))
        seat = Seat(person, kind, is_chair, is_alternate, since, None)
        self.world.seats.append(seat)
        self.world.sheet.add(
            models.BoardTerm, person_id=person.id, qualification=kind, is_chair=is_chair, is_alternate=is_alternate,
            from_on=since, until_on=None,
        )  # fmt: skip


def _board_name(place: int, kind: str, is_alternate: bool) -> str:
    if place == 0:
        return "board-chair"
    if place == 1:
        return "board-member"
    if place == 6:
        return "board-member-public"
    return f"board.{'alternate' if is_alternate else 'member'}.{place}"
