"""What an investigator sends, one struct per act: attribution, steps, statements, evidence, allegations."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from api.fields import Moment, code, line, moment, pick, plain, prose, some
from db.domain.choice import (
    ATTRIBUTION_BASES,
    ATTRIBUTION_STATUSES,
    CUSTODY_KINDS,
    EVIDENCE_KINDS,
    PLATFORMS,
    RESTRICTION_KINDS,
    SPEECH_CONCLUSIONS,
    STATEMENT_ROLES,
    STEP_KINDS,
    STEP_OUTCOMES,
)
from db.domain.finding import LABELS as FINDINGS
from db.domain.statement import LABELS as MODES

Mode = Literal["voluntary", "compelled"]
MODE_LABELS = {mode.value: words for mode, words in MODES.items()}
FINDING_LABELS = {finding.value: words for finding, words in FINDINGS.items()}


class DecideAttribution(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who is behind an account."""

    platform: Annotated[str, code("Platform", choices="platforms")]
    handle: Annotated[str, line("Name of the account", "As it is shown on the platform.")]
    status: Annotated[
        Literal["alleged", "confirmed", "misidentified"],
        pick("Is the respondent behind it?", labels=ATTRIBUTION_STATUSES),
    ]
    basis: Annotated[
        Literal["admission", "account_data", "distinctive_facts"], pick("On what basis", labels=ATTRIBUTION_BASES)
    ]
    reasons: Annotated[str, prose("Reasons", "What shows it. A picture of a post does not show who wrote it.")]


