"""Drafts: one JSON document of its owner's, outside ledger and counts, gone after 90 idle days (decision 11)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select

from api.access import MatterNotFound
from api.errors import BadInput, Problem, VersionMissing, VersionStale
from api.reports.files import FileInHand, first_custody
from api.reports.schemas import Report
from db.identity import new_id
from db.models import Draft, DraftFile
from db.work import Work

IDLE = timedelta(days=90)
OwnDraft = Draft  # the name by which pages and routes speak of the row
CHAPTERS: tuple[tuple[str, str], ...] = (
    ("what-happened", "What happened"),
    ("who", "Who"),
    ("posts", "Posts and evidence"),
    ("rules", "Rules and harm"),
    ("review", "Review"),
)
MOST_DRAFTS = 50
MOST_FILES = 60


@dataclass(frozen=True)
class DraftRow:
    """A draft in a list."""

    id: UUID
    title: str
    chapter: str
    edited_at: datetime
    gone_at: datetime


@dataclass(frozen=True)
class FileRow:
    """A file of a draft."""

    id: UUID
    post_key: str | None
    name: str
    media_type: str
    kind: str
    size: int
    sha256: str
    at: datetime


def start_draft(work: Work, report: Report | None = None) -> Draft:
    """Begin a draft; raises Problem where there are too many unfinished ones."""
    if len(my_drafts(work)) >= MOST_DRAFTS:
        raise Problem(409, "Too many drafts", f"Finish or remove one of your {MOST_DRAFTS} drafts first.")
    draft = Draft(
        id=new_id(),
        owner_account_id=work.viewer.account_id,
        document={"tab": "", "reached": 0, "report": msgspec.to_builtins(report or Report())},
        chapter=CHAPTERS[0][0],
        made_at=work.now,
        edited_at=work.now,
    )
    work.session.add(draft)
    work.session.flush()
    return draft


def my_drafts(work: Work) -> list[DraftRow]:
    """The viewer's drafts, the last edited first."""
    rows = work.session.execute(
        select(Draft.id, Draft.document, Draft.chapter, Draft.edited_at)
        .where(Draft.owner_account_id == work.viewer.account_id, Draft.edited_at >= work.now - IDLE)
        .order_by(Draft.edited_at.desc())
    )
    labels = dict(CHAPTERS)
    return [
        DraftRow(row.id, _title(row.document), labels.get(row.chapter, ""), row.edited_at, row.edited_at + IDLE)
        for row in rows
    ]


def _title(document: dict[str, Any]) -> str:
    said = " ".join(str(document.get("report", {}).get("narrative", "")).split())
    return (said if len(said) <= 80 else f"{said[:79]}…") or "Report not yet described"


def access_draft(work: Work, draft_id: UUID) -> Draft:
    """The viewer's own draft; raises MatterNotFound for anybody else's, and for one that idled too long."""
    statement = select(Draft).where(Draft.id == draft_id, Draft.owner_account_id == work.viewer.account_id)
    draft = work.session.scalars(statement.with_for_update() if work.writing else statement).first()
    if draft is None or draft.edited_at < work.now - IDLE:
        raise MatterNotFound
    return draft


def report_of(draft: Draft) -> Report:
    """What the draft holds."""
    return msgspec.convert(draft.document["report"], Report)


def reached(draft: Draft) -> int:
    """The farthest chapter that was saved, counted from 0."""
    return int(draft.document.get("reached", 0))


def is_same_window(draft: Draft, tab: str) -> bool:
    """Whether the last save came from this very window (its autosave may overtake its own form)."""
    return bool(tab) and draft.document.get("tab") == tab


def ensure_draft_version(work: Work, draft: Draft, given: str | None, tab: str = "") -> None:
    """Raise VersionMissing without a version, VersionStale when another window saved since it was read."""
    if not given:
        raise VersionMissing
    if given.strip().strip('W/"') != str(draft.version) and not is_same_window(draft, tab):
        at = draft.edited_at.astimezone(work.office.zone)
        raise VersionStale(
            f"You changed this draft in another window at {at:%I:%M %p %Z}.".replace(" 0", " "), draft.version
        )


def save_draft(work: Work, draft: Draft, change: Callable[[Report], Report], *, chapter: str, tab: str = "") -> Report:
    """Save a change to what the draft holds. Raises BadInput where an answer is too long or no answer at all."""
    try:
        held = msgspec.to_builtins(change(report_of(draft)))
        report = msgspec.convert(held, Report)
    except msgspec.ValidationError as error:
        raise BadInput({"": f"One answer cannot be kept: {error}."}) from None
    at = [slug for slug, _ in CHAPTERS].index(chapter)
    draft.document = {"tab": tab, "reached": max(at, reached(draft)), "report": held}
    draft.chapter = chapter
    draft.edited_at = work.now
    work.session.flush()
    return report


def remove_draft(work: Work, draft: Draft) -> None:
    """Remove a draft and the rows of its files. What is in the store stays: another row may point at it."""
    work.session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id))
    work.session.delete(draft)
    work.session.flush()


def add_file(
    work: Work, draft: Draft, *, name: str, media_type: str, size: int, sha256: str, kind: str, post_key: str | None
) -> FileRow:
    """Keep a file for a draft: its hash and custody start here, and stay as they are when the report is filed."""
    if len(files_of(work, draft)) >= MOST_FILES:
        raise Problem(409, "Too many files", f"A report takes {MOST_FILES} files. Add more after you submit it.")
    row = DraftFile(
        id=new_id(),
        draft_id=draft.id,
        post_key=post_key or None,
        file_name=name,
        media_type=media_type,
        size=size,
        sha256=sha256,
        kind=kind,
        uploaded_at=work.now,
        custody=first_custody(work, sha256),
    )
    work.session.add(row)
    work.session.flush()
    return _file_row(row)


def remove_file(work: Work, draft: Draft, file_id: UUID) -> None:
    """Take a file out of a draft."""
    gone = delete(DraftFile).where(DraftFile.id == file_id, DraftFile.draft_id == draft.id)
    work.session.execute(gone)


def files_of(work: Work, draft: Draft) -> list[FileRow]:
    """The files of a draft, in the order in which they came."""
    rows = work.session.scalars(
        select(DraftFile).where(DraftFile.draft_id == draft.id).order_by(DraftFile.uploaded_at, DraftFile.id)
    )
    return [_file_row(row) for row in rows]


def _file_row(row: DraftFile) -> FileRow:
    return FileRow(row.id, row.post_key, row.file_name, row.media_type, row.kind, row.size, row.sha256, row.uploaded_at)


def files_in_hand(work: Work, draft: Draft) -> Sequence[FileInHand]:
    """The files of a draft as filing takes them."""
    rows = work.session.scalars(
        select(DraftFile).where(DraftFile.draft_id == draft.id).order_by(DraftFile.uploaded_at, DraftFile.id)
    )
    return [
        FileInHand(row.file_name, row.media_type, row.size, row.sha256, row.kind, row.post_key, row.custody)
        for row in rows
    ]
