"""What the acts on a report take."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.fields import code, line, pick, prose, some
from db.domain.choice import ATTRIBUTION_BASES, ATTRIBUTION_STATUSES, REFERRAL_BODIES

Track = Literal["employer", "licence"]
TRACK_WORDS = {"employer": "Employer: discipline by the office", "licence": "License: discipline by the board"}


class CheckConflicts(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A check of everyone in the filing chain and on the board."""

    conflicted: Annotated[
        list[UUID],
        some(
            "Who of them has a conflict with this matter?",
            "They are walled off at once. Choose nobody if nobody has one.",
            choices="people",
        ),
    ] = msgspec.field(default_factory=list)
    reason: Annotated[str, prose("Why", "What the conflict is, for each person chosen.", least=0, rows=3)] = ""
    all_checked: Annotated[bool, Meta(title="I checked everyone listed here, in the filing chain and on the board")]


class RuleOnConflict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The conflict officer's ruling on one person."""

    person: Annotated[UUID, pick("Person", choices="people", widget="radio")]
    outcome: Annotated[
        Literal["walled", "clear"],
        pick("Ruling", labels={"walled": "Wall them off from this matter", "clear": "Clear: no conflict"}),
    ]
    reason: Annotated[str, prose("Reasons", rows=3)]


class Identify(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Binds somebody the report names, or its unknown respondent, to a person."""

    named: Annotated[str, code("Whom do you identify?", choices="named", widget="radio")]
    person: Annotated[
        str,
        Meta(
            title="Employee number or full name",
            description="They are shut out of this report as soon as you save, and what they read before is listed.",
            min_length=1,
            max_length=300,
            extra={"widget": "typeahead", "choices": "roster"},
        ),
    ]
    reason: Annotated[str, prose("How do you know?", rows=3)]


class Attribute(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who is behind an account."""

    account: Annotated[
        str, Meta(title="Account", max_length=600, min_length=1, extra={"widget": "select", "choices": "accounts"})
    ]
    person: Annotated[
        UUID | None, pick("Person", "Nobody: the account is nobody's known here.", choices="people", widget="select")
    ] = None
    status: Annotated[
        Literal["alleged", "confirmed", "misidentified"], pick("What was decided?", labels=ATTRIBUTION_STATUSES)
    ]
    basis: Annotated[
        Literal["admission", "account_data", "distinctive_facts"], pick("On what basis?", labels=ATTRIBUTION_BASES)
    ]
    reasons: Annotated[str, prose("Reasons", rows=4)]


class ExplainAbsence(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why there is no evidence: what was lost and why."""

    post: Annotated[UUID | None, pick("Post", choices="posts", widget="select")] = None
    reason: Annotated[str, prose("What was lost, and why", rows=4)]


class Screen(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The outcome of screening for one respondent, or for the report while nobody is identified."""

    respondent: Annotated[str, code("For whom?", choices="respondents", widget="radio")]
    outcome: Annotated[
        Literal["dismissed", "referred", "opened", "joined", "informal"],
        Meta(title="Outcome", extra={"choices": "outcomes", "widget": "radio"}),
    ]
    reasons: Annotated[str, prose("Reasons", rows=5)]
    ground: Annotated[
        str,
        Meta(
            title="Ground",
            description="For a dismissal, a referral or an informal resolution.",
            max_length=60,
            extra={"widget": "select", "choices": "grounds"},
        ),
    ] = ""
    tracks: Annotated[
        list[Track],
        Meta(
            title="Track of the case",
            max_length=2,
            description="Both, if the office and the board each decide by their own authority.",
            extra={"widget": "checkboxes", "labels": TRACK_WORDS},
        ),
    ] = msgspec.field(default_factory=list)
    case: Annotated[str, Meta(title="Case to join", max_length=20, extra={"widget": "select", "choices": "cases"})] = ""
    duplicate_of: Annotated[
        str, Meta(title="Report that this one duplicates", description="Its reference number.", max_length=20)
    ] = ""
    reporter_asked: Annotated[bool, Meta(title="The reporter was asked for more, or cannot be asked")] = False
    refer_to: Annotated[str, line("Who takes it over", "The authority by name, for a referral.", least=0)] = ""
    sealed: Annotated[bool, Meta(title="Sealed referral: a matter of the head of the office goes outside")] = False
    told_on: Annotated[date | None, Meta(title="Respondent told on", description="For an informal resolution.")] = None
    answer: Annotated[str, prose("The respondent's answer", "For an informal resolution.", least=0, rows=2)] = ""


class OpenCase(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Opens a case for one respondent on each track chosen, and assigns it."""

    respondent: Annotated[UUID, pick("Respondent", choices="respondents", widget="radio")]
    tracks: Annotated[
        list[Track],
        Meta(
            title="Track",
            description="Two tracks make two cases, companions of each other.",
            min_length=1,
            max_length=2,
            extra={"widget": "checkboxes", "labels": TRACK_WORDS},
        ),
    ]
    assignee: Annotated[UUID, pick("Investigator", choices="investigators", widget="select")]
    summary: Annotated[str, line("What the case is about", "One line, without names.")]


class Classify(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a post may be, by the office's own sub-types."""

    post: Annotated[UUID, pick("Post", choices="posts", widget="radio")]
    primary: Annotated[str, code("Main kind of conduct", choices="subtypes")]
    subtypes: Annotated[list[str], some("Other kinds", choices="subtypes")] = msgspec.field(default_factory=list)


class Acknowledge(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Tells the reporter that the office has the report."""

    text: Annotated[str, prose("What the reporter reads", "Nothing here may tell of a case.", rows=4)]


class AssignReviewer(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Gives a dismissal to somebody who did not make it."""

    reviewer: Annotated[UUID, pick("Reviewer", choices="reviewers", widget="select")]


class ReviewDismissal(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The result of the review of a dismissal."""

    outcome: Annotated[
        Literal["upheld", "reopened"],
        pick("Result", labels={"upheld": "The dismissal stands", "reopened": "Reopen the report for screening"}),
    ]
    reasons: Annotated[str, prose("Reasons", rows=5)]


class Refer(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Another authority decides this matter or part of it."""

    kind: Annotated[str, code("Kind of authority", choices="kinds", widget="radio")]
    to: Annotated[str, line("Authority")]
    sealed: Annotated[bool, Meta(title="Sealed: only the stub stays here")] = False
    due_on: Annotated[date | None, Meta(title="Due")] = None
    reason: Annotated[str, prose("Reason", rows=3)]


class FinishInformal(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Notice to the respondent and their answer, which an informal resolution needs."""

    screening: Annotated[UUID, pick("Resolution", choices="screenings", widget="radio")]
    told_on: Annotated[date, Meta(title="Respondent told on")]
    answer: Annotated[str, prose("The respondent's answer", rows=3)]


class CloseReport(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Closes a report about which nothing is open."""

    text: Annotated[
        str, prose("What the reporter reads", "Leave empty where they were told, or may not be.", least=0, rows=3)
    ] = ""
    not_told_reason: Annotated[
        str,
        prose("Why the reporter is not told", "Where no law lets you tell, or nobody can be reached.", least=0, rows=2),
    ] = ""


REFERRAL_KINDS = {**REFERRAL_BODIES, "employer": "Another employer"}
