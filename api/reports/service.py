"""Filing: a report becomes rows that nothing changes afterwards, and locks out whom it names (decision 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.errors import BadInput
from api.reports.conversion import Times, rows_of_posts, times_of
from api.reports.dates import UnreadableDate
from api.reports.files import FileInHand, custody_rows, evidence_rows
from api.reports.schemas import PersonNamed, Report
from db.deadlines import new_clocks
from db.domain.choice import MATTER_STAGES, PLATFORMS, REPORT_SOURCES
from db.domain.deadline import start_of_clock
from db.domain.facts import IncidentFacts
from db.domain.incident_move import IncidentMoveName, missing_for_incident
from db.domain.lockout import relations_on_submit
from db.domain.number import new_report_number
from db.domain.plain import moment_day
from db.domain.rule import Missing, ensure
from db.domain.stage import IncidentStatus
from db.domain.taxonomy import NOT_SURE
from db.identity import keys_alike, new_id, randomness
from db.ledger_act import OpenAct, ReadyRows, made_ready
from db.matter_relations import chains_of_command, employment_on, employments_of, new_rows
from db.models import (
    AffectedMatter,
    Deadline,
    Employment,
    Incident,
    IncidentCategory,
    IncidentPerson,
    Person,
    ReporterIdentity,
)
from db.visibility import Viewer
from db.work import Work


@dataclass(frozen=True)
class FiledReport:
    """A report just filed, with what its receipt says."""

    incident: Incident
    hear_by_at: datetime | None
    evidence: int


def missing_to_file(work: Work, report: Report) -> tuple[Missing, ...]:
    """Everything that stands against filing: never what a filer may not know."""
    facts = IncidentFacts(
        status=None,
        described=bool(report.narrative.strip()) or any(post.text.strip() or post.url.strip() for post in report.posts),
        declared=report.declared,
        source=source_of(work, report),
    )
    found = list(missing_for_incident(facts, IncidentMoveName.SUBMIT))
    for label, typed in unreadable_dates(work, report):
        text = f"{label}: {typed!r} is no date. Write it as month, day and year, or leave it empty."
        found.append(Missing("date", text, "report:file"))
    return tuple(found)


def unreadable_dates(work: Work, report: Report) -> list[tuple[str, str]]:
    """(where it stands, what was typed) for each date that nobody can read."""
    named = [
        ("When it happened", report.occurred),
        ("When you found out", report.found),
        ("When it was reported to you", report.reported),
        *((f"Post {place}", post.posted) for place, post in enumerate(report.posts, 1)),
    ]
    found = []
    for label, when in named:
        try:
            times_of(when, work.office.zone)
        except UnreadableDate as error:
            found.append((label, str(error)))
    return found


def source_of(work: Work, report: Report) -> str:
    """Where a report comes from: the filer's own, unless intake enters one for somebody else."""
    if "intake" in work.viewer.roles and report.source:
        return report.source
    return "supervisor" if "supervisor" in work.viewer.roles else "own_motion"


def is_for_other(work: Work, report: Report) -> bool:
    """Whether intake enters this report for somebody else (decision 18)."""
    return "intake" in work.viewer.roles and bool(
        report.reporter_id or report.reporter_name.strip() or report.source not in ("", "supervisor", "own_motion")
    )


@dataclass(frozen=True)
class ReadyReport:
    """A report made ready to be filed by this viewer: all that is left to do in the transaction is to write it."""

    viewer: Viewer
    act: OpenAct
    incident: Incident
    rows: list[ReadyRows]
    hear_by_at: datetime | None
    evidence: int


def file_report(work: Work, report: Report, files: Sequence[FileInHand] = (), *, channel: str) -> FiledReport:
    """File a report: immutable rows, relations, clocks. Raises RuleBroken with every missing item."""
    return file_ready(work, make_ready(work, report, files, channel=channel))


def file_ready(work: Work, ready: ReadyReport) -> FiledReport:
    """Write a report that was made ready for this viewer, under a number of its own."""
    work.session.take_up(ready.act)
    work.session.insert_numbered(ready.incident, lambda: new_report_number(work.today.year, randomness()))
    work.session.insert_ready(ready.rows)
    return FiledReport(ready.incident, ready.hear_by_at, ready.evidence)


@keys_alike()
def make_ready(work: Work, report: Report, files: Sequence[FileInHand] = (), *, channel: str) -> ReadyReport:
    """Make every row of a report ready; it reads, and writes nothing. Raises RuleBroken with every missing item."""
    ensure(missing_to_file(work, report))
    _ensure_known_codes(work, report)
    people = _people(work, report)
    times = Times.of(report, work.office.zone, work.now)
    day = moment_day(times.conduct_at or work.now, work.office.zone)
    respondents = [one.person_id for one in report.people if one.part == "alleged" and one.person_id]
    employment = employment_on(people[respondents[0]], day) if respondents else None
    incident = _incident(work, report, times, employment, channel)
    posts = rows_of_posts(work, report, incident, people)
    evidence = evidence_rows(work, incident, files, posts.by_key)
    clocks = _clocks(work, incident, times, covered=bool(files) and len(posts.rows) <= len(evidence))
    custody = [link for row, file in zip(evidence, files, strict=True) for link in custody_rows(work, row, file)]
    beside, relations = _beside(work, report, incident), _relations(work, report, incident, day)
    act = work.act_on_new("report:filed", incident)
    # Those that others point at come first: a row is written before whatever names it.
    rows = made_ready(act, [*posts.rows, *beside, *relations, *posts.subtypes, *evidence, *clocks, *custody])
    hear_by = next((row.due_at for row in clocks if row.rule == "acknowledge"), None)
    return ReadyReport(work.viewer, act, incident, rows, hear_by, len(evidence))


