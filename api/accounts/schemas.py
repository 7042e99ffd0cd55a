"""What the administrator's acts take."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from db.domain.role import LABELS, Role

ROLE_WORDS = {role.value: words for role, words in LABELS.items()}
Username = Annotated[
    str,
    Meta(
        title="User name",
        description="Small letters, digits and dots. It is no name of a case or a post.",
        pattern=r"^[a-z0-9][a-z0-9.\-]{1,58}$",
        max_length=60,
    ),
]


class AddAccount(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An account for somebody on the roster, or for a person who is not (a board member, counsel)."""

    username: Username
    person_id: Annotated[
        UUID | None,
        Meta(title="Person on the roster", extra={"widget": "select", "choices": "people"}),
    ] = None
    name: Annotated[str, Meta(title="Or the name of somebody new", max_length=200)] = ""
    roles: Annotated[
        list[Role],
        Meta(
            title="Roles",
            description="A role that reads cases works only after a second person has approved it.",
            min_length=1,
            extra={"labels": ROLE_WORDS, "attrs": {"columns": 2}},
        ),
    ]


class GrantRole(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A further role for an account."""

    account_id: Annotated[UUID, Meta(title="Account", extra={"choices": "accounts"})]
    role: Annotated[Role, Meta(title="Role", extra={"labels": ROLE_WORDS, "widget": "select"})]


class RoleRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One role of one account, as the list shows it."""

    role_id: Annotated[UUID, Meta(title="Role", extra={"choices": "held_roles"})]


class ChangeAccount(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One account, and why it is changed."""

    account_id: Annotated[UUID, Meta(title="Account", extra={"choices": "accounts"})]
    reason: Annotated[str, Meta(title="Reason", min_length=3, max_length=500)]


class ResetRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One account whose second factors are to be taken off."""

    reset_id: Annotated[UUID, Meta(title="Account", extra={"choices": "resets"})]


class AskOfficeLink(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which subject of the office's identity provider is to open an account, and why."""

    account_id: Annotated[UUID, Meta(title="Account", extra={"choices": "accounts"})]
    subject: Annotated[
        str,
        Meta(
            title="Identifier at the office's identity provider",
            description="What the provider calls the subject (sub) of this person. It is no e-mail address.",
            pattern=r"^[!-~]{1,255}$",
            max_length=255,
        ),
    ]
    reason: Annotated[str, Meta(title="Reason", min_length=3, max_length=500)]


class OfficeLinkRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One link to the office's identity provider that was asked for."""

    link_id: Annotated[UUID, Meta(title="Link for", extra={"choices": "office_links"})]


class LinkRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One link that was asked for."""

    request_id: Annotated[UUID, Meta(title="Link for", extra={"choices": "links"})]
