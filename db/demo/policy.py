"""Policies with a revision, who acknowledged them, two rounds of training, audits of the office's own accounts."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from db import models
from db.demo.world import Clause, World, structure


def write_policies(world: World) -> None:
    """Policies, versions, sections, acknowledgements; training modules, sessions and completions."""
    plan = structure()
    for policy in plan["policy"]:
        row = world.sheet.add(models.Policy, code=policy["code"], title=policy["title"])
        starts = [world.days.months_ago(version["months"]) for version in policy["version"]]
        ends: list[date | None] = [start - timedelta(days=1) for start in starts[1:]]
        for number, (version, start, end) in enumerate(zip(policy["version"], starts, [*ends, None], strict=True), 1):
            _version(world, row["id"], number, version, start, end)
    for training in plan["training"]:
        _training(world, training)
    _audits(world)


def _version(world: World, policy_id: UUID, number: int, plan: dict[str, Any], start: date, end: date | None) -> None:
    row = world.sheet.add(
        models.PolicyVersion, policy_id=policy_id, version=number, from_on=start, until_on=end, summary=plan["summary"]
    )
    world.versions.append((row["id"], start))
    owner = world.posts["deciding-official-three"]
    for code in plan["sections"]:
        section = structure()["section"][code]
        review = world.days.months_ago(-section["review_months"]) if end is None else None
        found = world.sheet.add(
            models.PolicySection, version_id=row["id"], code=code, title=section["title"], text=section["text"],
            subtypes=section["subtypes"], owner_id=owner.id, review_on=review,
        )  # fmt: skip
        world.clauses.append(Clause(found["id"], code, frozenset(section["subtypes"]), start, end))
    _acknowledge(world, row["id"], start, end)


def _acknowledge(world: World, version_id: UUID, start: date, end: date | None) -> None:
    """Almost everybody acknowledges a version within two months of it, or in the first weeks of the job."""
    source = world.source("acknowledged", start)
    people = [*world.staff, *world.chiefs.values(), *(one for one in world.posts.values() if one.jobs)]
    for person in dict.fromkeys(people):
        first, last = person.jobs[0].from_on, person.jobs[-1].until_on
        day = max(start, first) + timedelta(days=source.randrange(1, 55))
        is_there = (last is None or day <= last) and (end is None or day <= end) and day < world.days.as_of
        if is_there and source.random() < 0.94:
            world.sheet.add(models.Acknowledgement, person_id=person.id, version_id=version_id, on=day)


def _training(world: World, plan: dict[str, Any]) -> None:
    module = world.sheet.add(models.TrainingModule, code=plan["code"], title=plan["title"], subtypes=plan["subtypes"])
    day = world.days.next_open(world.days.months_ago(plan["months"], 3))
    session = world.sheet.add(models.TrainingSession, module_id=module["id"], label=plan["label"], on=day)
    source = world.source("training", plan["code"])
    for person in [*world.staff, *world.chiefs.values()]:
        if person.is_employed(day) and source.random() < 0.91:
            done = day if source.random() < 0.7 else day + timedelta(days=source.randrange(2, 45))
            world.sheet.add(models.TrainingCompletion, session_id=session["id"], person_id=person.id, on=done)


def _audits(world: World) -> None:
    """Twice a year somebody looks through the office's own public accounts."""
    results = (
        "All posts of the period were read. Nothing was found.",
        "One post named a hearing date that was later moved; corrected the same day.",
        "The list of people who can post was longer than the register: two entries were removed.",
        "Two comments of the public had been hidden without a reason; both were restored.",
    )
    source = world.source("audits")
    for half in range(10, 0, -1):
        day = world.days.next_open(world.days.months_ago(half * 6 - 3, 12))
        for platform in ("x", "facebook", "instagram"):
            world.sheet.add(
                models.AccountAudit, platform=platform, handle="@SorrelProsecutor", on=day,
                result=source.choices(results, [8, 1, 1, 1])[0],
            )  # fmt: skip
