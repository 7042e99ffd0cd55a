"""Rows of the list as the answers and pages show them."""

from datetime import datetime
from typing import Any

from api.cases.listing import Page
from api.cases.schemas import CaseList, CaseRow
from db.domain.deadline import Clock, clock_words
from db.domain.stage import Stage, stage_label
from db.work import Work

HEADER = (
    "number", "track", "stage", "stage_since", "opened",
    "respondent", "unit", "assigned_to", "next_deadline", "overdue",
)  # fmt: skip


_LABELS: dict[int, dict[tuple[str, str], str]] = {}


def labels_of(work: Work) -> dict[tuple[str, str], str]:
    """(track, stage) -> the stage in the office's own words for that track; made once per loaded reference."""
    found = _LABELS.get(id(work.reference))
    if found is None:
        found = {
            (track.value, stage.value): stage_label(stage, track, procedure.words)
            for track, procedure in work.reference.procedures.items()
            for stage in Stage
        }
        _LABELS[id(work.reference)] = found
    return found


def answer_of(work: Work, page: Page) -> CaseList:
    """A page of the list as JSON."""
    labels, now = labels_of(work), work.now
    return CaseList(
        items=[_row(row, labels, now) for row in page.rows],
        first=page.first,
        last=page.last,
        total=page.total,
        next=page.next or None,
        previous=page.previous or None,
    )


def _row(row: Any, labels: dict[tuple[str, str], str], now: datetime) -> CaseRow:
    number, track, stage, stage_since_at, opened_at, respondent, unit, assignee, due = row
    return CaseRow(
        number,
        track,
        stage,
        labels[track, stage],
        stage_since_at,
        opened_at,
        respondent,
        unit,
        assignee,
        due,
        due is not None and due < now,
    )


def table_rows(work: Work, page: Page) -> list[dict[str, Any]]:
    """A page of the list for the table of the page."""
    labels = labels_of(work)
    found = []
    for row in page.rows:
        due = clock_words(Clock(row.next_due_at), work.now, work.office.zone) if row.next_due_at else None
        late = row.next_due_at is not None and row.next_due_at < work.now
        found.append(
            {
                "late": late,
                "cells": {
                    "number": {"text": row.number, "href": f"/cases/{row.number}"},
                    "respondent": {"text": row.respondent, "note": row.unit or ""},
                    "stage": {"text": labels[row.track, row.stage], "note": f"since {_day(work, row.stage_since_at)}"},
                    "assignee": row.assignee or {"text": "Nobody yet", "note": ""},
                    "due": _due(due.text if due else "", late),
                    "opened": _day(work, row.opened_at),
                },
            }
        )
    return found


def _due(words: str, late: bool) -> Any:
    if not words:
        return {"text": "Nothing is due", "quiet": True}
    return {"text": words, "state": "overdue"} if late else words


def _day(work: Work, moment: datetime) -> str:
    local = moment.astimezone(work.office.zone)
    return f"{local:%b}\u00a0{local.day}, {local.year}"


def csv_rows(work: Work, rows: list[Any]) -> list[tuple[str, ...]]:
    """The rows for CSV, dates in the office's zone."""
    labels, zone = labels_of(work), work.office.zone
    return [
        (
            row.number,
            row.track,
            labels[row.track, row.stage],
            f"{row.stage_since_at.astimezone(zone):%Y-%m-%d}",
            f"{row.opened_at.astimezone(zone):%Y-%m-%d}",
            row.respondent,
            row.unit or "",
            row.assignee or "",
            f"{row.next_due_at.astimezone(zone):%Y-%m-%d}" if row.next_due_at else "",
            "yes" if row.next_due_at and row.next_due_at < work.now else "no",
        )
        for row in rows
    ]
