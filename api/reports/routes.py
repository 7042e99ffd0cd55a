"""Reports as JSON: drafts with their files, filing, following."""

import functools
from typing import Any
from uuid import UUID

import msgspec
from litestar import MediaType, Response, delete, get, post, put
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath, JSONBody
from msgspec.structs import replace

from api.access import MatterNotFound
from api.bodies import Bodies
from api.dependencies import AnyRequest, in_thread, open_unit, read_on, requires, services_of, within_unit
from api.errors import BadInput, Problem
from api.forms import ensure_plain_text
from api.headers import IdempotencyKey, IfMatch
from api.problems import ACT_PROBLEMS, FILE_PROBLEMS, READ_PROBLEMS
from api.rendering import render
from api.reports.chapters import Sent, change_for, keyed
from api.reports.drafts import (
    CHAPTERS,
    OwnDraft,
    access_draft,
    add_file,
    ensure_draft_version,
    remove_file,
    report_of,
    save_draft,
    start_draft,
)
from api.reports.files import FileInHand
from api.reports.following import add_to_report, ask_for_review, follow, my_reports
from api.reports.people import bound
from api.reports.reading import evidence_rows
from api.reports.schemas import Addition, DraftAnswer, FileAnswer, MyReport, Report, ReviewAsked, Saved
from api.reports.submitting import once, ready_to_submit, submit_report
from api.uploads import BODY_LIMIT, MOST_FILES, files_in, receive
from db.domain.permission_name import Permission
from db.ledger_receipt import receipt_of
from db.work import Work

WRITES = "report:file"
TAGS = ["reports"]


def _clock(work: Work) -> str:
    local = work.now.astimezone(work.office.zone)
    return f"{local:%I:%M %p %Z}".lstrip("0")


def _answer(work: Work, draft: OwnDraft) -> Response[DraftAnswer]:
    body = DraftAnswer(draft.id, draft.version, draft.chapter, _clock(work), report_of(draft))
    return Response(body, headers={"ETag": f'"{draft.version}"'})


@post("/api/drafts", opt=requires(WRITES), responses=ACT_PROBLEMS, tags=TAGS, status_code=201)
@within_unit
def begin_draft(work: Work, data: JSONBody[Report]) -> Response[DraftAnswer]:
    """Start a draft, empty or with what is known so far."""
    ensure_plain_text(msgspec.to_builtins(data))
    made = _answer(work, start_draft(work, keyed(replace(data, draft=None))))
    return Response(made.content, status_code=201, headers=made.headers)


@get("/api/drafts/{draft_id:uuid}", opt=requires(WRITES), responses=READ_PROBLEMS, tags=TAGS)
@within_unit
def show_draft(work: Work, draft_id: FromPath[UUID]) -> Response[DraftAnswer]:
    """A draft of one's own."""
    return _answer(work, access_draft(work, draft_id))


@put("/api/drafts/{draft_id:uuid}", opt=requires(WRITES), responses=ACT_PROBLEMS, tags=TAGS)
@within_unit
def save_whole_draft(
    work: Work, draft_id: FromPath[UUID], data: JSONBody[Report], if_match: IfMatch = None
) -> Response[Saved]:
    """Save a draft as a whole; If-Match carries the version that was read."""
    ensure_plain_text(msgspec.to_builtins(data))
    draft = access_draft(work, draft_id)
    ensure_draft_version(work, draft, if_match)
    save_draft(work, draft, lambda _: keyed(replace(data, draft=None)), chapter=draft.chapter)
    return Response(Saved(draft.version, _clock(work)), headers={"ETag": f'"{draft.version}"'})


