"""From what a filer gave to rows: intervals of time, posts with the employment and policy of their own day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from api.reports.dates import resolve
from api.reports.schemas import PostSeen, Report, When
from db.domain.matching import normalise_url
from db.domain.plain import moment_day
from db.domain.precision import Interval, Precision, contradictions
from db.domain.taxonomy import NOT_SURE
from db.identity import new_id
from db.matter_relations import employment_on
from db.models import Employment, Incident, PolicySection, PolicyVersion, Post, PostSubtype
from db.work import Work

Known = tuple[Interval | None, Precision]


def times_of(when: When, zone: ZoneInfo) -> Known:
    """The interval and precision of a time as given. Raises UnreadableDate."""
    return resolve(when, zone)


@dataclass(frozen=True)
class Times:
    """The three dates of a report, kept apart; contradictions among them are marked, never mended."""

    occurred: Known
    found: Known
    reported: Known
    marks: tuple[str, ...]

    @classmethod
    def of(cls, report: Report, zone: ZoneInfo, now: datetime) -> "Times":
        """The report's times. What happened spans its posts; a report nobody dates was made now."""
        posted = [times_of(post.posted, zone) for post in report.posts]
        occurred = _span([times_of(report.occurred, zone), *posted])
        found, reported = times_of(report.found, zone), times_of(report.reported, zone)
        if reported[0] is None:
            reported = Interval(now, now), Precision.EXACT
        first = "posted" if any(interval for interval, _ in posted) else "happened"
        return cls(
            occurred,
            found,
            reported,
            contradictions([(first, occurred[0]), ("found", found[0]), ("reported", reported[0])]),
        )

    @property
    def conduct_at(self) -> datetime | None:
        """The earliest moment of the conduct, as far as known."""
        return self.occurred[0].earliest_at if self.occurred[0] else None

    @property
    def found_at(self) -> datetime | None:
        """The earliest moment at which the filer knew."""
        return self.found[0].earliest_at if self.found[0] else None

    def columns(self) -> dict[str, Any]:
        """The columns of an incident."""
        found: dict[str, Any] = {}
        for name, (interval, precision) in (
            ("occurred", self.occurred),
            ("found", self.found),
            ("reported", self.reported),
        ):
            found[f"{name}_from_at"] = interval.earliest_at if interval else None
            found[f"{name}_until_at"] = interval.latest_at if interval else None
            found[f"{name}_precision"] = precision.value
        return found


def _span(times: list[Known]) -> Known:
    known = [(interval, precision) for interval, precision in times if interval is not None]
    if not known:
        return None, Precision.UNKNOWN
    earliest, precision = min(known, key=lambda one: one[0].earliest_at)
    return Interval(earliest.earliest_at, max(one.latest_at for one, _ in known)), precision


@dataclass(frozen=True)
class PostRows:
    """The posts of a report with their sub-types, and the posts' ids by their keys in the draft."""

    rows: list[Post]
    subtypes: list[PostSubtype]
    by_key: dict[str, UUID]


def rows_of_posts(work: Work, report: Report, incident: Incident, people: Mapping[UUID, list[Employment]]) -> PostRows:
    """The rows of a report's posts. A post's employment is that of the only respondent on the post's own day."""
    respondents = {one.person_id for one in report.people if one.part == "alleged" and one.person_id}
    periods = people.get(next(iter(respondents)), []) if len(respondents) == 1 else []
    made = PostRows([], [], {})
    policies = _policies(work, report)
    for place, post in enumerate(report.posts, 1):
        codes = list(dict.fromkeys(post.subtypes or report.categories))
        row = _post(work, incident, post, place)
        day = moment_day(row.posted_from_at or incident.occurred_from_at or work.now, work.office.zone)
        employment = employment_on(periods, day)
        row.employment_id = employment.id if employment else None
        row.policy_section_id = _section(policies, codes, day)
        made.rows.append(row)
        made.by_key[post.key or str(place)] = row.id
        made.subtypes.extend(
            PostSubtype(post_id=row.id, subtype=code, is_primary=first == 0, chosen_by="reporter")
            for first, code in enumerate(codes)
        )
    return made


def _post(work: Work, incident: Incident, post: PostSeen, place: int) -> Post:
    interval, precision = times_of(post.posted, work.office.zone)
    return Post(
        id=new_id(),
        incident_id=incident.id,
        ordinal=place,
        kind=post.kind,
        platform=post.platform or "not_sure",
        url=post.url.strip(),
        url_key=normalise_url(post.url)[:500] or None,
        platform_post_id=None,
        platform_user_id=None,
        handle=post.handle.strip(),
        account_kind=post.account_kind,
        visibility=post.visibility,
        text=post.text.strip(),
        posted_from_at=interval.earliest_at if interval else None,
        posted_until_at=interval.latest_at if interval else None,
        posted_precision=precision.value,
        posted_zone=work.office.zone.key,
        still_visible=post.still_visible,
        removed_at=None,
        removed_by=None,
        court_stage=post.court_stage or None,
    )


@dataclass(frozen=True)
class Clause:
    """A section of a policy version that was in force from a day until another (None: still)."""

    id: UUID
    title: str
    subtypes: frozenset[str]
    from_on: date
    until_on: date | None

    def binds(self, day: date) -> bool:
        """Whether the section was in force on a day."""
        return self.from_on <= day and (self.until_on is None or self.until_on >= day)


def _policies(work: Work, report: Report) -> list[Clause]:
    codes = set(report.categories).union(*(post.subtypes for post in report.posts)) - {NOT_SURE}
    return clauses(work) if report.posts and codes else []


_CLAUSES = (
    select(
        PolicySection.id,
        PolicySection.code,
        PolicySection.title,
        PolicySection.subtypes,
        PolicyVersion.from_on,
        PolicyVersion.until_on,
    )
    .join(PolicyVersion, PolicyVersion.id == PolicySection.version_id)
    .where(or_(PolicyVersion.until_on.is_(None), PolicyVersion.until_on >= PolicyVersion.from_on))
    .order_by(PolicyVersion.from_on.desc(), PolicySection.code)
)


def clauses(work: Work) -> list[Clause]:
    """Every section of every policy version that speaks to some sub-type, with its days in force."""
    rows = work.session.connection().execute(_CLAUSES)
    return [
        Clause(row.id, f"{row.code} {row.title}".strip(), frozenset(row.subtypes), row.from_on, row.until_on)
        for row in rows
    ]


def _section(found: list[Clause], codes: list[str], day: date) -> UUID | None:
    return next((one.id for code in codes for one in found if code in one.subtypes and one.binds(day)), None)
