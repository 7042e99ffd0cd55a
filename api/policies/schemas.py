"""What the acts on policies take, and what their JSON answers."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

CODE = r"^[a-z][a-z0-9-]*$"
Code = Annotated[
    str,
    Meta(title="Code", description="Small letters, digits and hyphens. It stands in addresses and never changes.",
         min_length=2, max_length=40, pattern=CODE),
]  # fmt: skip


class AddPolicy(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A policy of the office, before its first version."""

    code: Code
    title: Annotated[str, Meta(title="Title", min_length=1, max_length=200)]


class AdoptVersion(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A version and the day from which it binds; the version before ends on the day before."""

    from_on: Annotated[
        date,
        Meta(
            title="In force from", description="Figures draw this day as a line. A day in the past is a record of it."
        ),
    ]
    summary: Annotated[
        str,
        Meta(title="What it says, or what changed", min_length=10, max_length=4000, extra={"widget": "textarea"}),
    ]
    kept: Annotated[
        list[UUID],
        Meta(title="Sections kept as they are", description="The rest is left out, or added anew.", max_length=200,
             extra={"choices": "sections"}),
    ] = []  # fmt: skip


class AddSection(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A section of the newest version."""

    code: Annotated[str, Meta(title="Section", description="For example 4.2", min_length=1, max_length=40)]
    title: Annotated[str, Meta(title="Heading", min_length=1, max_length=200)]
    text: Annotated[str, Meta(title="Text", min_length=10, max_length=20_000, extra={"widget": "textarea"})]
    owner_id: Annotated[UUID, Meta(title="Owner", extra={"choices": "people", "widget": "select"})]
    review_on: Annotated[date | None, Meta(title="To be reviewed by")] = None
    subtypes: Annotated[
        list[str], Meta(title="Conduct it speaks to", max_length=200, extra={"choices": "subtypes"})
    ] = []


class SectionItem(msgspec.Struct):
    """A section of a version. `conduct` are the words of its sub-types."""

    code: str
    title: str
    text: str
    owner: str
    review_on: date | None
    is_past_review: bool
    subtypes: list[str]
    conduct: list[str]


class VersionItem(msgspec.Struct):
    """A version: the days it binds (both inclusive; until_on null: until it is replaced) and who acknowledged it."""

    version: int
    from_on: date
    until_on: date | None
    state: str
    summary: str
    acknowledged: int
    sections: list[SectionItem]


class PolicyItem(msgspec.Struct):
    """A policy with its versions, the newest first."""

    code: str
    title: str
    versions: list[VersionItem]
