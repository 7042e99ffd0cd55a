"""The ledger as a page, and as JSON; retention as a page."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import MediaType, Response, get
from litestar.params import FromQuery, QueryParameter

from api.acts import REGISTRY
from api.dependencies import AnyRequest, requires, within_unit
from api.forms import Choice, Field
from api.problems import READ_PROBLEMS
from api.records.retention import retention
from api.records.service import event_choices, ledger_page
from api.rendering import render
from db.work import Work


class EntryItem(msgspec.Struct):
    """One entry: when (UTC), what, who, on which matter, how many row changes, and its commitment."""

    at: datetime
    event: str
    actor: str
    matter: str
    changes: int
    commitment: str


@get("/ledger", opt=requires("ledger:read"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_ledger(
    work: Work,
    request: AnyRequest,
    before: FromQuery[datetime | None] = None,
    event: Annotated[str, QueryParameter(max_length=60)] = "",
) -> Response[str]:
    """Who did what, when, on which matter."""
    rows, older = ledger_page(work, before=before, event=event)
    answers = [Choice("", "Every act", checked=not event)]
    answers += [Choice(code, words, checked=code == event) for code, words in event_choices()]
    fields = [Field("event", "Act", "select", value=event, required=False, choices=answers)]
    page = render(
        request,
        work,
        "records/ledger.html",
        page_title="Record of acts",
        rows=rows,
        older=older.isoformat() if older else "",
        fields=fields,
        event=event,
    )
    return Response(page, media_type=MediaType.HTML)


@get("/api/ledger", opt=requires("ledger:read"), responses=READ_PROBLEMS, tags=["records"])
@within_unit
def list_ledger(
    work: Work,
    before: FromQuery[datetime | None] = None,
    event: Annotated[str, QueryParameter(max_length=60)] = "",
) -> list[EntryItem]:
    """Entries newest first, 50 at a time; go on with `before` = the last one's time."""
    rows, _older = ledger_page(work, before=before, event=event)
    return [EntryItem(row.at, row.event, row.actor, row.matter, row.changes, row.commitment) for row in rows]


@get("/retention", opt=requires("retention:run"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_retention(work: Work, request: AnyRequest) -> Response[str]:
    """What is due for destruction, what waits, and the proofs."""
    acts = {act.slug: act.form_href("") for act in REGISTRY["retention:run"]}
    page = render(
        request, work, "records/retention.html", page_title="Retention", found=retention(work), ask=acts["ask"],
        approve=acts["approve"], decline=acts["decline"],
    )  # fmt: skip
    return Response(page, media_type=MediaType.HTML)


handlers = [show_ledger, list_ledger, show_retention]
