"""A reporter's own reports: where they stand in words that reveal nothing, adding to them, asking for a review."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from api.access import access_incident
from api.reports.files import FileInHand, custody_rows, evidence_rows
from api.reports.schemas import Addition, MyReport, ReviewAsked
from db.case_facts import incident_facts_of
from db.deadlines import meet_clocks, start_clocks
from db.domain.choice import POST_KINDS, label
from db.domain.permission_name import Permission
from db.domain.precision import precision_words
from db.domain.rule import Missing, ensure
from db.domain.stage import IncidentStatus, ScreeningOutcome
from db.identity import new_id
from db.ledger_receipt import filing_of
from db.models import (
    Deadline,
    Evidence,
    Incident,
    Post,
    Proceeding,
    ReporterNotice,
    Screening,
    Supplement,
)
from db.visibility import visible_incident
from db.work import Work

REVIEW = "review_of_dismissal"
NOTICE_WORDS = {
    "acknowledgement": "The board office confirmed that it has your report",
    "progress": "News from the board office",
    "dismissal": "The board office closed your report without opening a matter",
    "outcome": "The board office told you the outcome",
    "not_told": "The law does not let the board office tell you more",
    "retaliation_check": "The board office asked how you are being treated",
}


@dataclass(frozen=True)
class Line:
    """One thing that happened, as the reporter may read it."""

    at: datetime
    words: str
    text: str


@dataclass(frozen=True)
class Followed:
    """A report as its reporter follows it."""

    incident: Incident
    standing: str
    who_has_it: str
    hear_by_at: datetime | None
    hear_words: str
    lines: list[Line]
    posts: list[dict[str, Any]]
    files: list[Evidence]
    is_filed_here: bool
    can_ask_review: bool
    ask_until_at: datetime | None


def can_follow(work: Work, number: str) -> bool:
    """Whether the viewer may follow the report with this number."""
    seen = visible_incident(work.viewer, Permission.REPORT_FOLLOW, work.now)
    return work.session.scalar(select(Incident.id).where(Incident.number == number, seen)) is not None


def my_reports(work: Work) -> list[MyReport]:
    """The reports the viewer made, newest first; one they are named in is not among them."""
    seen = visible_incident(work.viewer, Permission.REPORT_FOLLOW, work.now)
    rows = work.session.scalars(
        select(Incident).where(seen).order_by(Incident.entered_at.desc(), Incident.number)
    ).all()
    told = {
        row.incident_id: row.at
        for row in work.session.scalars(
            select(ReporterNotice)
            .where(ReporterNotice.incident_id.in_([row.id for row in rows]))
            .order_by(ReporterNotice.at)
        )
    }
    return [
        MyReport(
            row.number,
            row.entered_at,
            standing_words(work, row),
            told[row.id].astimezone(work.office.zone).date() if row.id in told else None,
        )
        for row in rows
    ]


def standing_words(work: Work, incident: Incident) -> str:
    """Where a report stands, in words that tell nothing of any case."""
    if incident.status == IncidentStatus.CLOSED:
        return "Closed"
    if incident.status == IncidentStatus.SCREENED:
        return "The first look is done"
    return "With the board office"


def follow(work: Work, number: str) -> Followed:
    """A report for its reporter; raises MatterNotFound for everybody else's."""
    incident = access_incident(work, number, Permission.REPORT_FOLLOW)
    session = work.session
    clock = _clock(work, incident, "acknowledge")
    review = _clock(work, incident, "review_of_dismissal")
    return Followed(
        incident=incident,
        standing=standing_words(work, incident),
        who_has_it=_who_has_it(incident),
        hear_by_at=clock.due_at if clock and clock.met_at is None else None,
        hear_words=_hear_words(incident),
        lines=_lines(work, incident),
        posts=_posts(work, incident),
        files=list(
            session.scalars(
                select(Evidence)
                .where(Evidence.incident_id == incident.id, Evidence.added_by_id == work.viewer.account_id)
                .order_by(Evidence.added_at, Evidence.file_name)
            )
        ),
        is_filed_here=filing_of(session, incident) is not None,
        can_ask_review=not missing_to_ask(work, incident),
        ask_until_at=review.due_at if review else None,
    )


def _clock(work: Work, incident: Incident, rule: str) -> Deadline | None:
    return work.session.scalars(
        select(Deadline)
        .where(Deadline.incident_id == incident.id, Deadline.rule == rule)
        .order_by(Deadline.started_at.desc())
        .limit(1)
    ).first()


def _who_has_it(incident: Incident) -> str:
    if incident.status == IncidentStatus.CLOSED:
        return "Nobody is working on it now"
    return "The board office"


