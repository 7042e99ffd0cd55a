"""What one's own account takes and answers."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from db.domain.token_scope import LONGEST

Label = Annotated[str, Meta(title="Name", min_length=1, max_length=60)]


class StepUp(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The code of the app; or the password, where the account has no second factor."""

    code: Annotated[str, Meta(max_length=40)] = ""
    password: Annotated[str, Meta(max_length=500)] = ""


class Code(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A code of six digits, as the app shows it now."""

    code: Annotated[str, Meta(title="Code from the app", min_length=6, max_length=12)]


class ChangePassword(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The present password, and the one that takes its place."""

    current: Annotated[
        str,
        Meta(
            title="Present password",
            min_length=1,
            max_length=500,
            extra={"widget": "password", "attrs": {"autocomplete": "current-password"}},
        ),
    ]
    password: Annotated[
        str,
        Meta(
            title="New password",
            description="At least 12 characters. A few words you can remember are better than a short riddle.",
            min_length=12,
            max_length=500,
            extra={"widget": "password", "attrs": {"autocomplete": "new-password", "minlength": 12}},
        ),
    ]


class AppSecret(msgspec.Struct):
    """The secret of an app that is being set up, shown until its first code was given."""

    secret: str
    uri: str


class PasskeyAsked(msgspec.Struct):
    """What a browser's passkey is asked: the id to send back, and the options of WebAuthn."""

    id: UUID
    options: dict[str, Any]


class PasskeyAnswer(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the passkey answered, as the browser gives it."""

    id: UUID
    credential: Annotated[str, Meta(max_length=20_000)]


class NewPasskey(PasskeyAnswer, forbid_unknown_fields=True, kw_only=True):
    """A new passkey, and what its owner calls it."""

    label: Label


class PasskeyItem(msgspec.Struct):
    """A passkey in use."""

    id: UUID
    label: str
    made_at: datetime
    used_at: datetime | None


class RecoveryCodes(msgspec.Struct):
    """Ten codes, shown this once."""

    codes: list[str]


class MakeToken(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A token for a program that acts for its maker."""

    label: Annotated[str, Meta(title="What the program is", min_length=3, max_length=100)]
    scopes: Annotated[
        list[Annotated[str, Meta(max_length=60)]],
        Meta(
            title="What it may do",
            description="Never more than your own roles allow on the day it asks.",
            max_length=200,
            extra={"choices": "scopes", "attrs": {"columns": 3}},
        ),
    ]
    days: Annotated[int, Meta(title="Days until it ends", ge=1, le=LONGEST.days)]


class TokenMade(msgspec.Struct):
    """The token itself, shown this once."""

    id: UUID
    token: str
    expires_at: datetime


class TokenItem(msgspec.Struct):
    """A token of the list. `used_on` is the last day on which it was used."""

    id: UUID
    label: str
    scopes: list[str]
    made_at: datetime
    expires_at: datetime
    used_on: date | None


class OwnAccount(msgspec.Struct):
    """What the account has beside its password.

    `office_account` is the identifier at the office's identity provider that opens it; empty where none does.
    """

    username: str
    office_account: str
    has_app: bool
    passkeys: list[PasskeyItem]
    recovery_codes_left: int
    tokens: list[TokenItem]


class Done(msgspec.Struct):
    """The act was done."""

    status: str = "done"