@put("/api/drafts/{draft_id:uuid}/{chapter:str}", opt=requires(WRITES), responses=ACT_PROBLEMS, tags=TAGS)
@within_unit
def save_chapter(
    work: Work,
    draft_id: FromPath[UUID],
    chapter: FromPath[str],
    data: JSONBody[dict[str, str | list[str]]],
    if_match: IfMatch = None,
) -> Response[Saved]:
    """Save one chapter as its page holds it: the autosave of the five chapters."""
    if chapter not in dict(CHAPTERS):
        raise MatterNotFound
    sent = Sent(data)
    draft = access_draft(work, draft_id)
    ensure_draft_version(work, draft, if_match, sent.one("tab"))
    change = change_for(chapter, sent)
    if chapter == "who":
        change = bound(work, change, sent.one("key"))
    save_draft(work, draft, change, chapter=chapter, tab=sent.one("tab"))
    return Response(Saved(draft.version, _clock(work)), headers={"ETag": f'"{draft.version}"'})


@post(
    "/api/drafts/{draft_id:uuid}/files",
    opt={**requires(WRITES), "bodies": Bodies(files=("file",))},
    operation_id="upload_to_draft",
    responses=FILE_PROBLEMS,
    tags=TAGS,
    status_code=201,
    request_max_body_size=BODY_LIMIT,
)
@in_thread
def upload(request: AnyRequest, form: Any, draft_id: FromPath[UUID]) -> Response[Any]:
    """Keep a file for a draft: multipart, field `file`, at most 250 MB; `?post=KEY` says of which post it is."""
    with open_unit(request, writing=False) as work:
        access_draft(work, draft_id)
    sent = files_in(form)
    if len(sent) != 1:
        raise BadInput({"file": "Send one file in the field called file."})
    one = receive(request, sent[0])
    with open_unit(request) as work:
        row = add_file(
            work,
            access_draft(work, draft_id),
            name=one.file_name,
            media_type=one.media.code,
            size=one.size,
            sha256=one.sha256,
            kind=one.media.kind,
            post_key=request.query_params.get("post", "")[:40],
        )
        if "text/html" in request.headers.get("accept", ""):
            file = evidence_rows([row], None)[0]
            page = render(request, work, "reports/file_row.html", page_title="", file=file)
            return Response(page, status_code=201, media_type=MediaType.HTML)
        body = FileAnswer(row.id, row.name, row.size, row.sha256, row.media_type, _clock(work))
        return Response(body, status_code=201)


@delete(
    "/api/drafts/{draft_id:uuid}/files/{file_id:uuid}",
    opt=requires(WRITES),
    responses=ACT_PROBLEMS,
    tags=TAGS,
    status_code=204,
)
@within_unit
def drop_file(work: Work, draft_id: FromPath[UUID], file_id: FromPath[UUID]) -> None:
    """Take a file out of a draft."""
    remove_file(work, access_draft(work, draft_id), file_id)


async def file_a_report(request: AnyRequest, idempotency_key: IdempotencyKey = None) -> Response[Any]:
    """File a report: a JSON body, or multipart with the JSON in the field `report` and files in `file`, or in
    `file.KEY` for those of the post with that key. Needs an Idempotency-Key; a repeated key gets the first answer."""
    key = idempotency_key or ""
    if request.content_type[0] == "multipart/form-data":
        form = await request.form()
        return await sync_to_thread(functools.partial(_file, request, key, form.get("report", ""), form))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _JSON_LIMIT:  # a route that takes files takes large bodies; this one is held in memory
            raise Problem(413, "Too large", "The report itself may hold one megabyte.")
    return await sync_to_thread(functools.partial(_file, request, key, bytes(body), None))


file_a_report.opens_units = True  # type: ignore[attr-defined]  # `_file` opens its unit, after the files are stored
_filing = post(
    "/api/reports",
    opt={**requires(WRITES), "bodies": Bodies(json=Report, part="report", files=("file",), several=True)},
    responses=FILE_PROBLEMS,
    tags=TAGS,
    status_code=201,
    request_max_body_size=BODY_LIMIT,
    operation_id="file_report",
)(file_a_report)

_DECODER = msgspec.json.Decoder(Report)
_JSON_LIMIT = 1_000_000  # bytes of the report itself (decision 25)