class PlanStep(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One step to take."""

    kind: Annotated[
        Literal["preserve", "interview", "records_request", "site_capture", "speech_review", "report", "other"],
        pick("Kind of step", labels=STEP_KINDS, widget="select"),
    ]
    title: Annotated[str, line("What is to be done")]
    mode: Annotated[
        Mode | None,
        pick(
            "For an interview: voluntary or compelled", "Compelled means under an order to answer.", labels=MODE_LABELS
        ),
    ] = None
    owner_id: Annotated[UUID | None, pick("Who does it", choices="owners", widget="select")] = None
    due_on: Annotated[date | None, plain("Due on")] = None


class CompleteStep(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What came of a step."""

    step_id: Annotated[UUID, pick("Step", choices="steps", widget="select")]
    outcome: Annotated[Literal["done", "not_done"], pick("Outcome", labels=STEP_OUTCOMES)]
    result: Annotated[str, prose("Result", "What was done and what it showed; or why it was not done.")]
    derived_from: Annotated[
        list[UUID],
        some("Came from these statements", "What a compelled statement led to stays out of any referral.",
             choices="statements"),
    ] = []  # fmt: skip


class StoredUpload(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A file that lies in the evidence store: its name, type, size in bytes and SHA-256 (hex)."""

    name: Annotated[str, msgspec.Meta(max_length=300)]
    media_type: Annotated[str, msgspec.Meta(max_length=200)]
    size: Annotated[int, msgspec.Meta(ge=0, le=250_000_000)]
    sha256: Annotated[str, msgspec.Meta(min_length=64, max_length=64)]


class AddEvidence(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A file with how it was captured. The file itself is an upload; `file` says what was stored."""

    file: Annotated[
        StoredUpload,
        msgspec.Meta(
            title="File",
            description="Up to 250 MB, kept as it is with its SHA-256. Web archives (WARC, WACZ) are welcome.",
            extra={"widget": "file", "attrs": {"max_bytes": 250_000_000}},
        ),
    ]
    kind: Annotated[
        Literal[
            "api_export", "web_archive", "screenshot", "device_photo", "third_party_screenshot", "subpoena_return",
            "self_download", "document", "other",
        ],
        pick("How it was captured", labels=EVIDENCE_KINDS, widget="select"),
    ]  # fmt: skip
    description: Annotated[str, prose("What it shows", rows=3)]
    captured_by: Annotated[str, line("Captured by")]
    tool: Annotated[str, line("Tool and version", "For example: Browsertrix 1.11, or a telephone.", least=0)] = ""
    capture_started_at: Annotated[Moment | None, plain("Capture started")] = None
    capture_ended_at: Annotated[Moment | None, plain("Capture ended")] = None
    viewing_account: Annotated[
        str, line("Account used to view it", "Never the password or an account of somebody else.", least=0)
    ] = ""
    post_id: Annotated[UUID | None, pick("Of this post", choices="posts", widget="select")] = None
    derived_from_id: Annotated[
        UUID | None,
        pick("Made from", "A redaction is a new file; the original stays.", choices="evidence", widget="select"),
    ] = None
    statements: Annotated[
        list[UUID], some("Found through these statements", choices="statements")
    ] = []  # fmt: skip
    certificate: Annotated[str, prose("Certificate of who captured it", least=0, rows=3)] = ""
    restriction: Annotated[
        Literal["sealed", "protective_order", "privileged", "health"] | None,
        pick("Restricted", labels=RESTRICTION_KINDS, widget="select"),
    ] = None
    restriction_order: Annotated[str, line("By which order or law", least=0)] = ""
    readers: Annotated[
        list[UUID], some("Who may open it", "Beside you; nobody else can while it is restricted.", choices="people")
    ] = []  # fmt: skip


class RecordCustody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One link of the chain of custody."""

    evidence_id: Annotated[UUID, pick("Evidence", choices="evidence", widget="select")]
    kind: Annotated[
        Literal["received", "hashed", "copied", "moved", "examined", "disclosed", "returned"],
        pick("What happened", labels=CUSTODY_KINDS),
    ]
    by: Annotated[str, line("By whom")]
    happened_at: Annotated[datetime, moment("When")]
    note: Annotated[str, prose("Note", least=0, rows=3)] = ""


class ExplainAbsence(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why there is no evidence."""

    reason: Annotated[str, prose("Why there is none", "What was lost or never existed, when, and who established it.")]
    post_id: Annotated[UUID | None, pick("Of this post", choices="posts", widget="select")] = None


class TakeStatement(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What somebody said, under which advisement."""

    role: Annotated[Literal["respondent", "witness", "reporter", "other"], pick("Who speaks", labels=STATEMENT_ROLES)]
    name: Annotated[str, line("Name", "Not needed for the respondent.", least=0)] = ""
    mode: Annotated[Mode, pick("Voluntary or compelled", labels=MODE_LABELS)]
    advisement: Annotated[str, line("Advisement that was read out", "Name and version of its text.", least=0)] = ""
    representative_offered: Annotated[bool, plain("A representative was offered")] = False
    representative: Annotated[str, line("Representative present", least=0)] = ""
    privilege_claimed: Annotated[bool, plain("A privilege was claimed")] = False
    privilege_to: Annotated[
        str, prose("Which privilege, and to what", "Silence under it is not held against anyone.", least=0, rows=2)
    ] = ""
    taken_at: Annotated[datetime, moment("Taken")]
    text: Annotated[str, prose("Statement", rows=12, record=True)]
    step_id: Annotated[UUID | None, pick("In this step", choices="steps", widget="select")] = None
    derived_from: Annotated[
        list[UUID], some("Came from these statements", choices="statements")
    ] = []  # fmt: skip
    exposed: Annotated[
        list[UUID],
        some("Who else heard it or has read it", "Kept for a compelled statement.", choices="people"),
    ] = []  # fmt: skip


class ReadStatement(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why somebody opens a compelled statement."""

    why: Annotated[str, line("Why you need to read it", "Stands on the record with your name.")]


class RecordSpeechReview(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Counsel's review. The text is privileged, its date is not."""

    answers: Annotated[
        dict[Annotated[str, msgspec.Meta(max_length=60)], Literal["protects", "does_not_protect", "open"]],
        msgspec.Meta(
            title="How each question weighs",
            max_length=20,
            extra={
                "widget": "matrix",
                "choices": "questions",
                "labels": {"protects": "For protection", "does_not_protect": "Against it", "open": "Does not decide"},
            },
        ),
    ]
    conclusion: Annotated[
        Literal["protected", "partly", "not_protected"], pick("Conclusion", labels=SPEECH_CONCLUSIONS)
    ]
    text: Annotated[str, prose("Reasons", "Privileged: for the speech reviewer and presenting counsel.", rows=10)]


class AddAllegation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A claim of conduct. Conduct without a post stands on its own dates."""

    text: Annotated[str, prose("What is alleged", "In neutral words: who did what, when.", record=True)]
    subtypes: Annotated[
        list[Annotated[str, msgspec.Meta(max_length=60)]],
        some("Kind of conduct", choices="subtypes", least=1, columns=2),
    ]
    post_ids: Annotated[list[UUID], some("Posts it rests on", choices="posts")] = []
    occurred_from_on: Annotated[date | None, plain("From", "Needed where there is no post.")] = None
    occurred_until_on: Annotated[date | None, plain("Until")] = None
    content_ground: Annotated[
        bool, plain("What was said, or the view it took, is any part of the ground", "A speech review is then due.")
    ] = False


class ReportAllegation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The report on one allegation, what helps the respondent included."""

    allegation_id: Annotated[UUID, pick("Allegation", choices="allegations", widget="select")]
    evidence_for: Annotated[str, prose("The evidence", "What supports the allegation, with where it is found.", rows=8)]
    evidence_against: Annotated[
        str,
        prose("What helps the respondent", "Where there is nothing, say what was looked for.", rows=8),
    ]
    proposed_finding: Annotated[
        Literal["sustained", "not_sustained", "unfounded", "no_violation"],
        pick("Proposed finding", labels=FINDING_LABELS),
    ]


class DraftNotice(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The notice of allegations, with substance."""

    alleged: Annotated[str, prose("What is alleged", rows=8, record=True)]
    when: Annotated[str, line("When")]
    rules: Annotated[str, prose("Rules that may apply", rows=4)]


class SubmitForReview(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The move to cause review."""


PLATFORM_CHOICES = list(PLATFORMS.items())
