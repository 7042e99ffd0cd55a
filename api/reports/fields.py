"""The fields of each chapter, as the form macros draw them. Nothing is required but what happened."""

from typing import Any

from api.forms import Choice, Field
from api.reports.schemas import MatterTouched, PersonNamed, PostSeen, Report, When
from api.uploads import LIMIT, MOST_FILES
from db.domain.choice import (
    ACCOUNT_KINDS,
    MATTER_STAGES,
    PLATFORMS,
    POST_KINDS,
    REPORT_SOURCES,
    STILL_VISIBLE,
    VISIBILITIES,
    Vocabulary,
)
from db.domain.media_type import ACCEPT, TAKEN_WORDS
from db.domain.taxonomy import NOT_SURE, Taxonomy

PARTS: Vocabulary = {
    "alleged": "The report is about them",
    "involved": "Involved in another way",
    "witness": "Saw it or knows about it",
}
_PART_HINTS = {
    "alleged": "Shut out of this report as soon as you submit it, whatever their role.",
    "involved": "Shut out until the conflict officer decides.",
    "witness": "Can be asked about it. May not work on this report.",
}
_PRECISIONS = [
    Choice("exact", "Exact"),
    Choice("about", "About"),
    Choice("day", "Day only"),
    Choice("unknown", "Not sure"),
]


def _choices(words: Vocabulary, hints: dict[str, str] | None = None) -> list[Choice]:
    return [Choice(code, label, (hints or {}).get(code, "")) for code, label in words.items()]


def _when(name: str, label: str, hint: str, when: When) -> Field:
    value = {"date": when.date, "time": when.time[:5], "precision": when.precision}
    return Field(name, label, "dateprecision", hint, value, required=False, choices=list(_PRECISIONS))


def fields_happened(report: Report, *, for_others: bool) -> list[Field]:
    """Chapter 1. `for_others`: intake may enter a report that somebody else made."""
    fields = [
        Field(
            "narrative",
            "What happened?",
            "textarea",
            "In your own words: what you saw or were told. You need not know which rule it touches.",
            report.narrative,
            attrs={"rows": 7, "maxlength": 20_000, "serif": True},
        ),
        _when(
            "occurred",
            "When did it happen?",
            "The day it happened, if it is about something other than a post. Each post has its own day in chapter 3.",
            report.occurred,
        ),
        _when("found", "When did you find out?", "The day you saw it or heard of it.", report.found),
        _when(
            "reported",
            "When was it reported to you?",
            "Only if somebody told you. Leave it empty if you found it yourself.",
            report.reported,
        ),
    ]
    return [*_for_others(report), *fields] if for_others else fields


def _for_others(report: Report) -> list[Field]:
    reporter = {"fills": "reporter_id", "fills_value": str(report.reporter_id or ""), "source": "/api/people"}
    return [
        Field(
            "source", "Who is this report from?", "select",
            "Clocks start when the board office has the report; the earlier date is kept beside it.",
            report.source, required=False, choices=_choices(REPORT_SOURCES),
        ),
        Field(
            "reporter_name", "Name of the person who reported it", "typeahead",
            "Leave it empty for an anonymous report.", report.reporter_name, required=False,
            attrs={**reporter, "maxlength": 300},
        ),
        Field(
            "reporter_contact", "How to reach them", "text", "", report.reporter_contact, required=False,
            attrs={"maxlength": 300},
        ),
    ]  # fmt: skip


def fields_person(person: PersonNamed) -> list[Field]:
    """Chapter 2: one person."""
    lookup = {"fills": "person_id", "fills_value": str(person.person_id or ""), "source": "/api/people"}
    return [
        Field(
            "name", "Name", "typeahead",
            "Search by name, employee number or unit. If they are not in the list, write what you know.",
            person.name, required=False, attrs={**lookup, "maxlength": 300},
        ),
        Field(
            "part", "How are they part of this?", "radio", "", person.part,
            choices=_choices(PARTS, _PART_HINTS),
        ),
        Field(
            "details", "Anything that helps to tell who this is", "text",
            "For example their unit, or the name they use online.", person.details, required=False,
            attrs={"maxlength": 300},
        ),
    ]  # fmt: skip


