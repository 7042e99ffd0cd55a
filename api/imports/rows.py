"""A source's records as rows of our tables. Days become the office's midnight; nothing contradictory is mended."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from db.domain.import_mapping import ImportMapping
from db.domain.import_reading import Batch, SourceCase
from db.identity import new_id

SHOWN = 500  # a line of the record


def coverage_values(mapping: ImportMapping, batch: Batch, now: datetime) -> dict[str, Any]:
    """What the import covers, with its counts and whether its rows stand in a public release."""
    source = mapping.source
    return {
        "label": source.label,
        "from_on": source.from_on,
        "until_on": source.until_on,
        "as_of_on": source.as_of_on,
        "imported_at": now,
        "has_roster": False,
        "counts": {
            "rows": batch.rows,
            "reports": len(batch.cases),
            "refused": batch.refused,
            "marked": batch.marked,
            "published": source.is_published,
        },
    }


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment a day begins in the office's zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def incident_values(mapping: ImportMapping, case: SourceCase, zone: ZoneInfo) -> dict[str, Any]:
    """The columns of a report that its source decides, and may change later."""
    received = midnight(case.received_on, zone)
    occurred = midnight(case.incident_on, zone) if case.incident_on else None
    is_over = case.closed_on is not None or (
        bool(mapping.cases.open_statuses) and case.status not in mapping.cases.open_statuses
    )
    return {
        "status": "closed"
        if is_over
        else "screened",  # never in our own queue of screening; its own words stand beside
        "source": (case.reporter or "imported")[:60],
        "received_at": received,
        "reported_from_at": received,
        "reported_precision": "day",
        "occurred_from_at": occurred,
        "occurred_precision": "day" if occurred else "unknown",
        "date_marks": list(case.marks),
        "source_status": case.status[:SHOWN] or None,
        "source_kind": case.kind[:SHOWN] or None,
        "source_closed_on": case.closed_on,
        "incident_on": case.incident_on,
    }


def incident_row(
    mapping: ImportMapping, case: SourceCase, key: UUID, number: str, coverage: UUID, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """A new report of the source."""
    empty: dict[str, Any] = dict.fromkeys(
        (
            *("entered_by_id", "reported_until_at", "found_from_at", "found_until_at", "occurred_until_at", "unit_id"),
            *("severity", "screened_at", "closed_at", "assigned_to_id"),
        )
    )
    return {
        **empty,
        **incident_values(mapping, case, zone),
        "id": key,
        "number": number,
        "version": 1,
        "origin": "imported",
        "channel": "import",
        "entered_at": now,
        "found_precision": "unknown",
        "dates_zone": zone.key,
        "summary": f"{mapping.source.label}, {case.external_id}"[:SHOWN],
        "narrative": "",
        "harm": "",
        "urgent": False,
        "urgent_reason": "",
        "coverage_id": coverage,
    }


def record_row(
    mapping: ImportMapping, kind: str, external: str, incident: UUID, data: Any, marks: list[str]
) -> dict[str, Any]:
    """The source's own record, as it came."""
    return {
        "id": new_id(),
        "source": mapping.source.code,
        "kind": kind,
        "external_id": external,
        "incident_id": incident,
        "data": data,
        "marks": list(marks),
    }


def category_row(incident: UUID, word: str) -> dict[str, Any]:
    """A category in the source's own words."""
    return {"id": new_id(), "incident_id": incident, "label": word[:SHOWN]}
