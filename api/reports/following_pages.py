"""My reports: drafts and what was submitted, the receipt, adding to a report, asking for a review."""

from typing import Any
from urllib.parse import urlencode

from litestar import MediaType, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from api.dependencies import AnyRequest, in_thread, open_unit, requires, within_unit
from api.errors import BadInput, Problem
from api.exports import csv_answer
from api.forms import convert
from api.rendering import new_key, render
from api.reports.drafts import my_drafts
from api.reports.files import FileInHand
from api.reports.following import Followed, add_to_report, ask_for_review, follow, my_reports
from api.reports.schemas import Addition, ReviewAsked
from api.reports.submitting import once
from api.uploads import BODY_LIMIT, files_in, receive
from db.domain.media_type import ACCEPT, TAKEN_WORDS
from db.domain.permission_name import Permission
from db.domain.rule import RuleBroken
from db.work import Work


@get("/my-reports", opt=requires("report:follow"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_my_reports(work: Work, request: AnyRequest) -> Response[str]:
    """Drafts and submitted reports of the viewer's own."""
    can_file = work.viewer.can("report:file")
    page = render(
        request,
        work,
        "reports/mine.html",
        page_title="My reports",
        can_file=can_file,
        drafts=my_drafts(work) if can_file else [],
        reports=my_reports(work),
    )
    return Response(page, media_type=MediaType.HTML)


@get("/my-reports.csv", opt=requires("report:follow"), include_in_schema=False)
@within_unit
def export_my_reports(work: Work, request: AnyRequest) -> Stream:
    """The submitted reports of the viewer's own as CSV."""
    zone = work.office.zone
    rows = [(row.number, f"{row.filed_at.astimezone(zone):%Y-%m-%d}", row.standing) for row in my_reports(work)]
    return csv_answer(request, work, "my-reports", ("report", "submitted_on", "where_it_stands"), rows)


@get("/my-reports/{number:str}", opt=requires("report:follow"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_my_report(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """The receipt of a report, and where it stands."""
    return _page(request, work, follow(work, number))


def _page(
    request: AnyRequest,
    work: Work,
    found: Followed,
    problems: list[str] | None = None,
    typed: str = "",
    status: int = 200,
) -> Response[str]:
    page = render(
        request,
        work,
        "reports/receipt.html",
        page_title=f"{found.incident.number} - My report",
        found=found,
        is_new=bool(request.query_params.get("filed")),
        problems=problems or [],
        typed=typed,
        idempotency_key=new_key(),
        accept=ACCEPT,
        taken=TAKEN_WORDS,
    )
    return Response(page, status_code=status, media_type=MediaType.HTML)


@post(
    "/my-reports/{number:str}/add",
    opt={**requires("report:supplement"), "form": True},
    include_in_schema=False,
    status_code=200,
    media_type=MediaType.HTML,
    request_max_body_size=BODY_LIMIT,
)
@in_thread
def add(request: AnyRequest, form: Any, number: FromPath[str]) -> Response[Any]:
    """Add words and files to a submitted report; a file that fails keeps the words on the page."""
    text = str(form.get("text", ""))
    with open_unit(request, writing=False) as work:
        follow(work, number)  # nobody else's upload is stored
    try:
        data = convert(Addition, {"text": text, "withdraws": form.get("withdraws") == "true"})
        files = [_in_hand(request, upload) for upload in files_in(form)]
        key, sent = str(form.get("idempotency_key", "")), [text, [file.sha256 for file in files]]
        with open_unit(request) as work, once(work, key, number, Permission.REPORT_SUPPLEMENT, sent) as first:
            if first:
                add_to_report(work, number, data, files)
        done = "Your request to withdraw is recorded." if data.withdraws else "Added to your report."
        return _back(number, done)
    except (BadInput, Problem, RuleBroken) as error:
        problems = _words(error)
    with open_unit(request, writing=False) as work:
        return _page(request, work, follow(work, number), problems, text, 422)


def _in_hand(request: AnyRequest, upload: Any) -> FileInHand:
    one = receive(request, upload)
    return FileInHand(one.file_name, one.media.code, one.size, one.sha256, one.media.kind, None, [])


def _words(error: Exception) -> list[str]:
    if isinstance(error, RuleBroken):
        return [item.text for item in error.missing]
    if isinstance(error, BadInput):
        return list(error.fields.values())
    return [f"{error.title}. {error.text}"] if isinstance(error, Problem) else [str(error)]


@post(
    "/my-reports/{number:str}/ask-review",
    opt={**requires("report:ask_review"), "form": True},
    include_in_schema=False,
    status_code=200,
    media_type=MediaType.HTML,
)
@in_thread
def ask_review(request: AnyRequest, form: Any, number: FromPath[str]) -> Response[Any]:
    """Ask that another person look at the dismissal."""
    try:
        data = convert(ReviewAsked, {"grounds": str(form.get("grounds", "")).strip()})
        key = str(form.get("idempotency_key", ""))
        with open_unit(request) as work, once(work, key, number, Permission.REPORT_ASK_REVIEW, data.grounds) as first:
            if first:
                ask_for_review(work, number, data)
        return _back(number, "You asked for a review.")
    except (BadInput, RuleBroken) as error:
        problems = _words(error)
    with open_unit(request, writing=False) as work:
        return _page(request, work, follow(work, number), problems, status=422)


def _back(number: str, done: str) -> Response[Any]:
    query = urlencode({"done": done})
    return Response("", status_code=303, headers={"Location": f"/my-reports/{number}?{query}"})


handlers = [show_my_reports, export_my_reports, show_my_report, add, ask_review]
