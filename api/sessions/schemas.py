"""What signing in takes and answers."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta


class SignIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A user name and its password; and the code of the app, or a recovery code, where the account has one."""

    username: Annotated[str, Meta(max_length=60)]
    password: Annotated[str, Meta(max_length=500)]
    code: Annotated[str, Meta(max_length=40)] = ""


class SessionInfo(msgspec.Struct):
    """The session now running: who, which roles, the token for unsafe requests, when it ends (UTC)."""

    name: str
    roles: list[str]
    csrf_token: str
    expires_at: datetime


class PasskeyAsked(msgspec.Struct):
    """What a browser's passkey is asked: the id to send back, and the options of WebAuthn."""

    id: UUID
    options: dict[str, Any]


class PasskeyAnswer(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the passkey answered, as the browser gives it (RegistrationResponseJSON or AuthenticationResponseJSON)."""

    id: UUID
    credential: Annotated[str, Meta(max_length=20_000)]


class SetPassword(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A first or new password, set through a one-time link."""

    token: Annotated[str, Meta(max_length=200)]
    password: Annotated[str, Meta(min_length=12, max_length=500)]