def _people(work: Work, report: Report) -> dict[UUID, list[Employment]]:
    """The employments of everyone named from the roster; raises BadInput for a person there is not."""
    ids = {one.person_id for one in report.people if one.person_id} | ({report.reporter_id} - {None})
    found = dict(employments_of(work, [one for one in ids if one]))
    outside = [one for one in ids if one and one not in found]
    if outside:
        known = set(work.session.scalars(select(Person.id).where(Person.id.in_(outside))))
        if known != set(outside):
            raise BadInput({"people": "Choose each person from the list, or write the name only."})
        found.update({one: [] for one in outside})
    return found


def _incident(work: Work, report: Report, times: Times, employment: Employment | None, channel: str) -> Incident:
    known = {one.code: one.severity for one in work.reference.taxonomy.subtypes}
    subtypes = _codes(report)
    received = start_of_clock(received_at=work.now, entered_at=work.now, entered_for_other=is_for_other(work, report))
    return Incident(
        id=new_id(),
        origin="own",
        status=IncidentStatus.SUBMITTED,
        source=source_of(work, report),
        channel=channel,
        entered_by_id=work.viewer.account_id,
        entered_at=work.now,
        received_at=received,
        **times.columns(),
        dates_zone=work.office.zone.key,
        date_marks=list(times.marks),
        summary=_summary(report),
        narrative=report.narrative.strip(),
        harm=report.harm.strip(),
        urgent=report.urgent,
        urgent_reason=report.urgent_reason.strip(),
        unit_id=employment.unit_id if employment else None,
        severity=max((known[code] for code in subtypes if code in known), default=None),
        screened_at=None,
        closed_at=None,
    )


def _codes(report: Report) -> set[str]:
    return set(report.categories).union(*(post.subtypes for post in report.posts))


def _ensure_known_codes(work: Work, report: Report) -> None:
    """Raise BadInput for a code that no vocabulary has."""
    known = {one.code for one in work.reference.taxonomy.subtypes} | {NOT_SURE}
    wrong = {
        "categories": _codes(report) - known,
        "posts": {post.platform for post in report.posts} - set(PLATFORMS),
        "matters": {one.stage for one in report.matters} - set(MATTER_STAGES),
        "source": {report.source} - set(REPORT_SOURCES) - {""},
    }
    found = {name: f"There is no answer {', '.join(sorted(codes))}." for name, codes in wrong.items() if codes}
    if found:
        raise BadInput(found)


def _summary(report: Report) -> str:
    first = report.summary.strip() or next(iter(report.narrative.strip().splitlines()), "")
    if not first and report.posts:
        first = report.posts[0].text.strip() or report.posts[0].url
    return first if len(first) <= 140 else f"{first[:139].rsplit(' ', 1)[0]}…"


def _beside(work: Work, report: Report, incident: Incident) -> list[Any]:
    """Identity of the reporter, people, categories and court matters: rows that point at the report only."""
    rows: list[Any] = [_identity(work, report, incident)]
    rows += [_named(incident, one) for one in report.people if one.person_id or one.name.strip()]
    rows += [
        IncidentCategory(incident_id=incident.id, subtype=code, chosen_by="reporter")
        for code in dict.fromkeys(report.categories)
    ]
    rows += [
        AffectedMatter(
            incident_id=incident.id,
            number=one.number.strip(),
            court=one.court.strip(),
            court_stage=one.stage or "not_sure",
            review="not_reviewed",
        )
        for one in report.matters
        if one.number.strip() or one.court.strip()
    ]
    return rows


def _identity(work: Work, report: Report, incident: Incident) -> ReporterIdentity:
    if not is_for_other(work, report):
        return ReporterIdentity(incident_id=incident.id, person_id=work.viewer.person_id, wishes=report.wishes)
    return ReporterIdentity(
        incident_id=incident.id,
        person_id=report.reporter_id,
        name=report.reporter_name.strip() or None,
        contact=report.reporter_contact.strip() or None,
        wishes=report.wishes,
    )


def _named(incident: Incident, one: PersonNamed) -> IncidentPerson:
    return IncidentPerson(
        incident_id=incident.id,
        part=one.part,
        person_id=one.person_id,
        name=one.name.strip() or "From the roster",
        details=one.details.strip(),
    )


def _relations(work: Work, report: Report, incident: Incident, day: date) -> list[Any]:
    def part(name: str) -> list[UUID]:
        return [one.person_id for one in report.people if one.part == name and one.person_id]

    respondents = part("alleged")
    reporter = report.reporter_id if is_for_other(work, report) else work.viewer.person_id
    found = relations_on_submit(
        reporter=reporter,
        respondents=respondents,
        involved=part("involved"),
        witnesses=part("witness"),
        chains=chains_of_command(work, respondents, max(day, work.today)),
    )
    return list(new_rows(work, incident, found, "submit"))


def _clocks(work: Work, incident: Incident, times: Times, *, covered: bool) -> list[Deadline]:
    known_at = times.found_at or incident.received_at
    received = [row for _, row in new_clocks(work, "incident_received", at=incident.received_at, incident=incident)]
    known = [row for _, row in new_clocks(work, "conduct_known", at=known_at, incident=incident)]
    for row in received:
        if row.rule == "preserve_evidence" and covered:
            row.met_at = work.now
    return [*received, *known]