def fields_post(post: PostSeen) -> dict[str, Field]:
    """Chapter 3: one post, by field name so that the page can pair them."""
    fields = [
        Field(
            "url", "Link to the post", "url",
            "Paste it even if the post is gone. The link alone can help to recover it.",
            post.url, required=False, attrs={"maxlength": 2000, "autocomplete": "off", "spellcheck": "false"},
        ),
        Field("kind", "What is it?", "radio", "", post.kind, choices=_choices(POST_KINDS), attrs={"columns": 3}),
        Field("handle", "Account name or handle", "text", "", post.handle, required=False, attrs={"maxlength": 300}),
        Field("account_kind", "Whose account?", "select", "", post.account_kind, choices=_choices(ACCOUNT_KINDS)),
        Field("platform", "Where was it posted?", "select", "", post.platform, choices=_choices(PLATFORMS)),
        Field("visibility", "Who could see it?", "select", "", post.visibility, choices=_choices(VISIBILITIES)),
        _when("posted", "When was it posted?", "The day it appeared, not the day you found it.", post.posted),
        Field(
            "text", "What does it say?", "textarea",
            "Copy the words exactly, or leave this empty when a file shows them.",
            post.text, required=False, attrs={"rows": 3, "maxlength": 20_000, "serif": True},
        ),
        Field(
            "still_visible", "Can it still be seen online?", "radio", "", post.still_visible,
            choices=_choices({**STILL_VISIBLE, "no": "No, it was removed"}), attrs={"columns": 3},
        ),
    ]  # fmt: skip
    return {one.name: one for one in fields}


def field_file(upload: str, upload_list: str) -> Field:
    """The file box of a post. With scripts each file is sent at once to `upload`; without, with the form."""
    limits = (
        f"Up to {MOST_FILES} files at a time, 250 MB each: {TAKEN_WORDS}. Each file is kept exactly as you send it, "
        "and sealed with a fingerprint (SHA-256) that shows any later change."
    )
    attrs: dict[str, Any] = {
        "upload": upload,
        "upload_list": upload_list,
        "max_bytes": LIMIT,
        "limits": limits,
        "multiple": True,
        "accept": ACCEPT,
    }
    return Field("file", "Files", "file", "", required=False, attrs=attrs)


def category_groups(taxonomy: Taxonomy, chosen: list[str]) -> list[dict[str, Any]]:
    """Chapter 4: each category as its plain question with examples, and its sub-types to tick."""
    found = []
    for category in taxonomy.categories:
        kinds = [one for one in category.subtypes if one.code != NOT_SURE]
        rows = [{"code": one.code, "label": one.label, "checked": one.code in chosen} for one in kinds]
        found.append(
            {
                "code": category.code,
                "label": category.label,
                "ask": category.ask,
                "example": ", ".join(one.label[:1].lower() + one.label[1:] for one in kinds[:2]),
                "rows": rows,
                "open": any(row["checked"] for row in rows),
            }
        )
    return found


def fields_matter(matter: MatterTouched, place: int) -> list[Field]:
    """Chapter 4: one court matter."""
    name = f"matters.{place}"
    return [
        Field(f"{name}.number", "Case number", "text", "", matter.number, required=False, attrs={"maxlength": 100}),
        Field(f"{name}.court", "Court", "text", "", matter.court, required=False, attrs={"maxlength": 300}),
        Field(f"{name}.stage", "Where it stood then", "select", "", matter.stage, choices=_choices(MATTER_STAGES)),
    ]


def fields_harm(report: Report) -> list[Field]:
    """Chapter 4: harm, urgency, wishes."""
    return [
        Field(
            "harm", "Did it harm anyone or anything, or could it?", "textarea",
            "A person, a case, the trust of a court. Leave it empty if you do not know.",
            report.harm, required=False, attrs={"rows": 3, "maxlength": 20_000},
        ),
        Field(
            "urgent", "This cannot wait", "checkbox", "Somebody is in danger, or proof is about to be lost.",
            report.urgent, required=False,
        ),
        Field(
            "urgent_reason", "Why it cannot wait", "textarea", "", report.urgent_reason, required=False,
            attrs={"rows": 2, "maxlength": 20_000},
        ),
        Field(
            "wishes", "Anything you ask of the board office", "textarea",
            "For example how to reach you, or a worry about being treated badly for reporting.",
            report.wishes, required=False, attrs={"rows": 2, "maxlength": 20_000},
        ),
    ]  # fmt: skip
