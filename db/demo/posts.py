"""Posts as a report lists them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from db import models
from db.demo.cast import Someone
from db.demo.sheet import Row
from db.domain.matching import normalise_url

if TYPE_CHECKING:
    from db.demo.filing import Filed

_ADDRESS = {
    "facebook": "https://www.facebook.com/{handle}/posts/{number}",
    "instagram": "https://www.instagram.com/p/{number}/",
    "x": "https://x.com/{handle}/status/{number}",
    "tiktok": "https://www.tiktok.com/@{handle}/video/{number}",
    "reddit": "https://www.reddit.com/user/{handle}/comments/{number}/",
    "linkedin": "https://www.linkedin.com/feed/update/{number}/",
    "youtube": "https://www.youtube.com/watch?v={number}",
    "threads": "https://www.threads.net/@{handle}/post/{number}",
    "news_comments": "https://news.example/local/comments/{number}",
    "blog": "https://{handle}.example/entries/{number}",
    "podcast": "https://podcasts.example/episodes/{number}",
    "nextdoor": "https://nextdoor.com/p/{number}",
    "bluesky": "https://bsky.app/profile/{handle}/post/{number}",
}
_CLOSED = frozenset({"snapchat", "whatsapp", "signal", "telegram", "dating_app", "discord"})  # nothing to link to


@dataclass
class PostPlan:
    """One post of a story. `ago`: days before the report; `evidence`: how it was captured, empty for not at all."""

    subtypes: tuple[str, ...]
    text: str
    platform: str = "facebook"
    ago: int = 2
    kind: str = "own"
    account: str = "personal"
    visibility: str = "anyone"
    handle: str = ""
    precision: str = "exact"
    court_stage: str | None = None
    visible: str = "yes"
    removed_hours: float | None = None  # after posting
    removed_by: str = ""
    evidence: str = "screenshot"
    hour: int | None = None

    def posted(self, report: "Filed") -> tuple[datetime, datetime]:
        """The interval in which it was posted, worked out once."""
        found: tuple[datetime, datetime] | None = getattr(self, "_posted", None)
        if found is None:
            day = report.today - timedelta(days=self.ago)
            hour = self.hour if self.hour is not None else report.random.choice((7, 12, 17, 19, 20, 21, 21, 22, 23))
            moment = report.days.at(day, hour, report.random.randint(0, 59))
            moment = min(moment, report.at - timedelta(minutes=40))
            span = timedelta(hours=1) if self.precision == "about" else timedelta()
            found = (moment - span, moment + span)
            if self.precision == "day":
                first = report.days.at(report.days.day(moment), 0)
                found = (first, report.days.at(report.days.day(moment) + timedelta(days=1), 0))
            self._posted = found
        return found


def add_posts(report: "Filed", first: Someone | None) -> list[Row]:
    """The rows of a report's posts with their sub-types; employment and policy are those of the post's own day."""
    rows: list[Row] = []
    handles: dict[tuple[str, str], str] = {}
    for ordinal, plan in enumerate(report.filing.posts, 1):
        earliest, latest = plan.posted(report)
        day = report.days.day(earliest)
        job = first.job(day) if first else None
        key = (plan.platform, plan.account)
        handle = plan.handle or handles.get(key) or handle_of(report, first, plan.account)
        handles[key] = handle
        url = _url(report, plan, handle)
        removed = earliest + timedelta(hours=plan.removed_hours) if plan.removed_hours is not None else None
        row = report.sheet.add(
            models.Post,
            incident_id=report.row["id"],
            ordinal=ordinal,
            kind=plan.kind,
            platform=plan.platform,
            url=url,
            url_key=normalise_url(url)[:500] or None,
            handle=handle,
            account_kind=plan.account,
            visibility=plan.visibility,
            text=plan.text,
            posted_from_at=earliest,
            posted_until_at=latest,
            posted_precision=plan.precision,
            posted_zone=report.days.zone.key,
            still_visible="no" if removed else plan.visible,
            removed_at=removed,
            removed_by=plan.removed_by or None,
            court_stage=plan.court_stage,
            employment_id=job.id if job else None,
            policy_section_id=report.world.clause_for(list(plan.subtypes), day),
        )
        rows.append(row)
        _add_subtypes(report, row, plan.subtypes)
    return rows


def _add_subtypes(report: "Filed", post: Row, codes: tuple[str, ...]) -> None:
    for place, code in enumerate(codes):
        report.sheet.add(
            models.PostSubtype, post_id=post["id"], subtype=code, is_primary=place == 0, chosen_by="reporter"
        )


_PSEUDONYMS = ("courthouse_owl", "benchwatcher", "third_row_left", "plainviewfacts", "gavel_gull", "docket_magpie")


def handle_of(report: "Filed", person: Someone | None, account: str) -> str:
    """A name of an account that fits its kind."""
    if account == "official":
        return "SorrelProsecutor"
    if account == "pseudonymous" or person is None:
        return f"{report.random.choice(_PSEUDONYMS)}{report.random.randint(2, 99)}"
    if account == "group":
        return "sorrel-court-staff-chat"
    parts = person.name.lower().replace(".", "").split()
    return f"{parts[0]}.{parts[-1]}{report.random.randint(1, 99)}"


def _url(report: "Filed", plan: PostPlan, handle: str) -> str:
    if plan.platform in _CLOSED or plan.platform not in _ADDRESS or plan.kind == "message":
        return ""
    number = f"{report.random.getrandbits(46):014d}"
    return _ADDRESS[plan.platform].format(handle=handle.replace(" ", "").replace("_", ""), number=number)