def _file(request: AnyRequest, key: str, raw: str | bytes, form: Any) -> Response[Any]:
    if len(raw) > _JSON_LIMIT:
        raise Problem(413, "Too large", "The report itself may hold one megabyte.")
    try:
        report = _DECODER.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Problem(400, "The request could not be read", str(error)) from None
    ensure_plain_text(msgspec.to_builtins(report))
    files: list[FileInHand] = []
    ready = None
    if form is not None:
        with open_unit(request, writing=False) as known:
            pass  # nobody stores a file before they are known to be allowed to
        files = _received(request, form)
        with read_on(request, known) as reader:
            ready = ready_to_submit(reader, report, files)
    with open_unit(request) as work:
        answer = submit_report(work, report, files, key=key, ready=ready)
    return Response(answer.body, status_code=answer.status, headers=answer.headers, media_type=MediaType.JSON)


def _received(request: AnyRequest, form: Any) -> list[FileInHand]:
    named = [(name, one) for name in form for one in files_in(form, name) if name == "file" or name[:5] == "file."]
    if len(named) > MOST_FILES:
        raise Problem(413, "Too many files", f"One request takes {MOST_FILES} files. Upload more to a draft first.")
    found = []
    for name, one in named:
        taken = receive(request, one)
        found.append(
            FileInHand(
                taken.file_name,
                taken.media.code,
                taken.size,
                taken.sha256,
                taken.media.kind,
                name[5:] or None,
                [],
            )
        )
    return found


@get("/api/my-reports", opt=requires("report:follow"), responses=READ_PROBLEMS, tags=TAGS)
@within_unit
def list_my_reports(work: Work) -> list[MyReport]:
    """The reports the viewer made, newest first, in words that reveal nothing."""
    return my_reports(work)


@get("/api/my-reports/{number:str}/receipt", opt=requires("report:follow"), responses=READ_PROBLEMS, tags=TAGS)
@within_unit
def show_receipt(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[dict[str, str]]:
    """The signed receipt of a report of one's own, to be kept: the office can then never deny or change the filing."""
    receipt = receipt_of(work.session, follow(work, number).incident, services_of(request).keys.signer())
    if receipt is None:
        raise MatterNotFound
    return Response(receipt, headers={"Content-Disposition": f'attachment; filename="receipt-{number}.json"'})


@post(
    "/api/my-reports/{number:str}/supplements",
    opt=requires("report:supplement"),
    responses=ACT_PROBLEMS,
    tags=TAGS,
    status_code=201,
)
@within_unit
def add_supplement(
    work: Work, number: FromPath[str], data: JSONBody[Addition], idempotency_key: IdempotencyKey = None
) -> dict[str, str]:
    """Add to a report of one's own; `withdraws` asks to withdraw it, which ends nothing by itself."""
    ensure_plain_text(msgspec.to_builtins(data))
    with once(work, idempotency_key or "", number, Permission.REPORT_SUPPLEMENT, msgspec.to_builtins(data)) as first:
        if first:
            add_to_report(work, number, data, [])
    return {"number": number}


@post(
    "/api/my-reports/{number:str}/review-requests",
    opt=requires("report:ask_review"),
    responses=ACT_PROBLEMS,
    tags=TAGS,
    status_code=201,
)
@within_unit
def ask_review(
    work: Work, number: FromPath[str], data: JSONBody[ReviewAsked], idempotency_key: IdempotencyKey = None
) -> dict[str, str]:
    """Ask that another person review the dismissal of a report of one's own."""
    ensure_plain_text(msgspec.to_builtins(data))
    with once(work, idempotency_key or "", number, Permission.REPORT_ASK_REVIEW, data.grounds) as first:
        if first:
            ask_for_review(work, number, data)
    return {"number": number}


handlers = [
    begin_draft,
    show_draft,
    save_whole_draft,
    save_chapter,
    upload,
    drop_file,
    _filing,
    list_my_reports,
    show_receipt,
    add_supplement,
    ask_review,
]
