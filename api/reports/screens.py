"""What the pages of a draft show."""

from dataclasses import dataclass, field
from typing import Any

from litestar import MediaType, Response
from msgspec.structs import replace

from api.dependencies import AnyRequest
from api.rendering import new_key as new_idempotency_key
from api.rendering import render
from api.reports import reading
from api.reports.chapters import new_key
from api.reports.drafts import CHAPTERS, FileRow, files_of, my_drafts, reached
from api.reports.fields import (
    category_groups,
    field_file,
    fields_happened,
    fields_harm,
    fields_matter,
    fields_person,
    fields_post,
)
from api.reports.following import can_follow
from api.reports.schemas import MatterTouched, PersonNamed, PostSeen, Report
from db.models import Draft
from db.work import Work

Asked = AnyRequest
Files = list[FileRow]

TITLES = {
    "what-happened": "What happened",
    "who": "Who is it about?",
    "posts": "Posts and evidence",
    "rules": "Rules and harm",
    "review": "Review and submit",
}


@dataclass(frozen=True)
class ChapterState:
    """What one showing of a chapter depends on beside the draft itself."""

    report: Report
    open_key: str = ""
    problem: str = ""
    failed: list[dict[str, str]] = field(default_factory=list)
    undeclared: bool = False


def is_followed(work: Work, number: str) -> bool:
    """Whether the filer can open the report they just filed; not one in which they are named."""
    work.session.flush()
    return can_follow(work, number)


def opening(request: AnyRequest, work: Work) -> Response[str]:
    """The page before the first chapter."""
    drafts = my_drafts(work)
    page = render(request, work, "reports/opening.html", page_title="Report a concern", drafts=drafts, **_nav(work))
    return Response(page, media_type=MediaType.HTML)


def removal(request: AnyRequest, work: Work, draft: Draft) -> Response[str]:
    """The question before a draft is removed."""
    row = next(one for one in my_drafts(work) if one.id == draft.id)
    page = render(request, work, "reports/removal.html", page_title="Remove this draft?", draft=row, **_nav(work))
    return Response(page, media_type=MediaType.HTML)


def chapter(request: AnyRequest, work: Work, draft: Draft, slug: str, state: ChapterState) -> Response[str]:
    """One chapter of a draft."""
    place = [one for one, _ in CHAPTERS].index(slug)
    files = files_of(work, draft)
    parts = {"what-happened": _happened, "who": _who, "posts": _posts, "rules": _rules, "review": _review}
    page = render(
        request,
        work,
        f"reports/{slug}.html",
        page_title=f"{CHAPTERS[place][1]} - Report a concern",
        title=TITLES[slug],
        over=f"Chapter {place + 1} of {len(CHAPTERS)}",
        steps=_steps(draft, place),
        action=f"/reports/drafts/{draft.id}/{slug}",
        autosave=f"/api/drafts/{draft.id}/{slug}",
        version=draft.version,
        tab=new_key(),
        saved_at=draft.edited_at,
        draft_id=draft.id,
        back=CHAPTERS[place - 1][1] if place else "",
        next=CHAPTERS[place + 1][1] if place + 1 < len(CHAPTERS) else "",
        problem=state.problem,
        **parts[slug](request, work, draft, state, files),
        **_nav(work),
    )
    return Response(page, media_type=MediaType.HTML)


def _nav(work: Work) -> dict[str, Any]:
    return {"help_href": "/help#filing"}


def _steps(draft: Draft, place: int) -> list[dict[str, str]]:
    last = max(place, reached(draft) + 1)
    found = []
    for at, (slug, label) in enumerate(CHAPTERS):
        known = at <= last
        found.append(
            {
                "label": label,
                "state": "current" if at == place else "done" if at < last else "todo",
                "href": f"/reports/drafts/{draft.id}/{slug}" if known else "",
            }
        )
    return found


def _happened(_request: Asked, work: Work, _draft: Draft, state: ChapterState, _files: Files) -> dict[str, Any]:
    return {"fields": fields_happened(state.report, for_others="intake" in work.viewer.roles)}


def _who(_request: Asked, work: Work, _draft: Draft, state: ChapterState, _files: Files) -> dict[str, Any]:
    people = state.report.people
    opened = next((one for one in people if one.key == state.open_key), None)
    fresh = opened is None and (state.open_key == "new" or not people or bool(state.problem))
    person = opened or (PersonNamed(key=new_key()) if fresh else None)
    return {
        "cards": reading.person_cards(work, people),
        "opened": person.key if person else "",
        "is_new": fresh,
        "fields": fields_person(person) if person else [],
    }


def _posts(_request: Asked, work: Work, draft: Draft, state: ChapterState, files: Files) -> dict[str, Any]:
    posts = state.report.posts
    opened = next((one for one in posts if one.key == state.open_key), None)
    loose = state.open_key and state.open_key != "new" and any(one.post_key == state.open_key for one in files)
    fresh = opened is None and (state.open_key == "new" or not posts or bool(loose) or bool(state.failed))
    post = opened or (PostSeen(key=_fresh_key(state, bool(loose))) if fresh else None)
    cards = [_card(work, one, place, files) for place, one in enumerate(posts, 1)]
    place = posts.index(opened) + 1 if opened else len(posts) + 1
    return {
        "cards": cards,
        "opened": post.key if post else "",
        "is_new": fresh,
        "place": place,
        "fields": fields_post(post) if post else {},
        "evidence": reading.evidence_rows(files, post.key) if post else [],
        "failed": state.failed,
        "file_field": field_file(f"/api/drafts/{draft.id}/files?post={post.key}", "post-files") if post else None,
    }


def _fresh_key(state: ChapterState, loose: bool) -> str:
    keeps = loose or (state.failed and state.open_key not in ("", "new"))
    return state.open_key if keeps else new_key()


def _card(work: Work, post: PostSeen, place: int, files: Files) -> dict[str, Any]:
    mine = reading.evidence_rows(files, post.key)
    return {
        "key": post.key,
        "title": f"Post {place}",
        "kind": reading.post_title(post),
        "quote": post.text,
        "facts": reading.post_facts(work, post, len(mine)),
    }


def _rules(request: AnyRequest, work: Work, _draft: Draft, state: ChapterState, _files: Files) -> dict[str, Any]:
    report = state.report
    more = bool(request.query_params.get("more")) or not report.matters
    matters = [*report.matters, *([MatterTouched()] if more else [])]
    return {
        "groups": category_groups(work.reference.taxonomy, report.categories),
        "not_sure": "not_sure" in report.categories,
        "clauses": reading.policy_hints(work, report),
        "matters": [fields_matter(one, place) for place, one in enumerate(matters)],
        "fields": fields_harm(report),
    }


def _review(_request: Asked, work: Work, draft: Draft, state: ChapterState, files: list[FileRow]) -> dict[str, Any]:
    report = state.report
    people = reading.person_cards(work, report.people)
    return {
        "groups": reading.review_groups(work, report, files),
        "missing": reading.missing_rows(work, replace(report, declared=True)),
        "warnings": [card for card in people if card.warning],
        "shut_out": [card.name for card in people if card.is_bound and card.part != "Saw it or knows about it"],
        "undeclared": state.undeclared,
        "idempotency_key": f"submit-{draft.id}-{new_idempotency_key()}",
    }
