"""Filing a report as pages: an opening page, five chapters, one button. Everything works without scripts."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.params import FromPath

from api.access import MatterNotFound
from api.dependencies import AnyRequest, in_thread, open_unit, requires, within_unit
from api.errors import BadInput, Problem, VersionMissing, VersionStale
from api.reports import screens
from api.reports.chapters import Sent, change_for, without
from api.reports.drafts import (
    CHAPTERS,
    OwnDraft,
    access_draft,
    add_file,
    ensure_draft_version,
    remove_draft,
    remove_file,
    report_of,
    save_draft,
    start_draft,
)
from api.reports.people import bound
from api.reports.submitting import submit_draft
from api.uploads import BODY_LIMIT, Received, files_in, receive
from db.domain.rule import RuleBroken
from db.work import Work

SLUGS = [slug for slug, _ in CHAPTERS]
WRITES = "report:file"


def _see(path: str, **query: str) -> Response[Any]:
    tail = f"?{urlencode(query)}" if query else ""
    return Response("", status_code=303, headers={"Location": f"{path}{tail}"})


@get("/reports/new", opt=requires(WRITES), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_opening(work: Work, request: AnyRequest) -> Response[str]:
    """Who will see this, what happens next, that it saves itself, and what not to do."""
    return screens.opening(request, work)


@post("/reports/drafts", opt={**requires(WRITES), "form": True}, include_in_schema=False, status_code=303)
@within_unit
def begin(work: Work, form: Any) -> Response[Any]:
    """Start a draft and go to its first chapter."""
    return _see(f"/reports/drafts/{start_draft(work).id}/{SLUGS[0]}")


@get(
    "/reports/drafts/{draft_id:uuid}/{chapter:str}",
    opt=requires(WRITES),
    include_in_schema=False,
    media_type=MediaType.HTML,
)
@within_unit
def show_chapter(work: Work, request: AnyRequest, draft_id: FromPath[UUID], chapter: FromPath[str]) -> Response[str]:
    """A chapter of a draft; `?open=KEY` opens one person or post, `?open=new` a fresh one."""
    return _show(work, request, draft_id, chapter)


# A fixed path hides `{chapter}` for every method, so the two chapters with a POST of their own have a GET too.
@get("/reports/drafts/{draft_id:uuid}/posts", opt=requires(WRITES), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_posts(work: Work, request: AnyRequest, draft_id: FromPath[UUID]) -> Response[str]:
    """Chapter 3."""
    return _show(work, request, draft_id, "posts")


@get("/reports/drafts/{draft_id:uuid}/review", opt=requires(WRITES), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_review(work: Work, request: AnyRequest, draft_id: FromPath[UUID]) -> Response[str]:
    """Chapter 5."""
    return _show(work, request, draft_id, "review")


def _show(work: Work, request: AnyRequest, draft_id: UUID, chapter: str) -> Response[str]:
    if chapter not in SLUGS:
        raise MatterNotFound
    draft = access_draft(work, draft_id)
    state = screens.ChapterState(report_of(draft), open_key=request.query_params.get("open", ""))
    return screens.chapter(request, work, draft, chapter, state)


@post(
    "/reports/drafts/{draft_id:uuid}/{chapter:str}",
    opt={**requires(WRITES), "form": True},
    include_in_schema=False,
    status_code=200,
    media_type=MediaType.HTML,
)
@in_thread
def save_chapter(request: AnyRequest, form: Any, draft_id: FromPath[UUID], chapter: FromPath[str]) -> Response[Any]:
    """Save a chapter and go where the button says."""
    if chapter not in SLUGS:
        raise MatterNotFound
    return _save(request, form, draft_id, chapter)


@post(
    "/reports/drafts/{draft_id:uuid}/posts",
    opt={**requires(WRITES), "form": True},
    include_in_schema=False,
    status_code=200,
    media_type=MediaType.HTML,
    request_max_body_size=BODY_LIMIT,
)
@in_thread
def save_posts(request: AnyRequest, form: Any, draft_id: FromPath[UUID]) -> Response[Any]:
    """Save the post that is open, with the files sent along; a file that fails loses nothing else."""
    taken: list[Received] = []
    failed: list[dict[str, str]] = []
    for upload in files_in(form):
        try:
            taken.append(receive(request, upload))
        except Problem as problem:
            failed.append({"name": upload.filename, "why": f"{problem.title}. {problem.text}"})
    return _save(request, form, draft_id, "posts", taken, failed)


def _save(
    request: AnyRequest,
    form: Any,
    draft_id: UUID,
    chapter: str,
    taken: list[Received] | None = None,
    failed: list[dict[str, str]] | None = None,
) -> Response[Any]:
    sent = Sent(form, form.getall)
    then, key = sent.one("then") or "next", sent.one("key")
    problem = ""
    try:
        with open_unit(request) as work:
            draft = access_draft(work, draft_id)
            ensure_draft_version(work, draft, sent.one("version"), sent.one("tab"))
            _apply(work, draft, chapter, sent, then)
            for one in taken or ():
                add_file(work, draft, **_columns(one), post_key=key)
        if not failed:
            return _go(draft_id, chapter, then, key)
    except (VersionStale, VersionMissing) as error:
        problem = str(error) or "This page was open too long."
    except BadInput as error:
        problem = str(error)
    with open_unit(request, writing=False) as work:
        draft = access_draft(work, draft_id)
        report = report_of(draft)
        if problem:
            report = _or_kept(report, chapter, sent)
        state = screens.ChapterState(report, open_key=key, problem=problem, failed=failed or [])
        answer = screens.chapter(request, work, draft, chapter, state)
        return Response(answer.content, status_code=422, media_type=MediaType.HTML)


def _or_kept(report: Any, chapter: str, sent: Sent) -> Any:
    """What was typed on top of what is saved, where it can be shown at all."""
    try:
        return change_for(chapter, sent)(report)
    except BadInput:
        return report


def _apply(work: Work, draft: OwnDraft, chapter: str, sent: Sent, then: str) -> None:
    verb, _, item = then.partition(":")
    if chapter == "who" and verb == "add" and not (sent.one("name") or sent.one("person_id")):
        raise BadInput({"name": "Write a name, or choose somebody from the list, before you add them."})
    change = change_for(chapter, sent)
    if chapter == "who":
        change = bound(work, change, sent.one("key"))
    report = save_draft(work, draft, change, chapter=chapter, tab=sent.one("tab"))
    if verb == "remove":
        save_draft(work, draft, lambda _: without(report, item), chapter=chapter, tab=sent.one("tab"))
    if verb == "drop":
        try:
            remove_file(work, draft, UUID(item))
        except ValueError:
            raise MatterNotFound from None


def _columns(one: Received) -> dict[str, Any]:
    return {
        "name": one.file_name,
        "media_type": one.media.code,
        "size": one.size,
        "sha256": one.sha256,
        "kind": one.media.kind,
    }


def _go(draft_id: UUID, chapter: str, then: str, key: str) -> Response[Any]:
    verb, _, item = then.partition(":")
    here = f"/reports/drafts/{draft_id}/{chapter}"
    place = SLUGS.index(chapter)
    if verb == "leave":
        return _see("/my-reports", done="Draft saved.")
    if verb == "back" and place > 0:
        return _see(f"/reports/drafts/{draft_id}/{SLUGS[place - 1]}")
    if verb == "open":
        return _see(here, open=item)
    if verb in {"drop", "stay"} and key:
        return _see(here, open=key)
    if verb in {"add", "remove", "done", "stay", "drop", "more"}:
        return _see(here, **({"more": "1"} if verb == "more" else {}))
    return _see(f"/reports/drafts/{draft_id}/{SLUGS[min(place + 1, len(SLUGS) - 1)]}")


@post(
    "/reports/drafts/{draft_id:uuid}/review",
    opt={**requires(WRITES), "form": True},
    include_in_schema=False,
    status_code=200,
    media_type=MediaType.HTML,
)
@in_thread
def submit(request: AnyRequest, form: Any, draft_id: FromPath[UUID]) -> Response[Any]:
    """Submit the report to the board office; refused, the review page says everything that is missing."""
    sent = Sent(form, form.getall)
    if sent.one("then") in ("back", "leave"):
        return _go(draft_id, "review", sent.one("then"), "")
    try:
        with open_unit(request) as work:
            number = submit_draft(
                work,
                draft_id,
                declared=sent.is_on("declared"),
                key=sent.one("idempotency_key"),
                version=sent.one("version"),
                tab=sent.one("tab"),
            )
            is_own = screens.is_followed(work, number)
        if is_own:
            return _see(f"/my-reports/{number}", filed="1")
        return _see(
            "/my-reports", done=f"Report {number} was submitted. You are named in it, so you cannot open it here."
        )
    except RuleBroken as error:
        missing = error.missing
        problem = ""
    except (VersionStale, BadInput) as error:
        missing, problem = (), str(error)
    with open_unit(request, writing=False) as work:
        draft = access_draft(work, draft_id)
        undeclared = any(item.code == "declared" for item in missing)
        state = screens.ChapterState(report_of(draft), problem=problem, undeclared=undeclared)
        answer = screens.chapter(request, work, draft, "review", state)
        return Response(answer.content, status_code=409, media_type=MediaType.HTML)


@get("/reports/drafts/{draft_id:uuid}/remove", opt=requires(WRITES), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def ask_removal(work: Work, request: AnyRequest, draft_id: FromPath[UUID]) -> Response[str]:
    """Ask once before a draft is removed, naming what goes."""
    return screens.removal(request, work, access_draft(work, draft_id))


@post(
    "/reports/drafts/{draft_id:uuid}/remove",
    opt={**requires(WRITES), "form": True},
    include_in_schema=False,
    status_code=303,
)
@within_unit
def remove(work: Work, form: Any, draft_id: FromPath[UUID]) -> Response[Any]:
    """Remove a draft with everything in it."""
    remove_draft(work, access_draft(work, draft_id))
    return _see("/my-reports", done="Draft removed.")


handlers = [
    show_opening,
    begin,
    show_chapter,
    show_posts,
    show_review,
    save_chapter,
    save_posts,
    submit,
    ask_removal,
    remove,
]
