"""An invented office as frames, a function of its seed: small enough to hide cells in, or large enough to measure."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl

from analytics.frames import SCHEMAS, Frames
from analytics.view import Reading, View, prepare

START = date(2021, 3, 1)
TODAY = date(2026, 3, 2)
UNITS = ("Appeals", "Felony trials", "Juvenile", "Special victims")
CATEGORIES = ("bias", "case_information", "confidentiality", "trial", "unprofessional")
PLATFORMS = ("facebook", "instagram", "x", "forum")
KINDS = ("censure", "suspension", "termination", "counselling")
Rows = dict[str, list[dict[str, Any]]]


def frames(seed: int = 7, reports: int = 240, staff: int = 180) -> Frames:
    """The office's frames."""
    chance = random.Random(seed)
    rows: Rows = {name: [] for name in SCHEMAS}
    for number in range(reports):
        _report(chance, rows, number)
    for unit in UNITS:
        for month in range(START.year * 12 + START.month - 1, TODAY.year * 12 + TODAY.month):
            rows["exposure"].append({"unit": unit, "month": month, "staff_days": staff / len(UNITS) * 30.4})
    rows["events"] = [
        {"kind": "policy", "on": date(2024, 1, 15), "label": "Policy v2 in force"},
        {"kind": "training", "on": date(2024, 9, 2), "label": "Training round 1"},
        {"kind": "training", "on": date(2025, 6, 2), "label": "Training round 2"},
    ]
    for place, code in enumerate(CATEGORIES):
        rows["vocabulary"].append(
            {"noun": "category", "code": code, "label": code.replace("_", " ").capitalize(), "position": place}
        )
    return Frames(**{name: pl.DataFrame(rows[name], schema=dict(schema)) for name, schema in SCHEMAS.items()})


def _report(chance: random.Random, rows: Rows, number: int) -> None:
    report = f"r{number}"
    received = START + timedelta(days=chance.randrange((TODAY - START).days))
    screened = received + timedelta(days=chance.randrange(2, 25))
    is_screened = screened <= TODAY
    unit = chance.choices(UNITS, (5, 8, 2, 3))[0]
    rows["reports"].append(
        {
            "report": report, "source": "office", "received_on": received, "unit": unit, "channel": "page",
            "occurred_on": received - timedelta(days=chance.randrange(0, 40)), "kind": None, "closed_on": None,
            "status": "screened" if is_screened else "submitted", "screened_on": screened if is_screened else None,
        }
    )  # fmt: skip
    categories = list(dict.fromkeys(chance.choices(CATEGORIES, (3, 9, 1, 4, 12), k=chance.choice((1, 1, 1, 2)))))
    for category in categories:
        rows["report_categories"].append({"report": report, "category": category})
    _posts(chance, rows, report, received, categories)
    due = received + timedelta(days=30)
    rows["deadlines"].append(
        {
            "deadline": f"{report}d", "report": report, "case": None, "rule": "screen", "obligation": "goal",
            "due_on": due - timedelta(days=12), "met_on": screened if is_screened else None, "is_void": False,
        }
    )  # fmt: skip
    opens = is_screened and chance.random() < 0.5
    if is_screened:
        outcome = "opened" if opens else "dismissed"
        case = f"c{number}" if opens else None
        rows["screenings"].append({"report": report, "case": case, "outcome": outcome, "decided_on": screened})
    if opens:
        _case(chance, rows, number, screened, unit, categories[0])


def _posts(chance: random.Random, rows: Rows, report: str, received: date, categories: list[str]) -> None:
    for place in range(chance.choice((1, 1, 2, 3))):
        post, platform = f"{report}p{place}", chance.choices(PLATFORMS, (9, 4, 6, 1))[0]
        rows["posts"].append({"post": post, "report": report, "platform": platform, "posted_on": received})
        for category in categories:
            rows["post_categories"].append({"post": post, "report": report, "category": category, "subtype": category})


def _case(chance: random.Random, rows: Rows, number: int, opened: date, unit: str, category: str) -> None:
    case, report = f"c{number}", f"r{number}"
    charged = opened + timedelta(days=chance.randrange(40, 300))
    disposed = charged + timedelta(days=chance.randrange(40, 400))
    is_charged, is_disposed = charged <= TODAY and chance.random() < 0.7, disposed <= TODAY
    track = chance.choice(("employer", "licence"))
    rows["cases"].append(
        {
            "case": case, "track": track, "opened_on": opened, "unit": unit, "category": category,
            "severity": chance.choice((1, 2, 3, 4)), "stayed_days": 0, "charged_on": charged if is_charged else None,
            "disposed_on": disposed if is_disposed else None, "closed_on": disposed if is_disposed else None,
            "stage": "closed" if is_disposed else ("charged" if is_charged else "investigation"),
        }
    )  # fmt: skip
    rows["case_reports"].append({"case": case, "report": report})
    rows["stages"].append(
        {
            "case": case, "stage": "investigation", "started_on": opened,
            "ended_on": min(charged, disposed) if charged <= TODAY else None,
        }
    )  # fmt: skip
    if is_charged and is_disposed and chance.random() < 0.6:
        rows["findings"].append(
            {"case": case, "charge": f"{case}h", "outcome": "sustained", "found_on": disposed, "is_final": True}
        )
        done = chance.random() < 0.7
        rows["sanctions"].append(
            {
                "sanction": f"{case}s", "case": case, "track": track, "kind": chance.choices(KINDS, (6, 3, 1, 2))[0],
                "status": "carried_out" if done else "pending", "imposed_on": disposed,
                "carried_out_on": disposed if done else None,
            }
        )  # fmt: skip


def reading(*, case_level: bool = False, seed: int = 7, reports: int = 240, **filters: Any) -> Reading:
    """The office as somebody sees it."""
    return prepare(frames(seed, reports), View(TODAY, case_level=case_level, **filters))
