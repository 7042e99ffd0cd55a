"""What a report and a case have in common as stories: a clock of their own, a timeline, deadlines and relations."""

import random
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from db import models
from db.demo.cast import Someone
from db.demo.days import CLOSES, OPENS
from db.demo.sheet import Row
from db.demo.world import World
from db.domain.event import EVENTS

CHECKS = ("retaliation_check", "tell_reporter")  # clocks that go on when a case is closed


class Stopped(Exception):
    """The story has reached the as-of date, or the point at which it was to stop: its matter stays as it is."""


class Chronicle:
    """One matter told in order. `at` is the story's moment (UTC); every verb happens then or a little later."""

    def __init__(self, world: World, source: random.Random, at: datetime) -> None:
        self.world, self.random, self.days = world, source, world.days
        self.sheet = world.sheet
        self.at = at
        self.deadlines: list[Row] = []
        self.relations: list[Row] = []
        self.row: Row = {}
        self.hurry = False  # everything at once: where delay endangers someone

    # --- the story's clock

    @property
    def today(self) -> date:
        """The office's day of the story."""
        return self.days.day(self.at)

    def tick(self, least: int = 4, most: int = 45) -> datetime:
        """Some minutes later, within office hours."""
        moment = self.at + timedelta(minutes=self.random.randint(least, most))
        local = moment.astimezone(self.days.zone)
        if local.hour >= CLOSES:
            day = self.days.next_open(local.date() + timedelta(days=1))
            moment = self.days.at(day, OPENS, self.random.randint(3, 40))
        return self._go(moment)

    def wait(self, least: int, most: int | None = None) -> datetime:
        """So many days later, at some hour of a working day; 0 days is later the same day."""
        days = self.random.randint(least, most if most is not None else least)
        if days == 0 or self.hurry:
            return self.tick()
        return self.on(self.today + timedelta(days=days))

    def on(self, day: date) -> datetime:
        """On that day, or the next on which the office works; a little later where that day has come already."""
        if day <= self.today:
            return self.tick()
        opened = self.days.next_open(day)
        return self._go(self.days.at(opened, self.random.randint(OPENS, CLOSES - 2), self.random.randint(0, 59)))

    def after(self, moment: datetime) -> datetime:
        """On a working day after that moment."""
        return self.on(self.days.day(moment) + timedelta(days=1))

    def _go(self, moment: datetime) -> datetime:
        if moment >= self.world.now:
            raise Stopped
        self.at = moment
        return moment

    # --- the timeline

    def keys(self) -> dict[str, UUID | None]:
        """The ids of the matter, as events, deadlines and relations point at it."""
        raise NotImplementedError

    def event(self, name: str, actor: Someone | None, text: str = "", **facts: Any) -> None:
        """A line of the timeline. `actor` None: the system."""
        self.sheet.add(
            models.Event,
            name=name,
            at=self.at,
            actor_account_id=actor.account_id if actor else None,
            actor_label=actor.name if actor else "Probity",
            audience=EVENTS[name].audience.value,
            text=text,
            facts=facts,
            **self.keys(),
        )

    def notify(self, person: Someone, kind: str, text: str) -> None:
        """A line in somebody's inbox; what is older than two weeks was read."""
        if person.account_id is None or self.world.now - self.at > timedelta(days=120):
            return
        is_old = self.world.now - self.at > timedelta(days=14)
        read_at = self.at + timedelta(hours=self.random.randint(1, 30)) if is_old else None
        self.sheet.add(
            models.Notice, person_id=person.id, kind=kind, text=text, at=self.at, read_at=read_at, **self.keys()
        )

    # --- deadlines

    def start(self, trigger: str, track: str | None, *, at: datetime | None = None) -> list[Row]:
        """Start every clock that the trigger starts."""
        moment = at or self.at
        found = []
        for rule in self.days.rules(trigger, track, self.days.day(moment)):
            due = self.days.due(rule, moment)
            if due is None or (self.running(rule.code) and not rule.repeats):
                continue
            row = self.sheet.add(
                models.Deadline,
                rule=rule.code,
                label=rule.label,
                kind=rule.binding.value,
                on_miss=rule.on_miss.value,
                who_must_act=rule.who_must_act,
                started_at=moment,
                due_at=due,
                first_due_at=due,
                **self.keys(),
            )
            self.deadlines.append(row)
            found.append(row)
        return found

    def running(self, *rules: str) -> list[Row]:
        """The clocks of these rules (none named: of all) that are neither met nor ended."""
        return [
            row
            for row in self.deadlines
            if row["met_at"] is None and row["ended_at"] is None and (not rules or row["rule"] in rules)
        ]

    def due_at(self, *rules: str) -> datetime | None:
        """When the latest clock of these rules is due."""
        rows = [row for row in self.deadlines if row["rule"] in rules]
        return rows[-1]["due_at"] if rows else None

    def meet(self, *rules: str, at: datetime | None = None) -> None:
        """Meet the running clocks of these rules."""
        for row in self.running(*rules):
            row["met_at"] = at or self.at

    def end(self, reason: str, *rules: str) -> None:
        """End running clocks: those of these rules, or all but those that outlive a matter."""
        for row in self.running(*rules):
            if rules or not row["rule"].startswith(CHECKS):
                row["ended_at"], row["ended_reason"] = self.at, reason

    def lapse(self, *rules: str) -> None:
        """Let the time of these clocks run out: the right has lapsed, and nothing more is to be done."""
        for row in self.running(*rules):
            row["ended_at"], row["ended_reason"] = max(row["due_at"], row["started_at"]), "The time has run."

    # --- relations

    def relate(
        self,
        person: Someone,
        kind: str,
        reason: str,
        *,
        source: str,
        by: Someone | None = None,
        until_at: datetime | None = None,
    ) -> Row | None:
        """Put a person in a relation to the matter; nothing where it runs already."""
        if self.held(person, kind):
            return None
        row = self.sheet.add(
            models.MatterRelation,
            person_id=person.id,
            kind=kind,
            from_at=self.at,
            until_at=until_at,
            reason=reason,
            source=source,
            by_id=by.account_id if by else None,
            **self.keys(),
        )
        self.relations.append(row)
        return row

    def held(self, person: Someone, *kinds: str) -> bool:
        """Whether a person has one of these relations now (any, where none is named)."""
        return any(
            row["until_at"] is None and (not kinds or row["kind"] in kinds) and row["person_id"] == person.id
            for row in self.relations
        )

    def end_relation(self, person: Someone, kind: str) -> None:
        """End a running relation."""
        for row in self.relations:
            if row["person_id"] == person.id and row["kind"] == kind and row["until_at"] is None:
                row["until_at"] = self.at

    def someone(self, people: list[Someone]) -> Someone:
        """One of these who has no part in the matter yet."""
        free = [one for one in people if not self.held(one)] or people
        return self.random.choice([one for one in free if one in self.world.prefer] or free)
