"""A draft read back to its filer: people with what to know about them, posts as cards, and the review page's groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from api.reports.conversion import clauses, times_of
from api.reports.dates import UnreadableDate, words
from api.reports.drafts import FileRow
from api.reports.fields import PARTS
from api.reports.schemas import PersonNamed, PostSeen, Report
from api.reports.service import missing_to_file
from db.domain.choice import ACCOUNT_KINDS, MATTER_STAGES, PLATFORMS, POST_KINDS, REPORT_SOURCES, STILL_VISIBLE, label
from db.domain.choice import VISIBILITIES as AUDIENCES
from db.domain.media_type import TAKEN
from db.domain.plain import moment_day
from db.domain.rule import Missing
from db.domain.taxonomy import NOT_SURE
from db.matter_relations import chains_of_command, employment_on, employments_of
from db.models import BoardTerm, Person, Unit
from db.work import Work


@dataclass(frozen=True)
class PersonCard:
    """Somebody named in a draft, with what the filer should know before submitting."""

    key: str
    name: str
    detail: str
    part: str
    is_bound: bool
    warning: str


def person_cards(work: Work, people: Sequence[PersonNamed]) -> list[PersonCard]:
    """The people of a draft as cards, in their order."""
    ids = [one.person_id for one in people if one.person_id]
    names = {row.id: row.name for row in work.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}
    jobs = _jobs(work, ids)
    superiors = set(chains_of_command(work, [work.viewer.person_id], work.today).get(work.viewer.person_id, ()))
    board = _board(work)
    cards = []
    for one in people:
        name = names.get(one.person_id, one.name) if one.person_id else one.name
        known = ", ".join(part for part in (jobs.get(one.person_id, "") if one.person_id else "", one.details) if part)
        warning = _warning(work, one, superiors, board) if one.person_id else ""
        cards.append(PersonCard(one.key, name, known, PARTS[one.part], one.person_id in names, warning))
    return cards


def _jobs(work: Work, people: Sequence[UUID]) -> dict[UUID, str]:
    periods = employments_of(work, people)
    now = {person: employment_on(rows, work.today) for person, rows in periods.items()}
    wanted = {row.unit_id for row in now.values() if row}
    units = {row.id: row.name for row in work.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(wanted)))}
    return {
        person: ", ".join(part for part in (row.title, units.get(row.unit_id, "")) if part)
        for person, row in now.items()
        if row
    }


def _board(work: Work) -> set[UUID]:
    return set(
        work.session.scalars(
            select(BoardTerm.person_id).where(
                BoardTerm.from_on <= work.today, or_(BoardTerm.until_on.is_(None), BoardTerm.until_on >= work.today)
            )
        )
    )


def _warning(work: Work, one: PersonNamed, superiors: set[Any], board: set[UUID]) -> str:
    if one.part == "witness":
        return ""
    if one.person_id == work.viewer.person_id:
        return (
            "You named yourself. Once you submit, you can no longer open this report; the board office writes to you."
        )
    if one.person_id in superiors:
        return "This person is above you in the office. They are shut out of this report as soon as you submit it."
    if one.person_id in board:
        return (
            "This person sits on the board. They are shut out of this report as soon as you submit it, and if most of "
            "the board is named, the matter goes outside the office."
        )
    return ""


def post_title(post: PostSeen) -> str:
    """What a post is, in a few words: "Comment on a personal account"."""
    account = {"official": "an official account", "personal": "a personal account", "group": "a group account"}
    where = account.get(post.account_kind) or (
        "an account under another name" if post.account_kind == "pseudonymous" else ""
    )
    kind = label(POST_KINDS, post.kind)
    return f"{kind} on {where}" if where else kind


def post_facts(work: Work, post: PostSeen, files: int) -> list[dict[str, Any]]:
    """At most six facts of a post, those that are known."""
    account = ", ".join(
        part for part in (post.handle, label(PLATFORMS, post.platform) if post.platform != NOT_SURE else "") if part
    )
    rows = [
        ("Posted", words(post.posted, work.office.zone)),
        ("Account", account),
        ("Whose account", label(ACCOUNT_KINDS, post.account_kind) if post.account_kind != NOT_SURE else ""),
        ("Who could see it", label(AUDIENCES, post.visibility) if post.visibility != NOT_SURE else ""),
        ("Still online?", label(STILL_VISIBLE, post.still_visible)),
        ("Link", post.url),
        ("Files", f"{files} {'file' if files == 1 else 'files'}, kept as sent" if files else "None yet"),
    ]
    return [{"label": name, "value": value} for name, value in rows if value]


def evidence_rows(files: Sequence[FileRow], post_key: str | None) -> list[dict[str, Any]]:
    """The files of one post (None: of no post) as rows of the page."""
    found = []
    for file in files:
        if post_key is not None and file.post_key != post_key:
            continue
        media = TAKEN.get(file.media_type)
        found.append(
            {
                "id": f"file-{file.id}",
                "key": str(file.id),
                "kind": media.label if media else "File",
                "icon": media.icon if media else "file",
                "name": file.name,
                "size": file.size,
                "sha256": file.sha256,
                "at": file.at,
            }
        )
    return found


def policy_hints(work: Work, report: Report) -> dict[str, str]:
    """Sub-type -> the policy clause in force on the day of the first post (else on today's)."""
    day = work.today
    for when in [*(post.posted for post in report.posts), report.occurred]:
        try:
            interval, _ = times_of(when, work.office.zone)
        except UnreadableDate:
            continue
        if interval:
            day = min(day, moment_day(interval.earliest_at, work.office.zone))
    found: dict[str, str] = {}
    for clause in clauses(work):
        if clause.binds(day):
            for code in clause.subtypes:
                found.setdefault(code, clause.title)
    return found


def review_groups(work: Work, report: Report, files: Sequence[FileRow]) -> list[dict[str, Any]]:
    """What the review page shows, one group a chapter, each with its "Change" link."""
    return [
        {"slug": "what-happened", "label": "What happened", "rows": _happened(work, report), "text": report.narrative},
        {"slug": "who", "label": "Who", "rows": _people(work, report)},
        {"slug": "posts", "label": "Posts and evidence", "rows": _posts(work, report, files)},
        {"slug": "rules", "label": "Rules and harm", "rows": _rules(work, report)},
    ]


def _row(name: str, value: str, note: str = "") -> dict[str, str]:
    return {"label": name, "value": value, "note": note}


def _happened(work: Work, report: Report) -> list[dict[str, str]]:
    zone = work.office.zone
    rows = [
        _row("Happened", words(report.occurred, zone)),
        _row("You found out", words(report.found, zone)),
        _row("Reported to you", words(report.reported, zone)),
    ]
    if report.source:
        rows.append(_row("From", label(REPORT_SOURCES, report.source), report.reporter_name))
    return rows


def _people(work: Work, report: Report) -> list[dict[str, str]]:
    cards = person_cards(work, report.people)
    if not cards:
        return [_row("Nobody named", "The board office can find out who it was")]
    return [
        _row(
            card.part, card.name, card.warning or ("" if card.is_bound else "Written by you, not chosen from the list")
        )
        for card in cards
    ]


def _posts(work: Work, report: Report, files: Sequence[FileRow]) -> list[dict[str, str]]:
    rows = []
    for place, post in enumerate(report.posts, 1):
        count = sum(file.post_key == post.key for file in files)
        told = ", ".join(one["value"] for one in post_facts(work, post, count)[:2])
        rows.append(_row(f"Post {place}", post_title(post), told))
    loose = sum(file.post_key not in {post.key for post in report.posts} for file in files)
    if loose:
        rows.append(_row("Files of no post", str(loose)))
    return rows or [_row("Posts", "None")]


def _rules(work: Work, report: Report) -> list[dict[str, str]]:
    kinds = {one.code: one.label for one in work.reference.taxonomy.subtypes}
    chosen = [kinds.get(code, "Not sure") for code in report.categories] or ["Not answered"]
    rows = [_row("What it may touch", ", ".join(chosen))]
    rows += [_row("Court matter", one.number or one.court, label(MATTER_STAGES, one.stage)) for one in report.matters]
    rows.append(_row("Harm", report.harm or "Not answered"))
    rows.append(_row("Cannot wait", f"Yes. {report.urgent_reason}".strip() if report.urgent else "No"))
    if report.wishes:
        rows.append(_row("What you ask", report.wishes))
    return rows


def missing_rows(work: Work, report: Report) -> list[dict[str, str]]:
    """What stands against submitting, each with the chapter that cures it. The declaration is on the page itself."""
    chapter = {"described": "what-happened", "date": "what-happened", "source": "what-happened"}
    return [
        {"text": item.text, "href": chapter.get(item.code, "what-happened"), "act_label": "Change"}
        for item in _but_declaration(missing_to_file(work, report))
    ]


def _but_declaration(found: Sequence[Missing]) -> list[Missing]:
    return [item for item in found if item.code != "declared"]
