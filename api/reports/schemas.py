"""What a report holds. A draft and a filed report have the same form, so nothing is lost between them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

Short = Annotated[str, Meta(max_length=60)]
Words = Annotated[str, Meta(max_length=300)]
Address = Annotated[str, Meta(max_length=2000)]
Text = Annotated[str, Meta(max_length=20_000)]
ItemKey = Annotated[str, Meta(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")]

MOST_POSTS = 50
MOST_PEOPLE = 50
MOST_MATTERS = 20


class Given(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Anything a filer gives; what they do not know stays at its default and is never asked for."""


class When(Given):
    """A day and a time on the office's clock, as far as known. Empty precision: as exact as what is given."""

    date: Annotated[str, Meta(max_length=10)] = ""  # 2026-10-17 or 10/17/2026
    time: Annotated[str, Meta(max_length=8)] = ""  # 08:40, 24 hours
    precision: Literal["", "exact", "about", "day", "month", "year", "unknown"] = ""


class Keyed(Given):
    """An item of a report, told from the others by a key of the draft's own."""

    key: ItemKey = ""


class PersonNamed(Keyed):
    """Somebody the report names: from the roster (`person_id`) or in free text."""

    part: Literal["alleged", "involved", "witness"] = "alleged"
    person_id: UUID | None = None
    name: Words = ""
    details: Words = ""


class PostSeen(Keyed):
    """One post, comment, share, like, message or profile."""

    kind: Literal["own", "comment", "share", "like", "message", "profile"] = "own"
    platform: Short = "not_sure"
    url: Address = ""
    handle: Words = ""
    account_kind: Literal["official", "personal", "pseudonymous", "group", "not_sure"] = "not_sure"
    visibility: Literal["anyone", "followers", "group", "direct", "not_sure"] = "not_sure"
    posted: When = msgspec.field(default_factory=When)
    text: Text = ""
    still_visible: Literal["yes", "no", "not_sure"] = "not_sure"
    court_stage: Short = ""
    subtypes: Annotated[list[Short], Meta(max_length=30)] = msgspec.field(default_factory=list)


class MatterTouched(Keyed):
    """A court matter that the conduct may touch."""

    number: Annotated[str, Meta(max_length=100)] = ""
    court: Words = ""
    stage: Short = "not_sure"


class Report(Given):
    """A report of conduct that may be misconduct."""

    narrative: Text = ""
    summary: Words = ""
    occurred: When = msgspec.field(default_factory=When)
    found: When = msgspec.field(default_factory=When)
    reported: When = msgspec.field(default_factory=When)
    people: Annotated[list[PersonNamed], Meta(max_length=MOST_PEOPLE)] = msgspec.field(default_factory=list)
    posts: Annotated[list[PostSeen], Meta(max_length=MOST_POSTS)] = msgspec.field(default_factory=list)
    categories: Annotated[list[Short], Meta(max_length=80)] = msgspec.field(default_factory=list)
    matters: Annotated[list[MatterTouched], Meta(max_length=MOST_MATTERS)] = msgspec.field(default_factory=list)
    harm: Text = ""
    urgent: bool = False
    urgent_reason: Text = ""
    wishes: Text = ""
    declared: bool = False
    source: Short = ""  # who it comes from; intake alone may enter one for somebody else
    reporter_id: UUID | None = None
    reporter_name: Words = ""
    reporter_contact: Words = ""
    draft: UUID | None = None  # the draft whose files this report takes over


class Filed(msgspec.Struct):
    """What filing answers: the reference number, and by when the reporter hears (UTC)."""

    number: str
    received_at: datetime
    hear_by_at: datetime | None
    evidence: int


class DraftAnswer(msgspec.Struct):
    """A draft as it stands."""

    id: UUID
    version: int
    chapter: str
    saved_words: str
    report: Report


class Saved(msgspec.Struct):
    """What saving a draft answers."""

    version: int
    saved_words: str


class FileAnswer(msgspec.Struct):
    """A file kept for a draft: SHA-256 in hex, size in bytes."""

    id: UUID
    name: str
    size: int
    sha256: str
    media_type: str
    saved_words: str


class Addition(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a reporter adds to a report after submitting it."""

    text: Annotated[str, Meta(max_length=20_000)] = ""
    withdraws: bool = False


class ReviewAsked(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A reporter asks for another person to review the dismissal."""

    grounds: Annotated[str, Meta(min_length=1, max_length=10_000)]


class MyReport(msgspec.Struct):
    """A report of the viewer's own in a list: where it stands in words that reveal nothing."""

    number: str
    filed_at: datetime
    standing: str
    told_on: date | None
