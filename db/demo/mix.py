"""How many reports come in which month, of what kind, and what becomes of each."""

import random
from datetime import date

from db.demo.days import Days
from db.demo.routine import Slot

MONTHS = 60
TRAINED = 15  # months before the as-of month: the training that has an effect
RECENT = 13  # reports of the last months that become cases are told one by one (`staged`)

_OUT = ("dismissed",) * 66 + ("informal",) * 27 + ("referred",) * 7

COURSES = (
    *("employer:dismissed",) * 6, *("licence:dismissed",) * 4, *("employer:diverted",) * 7,
    *("employer:no_violation",) * 7, *("licence:no_violation",) * 4,
    *("employer:counselling",) * 3, *("employer:censure",) * 5, *("employer:suspension",) * 2,
    *("licence:admonition",) * 2, *("licence:censure",) * 2, *("licence:suspension",) * 1,
    *("employer:grieved",) * 2, *("licence:grieved",) * 1,
)  # fmt: skip
"""What becomes of the routine reports that are taken up: about as many clear as sustain."""

_SEASON = (2, 1, 2, 1, 2, 2, 1, 1, 2, 3, 3, 1)  # other reports, by month of the year: campaign time is busy


def plan_block(days: Days, source: random.Random) -> list[Slot]:
    """The routine reports of one office's five years, oldest first."""
    found: list[tuple[date, bool, int]] = []
    for months in range(MONTHS - 1, -1, -1):
        settings = source.choices((1, 2, 3), (22, 68, 10))[0] if months > TRAINED else 1
        first = days.months_ago(months)
        others = max(0, _SEASON[first.month - 1] - (1 if source.random() < 0.35 else 0))
        for is_security in (True,) * settings + (False,) * others:
            day = first.replace(day=source.randint(6, 27))
            if day < days.as_of:
                found.append((day, is_security, months))
    found.sort(key=lambda one: one[0])
    return _with_outcomes(found, source)


def _with_outcomes(found: list[tuple[date, bool, int]], source: random.Random) -> list[Slot]:
    courses = list(COURSES)
    source.shuffle(courses)
    taken = _taken(found, courses, source)
    slots = []
    for index, (day, is_security, _) in enumerate(found):
        outcome = taken.get(index) or source.choice(_OUT)
        slots.append(Slot(index, day, is_security, outcome))
    return slots


def _taken(found: list[tuple[date, bool, int]], courses: list[str], source: random.Random) -> dict[int, str]:
    """Which of the older reports are taken up, and how each goes: slips with settings are mostly diverted."""
    older = [index for index, (_, _, months) in enumerate(found) if months >= RECENT]
    slips = [index for index in older if found[index][1]]
    others = [index for index in older if not found[index][1] and found[index][2] >= RECENT + 6]
    source.shuffle(slips)
    source.shuffle(others)
    light = [one for one in courses if one.endswith((":diverted", ":counselling"))]
    rest = [one for one in courses if one not in light]
    placed = dict(zip(slips, light, strict=False))
    placed.update(zip(others, rest, strict=False))
    return placed
