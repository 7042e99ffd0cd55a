"""Reports as JSON for those who screen them: the queue with a cursor, and one report with its version."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from api.access import access_incident
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.intake import view
from api.intake.duplicates import duplicates
from api.intake.next_move import next_move
from api.intake.queue import QueueRow, queue_after
from api.intake.queue_filter import filter_in
from api.intake.screens import acts_of
from api.problems import READ_PROBLEMS
from db.work import Work

TAGS = ["reports"]


class QueueAnswer(msgspec.Struct):
    """A page of the queue: `total` counts what the viewer may read, `next` is empty at the end."""

    items: list[QueueRow]
    total: int
    next: str


class MissingAnswer(msgspec.Struct):
    """One thing that must be true first."""

    code: str
    text: str
    act: str | None


class ReportAnswer(msgspec.Struct):
    """A report: what it says, whom it names, and what comes next. Times in UTC."""

    number: str
    version: int
    status: str
    source: str
    received_at: datetime
    narrative: str
    harm: str
    urgent: bool
    date_marks: list[str]
    people: list[dict[str, str]]
    posts: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    screenings: list[dict[str, Any]]
    duplicates: list[dict[str, Any]]
    acts: list[str]
    next_move: str
    missing: list[MissingAnswer]


@get("/api/reports", opt=requires("report:read"), responses=READ_PROBLEMS, tags=TAGS)
@within_unit
def list_reports(
    work: Work,
    status: Annotated[str, QueryParameter(max_length=20)] = "submitted",
    source: Annotated[str, QueryParameter(max_length=60)] = "",
    urgent: Annotated[bool, QueryParameter()] = False,
    text: Annotated[str, QueryParameter(max_length=100)] = "",
    category: Annotated[str, QueryParameter(max_length=60)] = "",
    unit: Annotated[str, QueryParameter(max_length=20)] = "",
    from_on: Annotated[date | None, QueryParameter(description="Received on this day of the office or later.")] = None,
    until_on: Annotated[date | None, QueryParameter(description="Received on this day or before.")] = None,
    cursor: Annotated[str, QueryParameter(max_length=200)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 25,
) -> QueueAnswer:
    """The reports the viewer may read, newest first."""
    given = {"status": status, "source": source, "urgent": "1" if urgent else "", "text": text, "category": category}
    wanted = filter_in({**given, "unit": unit, "from_on": from_on, "until_on": until_on}, work.reference)
    rows, following, total = queue_after(work, wanted, cursor, limit)
    return QueueAnswer(rows, total, following)


@get("/api/reports/{number:str}", opt=requires("report:read"), responses=READ_PROBLEMS, tags=TAGS)
@within_unit
def show_report(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[ReportAnswer]:
    """One report. Reading it is recorded."""
    incident = access_incident(work, number, "report:read")
    record_reading(request, work, incident=incident)
    move = next_move(work, incident)
    posts = [{key: value for key, value in row.items() if key != "files"} for row in view.post_rows(work, incident)]
    body = ReportAnswer(
        number=incident.number,
        version=incident.version,
        status=incident.status.value,
        source=incident.source,
        received_at=incident.received_at,
        narrative=incident.narrative,
        harm=incident.harm,
        urgent=incident.urgent,
        date_marks=list(incident.date_marks),
        people=view.people_rows(work, incident),
        posts=posts,
        evidence=view.evidence_rows(work, incident),
        screenings=view.screening_rows(work, incident),
        duplicates=duplicates(work, incident),
        acts=[act["slug"] for act in acts_of(work, incident)],
        next_move=move.label if move else "",
        missing=[MissingAnswer(item.code, item.text, item.act) for item in move.missing] if move else [],
    )
    return Response(body, headers={"ETag": f'"{incident.version}"'})


handlers = [list_reports, show_report]