def _hear_words(incident: Incident) -> str:
    if incident.status == IncidentStatus.CLOSED:
        return "You heard from the board office"
    return "You heard from the board office. The next word comes with the outcome"


def _lines(work: Work, incident: Incident) -> list[Line]:
    def rows(model: Any, *where: Any) -> Any:
        return work.session.scalars(select(model).where(model.incident_id == incident.id, *where))

    added = {True: "You asked to withdraw the report", False: "You added to the report"}
    asked = "You asked for a review of the dismissal"
    found = [
        Line(incident.entered_at, "The report was submitted", ""),
        *(
            Line(note.at, NOTICE_WORDS.get(note.kind, "The board office wrote to you"), note.text)
            for note in rows(ReporterNotice)
        ),
        *(
            Line(more.at, added[more.withdraws], more.text)
            for more in rows(Supplement, Supplement.account_id == work.viewer.account_id)
        ),
        *(Line(one.opened_at, asked, one.grounds) for one in rows(Proceeding, Proceeding.kind == REVIEW)),
    ]
    return sorted(found, key=lambda line: line.at)[::-1]


def _posts(work: Work, incident: Incident) -> list[dict[str, Any]]:
    rows = work.session.scalars(select(Post).where(Post.incident_id == incident.id).order_by(Post.ordinal))
    return [
        {
            "title": f"Post {row.ordinal}",
            "kind": label(POST_KINDS, row.kind),
            "quote": row.text,
            "facts": [
                {"label": name, "value": value}
                for name, value in (
                    ("Posted", precision_words(row.posted_precision, row.posted_from_at, work.office.zone)),
                    ("Account", row.handle),
                    ("Link", row.url),
                )
                if value
            ],
        }
        for row in rows
    ]


def add_to_report(work: Work, number: str, data: Addition, files: list[FileInHand]) -> Supplement:
    """Add to a report after it was submitted; asking to withdraw it is recorded, and ends nothing by itself."""
    incident = access_incident(work, number, Permission.REPORT_SUPPLEMENT)
    if not data.text.strip() and not files and not data.withdraws:
        ensure(Missing("nothing_added", "Write something, or add a file.", "report:supplement"))
    work.record("report:supplemented", incident=incident, text="Asked to withdraw it." if data.withdraws else "")
    row = Supplement(
        id=new_id(),
        incident_id=incident.id,
        account_id=work.viewer.account_id,
        at=work.now,
        text=data.text.strip(),
        withdraws=data.withdraws,
    )
    evidence = evidence_rows(work, incident, files, {})
    work.session.add_all([row, *evidence])
    work.session.flush()
    work.session.add_all(
        link for one, file in zip(evidence, files, strict=True) for link in custody_rows(work, one, file)
    )
    if evidence:
        meet_clocks(work, "preserve_evidence", incident=incident)
    return row


def missing_to_ask(work: Work, incident: Incident) -> tuple[Missing, ...]:
    """What stands against asking for a review of a dismissal."""
    dismissed = work.session.scalar(
        select(Screening.id)
        .where(Screening.incident_id == incident.id, Screening.outcome == ScreeningOutcome.DISMISSED)
        .limit(1)
    )
    found = []
    if dismissed is None or incident.status == IncidentStatus.SUBMITTED:
        found.append(Missing("not_dismissed", "There is no dismissal to review."))
        return tuple(found)
    if incident_facts_of(work, incident).reviews_open:
        found.append(Missing("review_open", "A review was asked for already."))
    clock = _clock(work, incident, "review_of_dismissal")
    if clock and clock.met_at is None and clock.due_at < work.now:
        found.append(Missing("review_time", "The time to ask for a review has run."))
    if clock and clock.met_at is not None and not found:
        found.append(Missing("review_done", "The dismissal was reviewed already."))
    return tuple(found)


def ask_for_review(work: Work, number: str, data: ReviewAsked) -> Proceeding:
    """Ask that another person review the dismissal of the viewer's own report."""
    incident = access_incident(work, number, Permission.REPORT_ASK_REVIEW)
    ensure(missing_to_ask(work, incident))
    work.record("dismissal:review_asked", incident=incident)
    row = Proceeding(
        id=new_id(),
        incident_id=incident.id,
        case_id=None,
        kind=REVIEW,
        side="reporter",
        decider="",
        stays=False,
        grounds=data.grounds.strip(),
        opened_at=work.now,
        opened_by_id=work.viewer.account_id,
        ended_at=None,
        outcome=None,
        reasons="",
        details={},
    )
    work.session.add(row)
    meet_clocks(work, "review_of_dismissal", incident=incident)
    start_clocks(work, "review_of_dismissal_filed", at=work.now, incident=incident)
    return row
