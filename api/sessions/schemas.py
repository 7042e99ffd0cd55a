"""What signing in takes and answers."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta


class SignIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A user name and its password."""

    username: Annotated[str, Meta(max_length=60)]
    password: Annotated[str, Meta(max_length=500)]


class SessionInfo(msgspec.Struct):
    """The session now running: who, which roles, the token for unsafe requests, when it ends (UTC)."""

    name: str
    roles: list[str]
    csrf_token: str
    expires_at: datetime


class SetPassword(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A first or new password, set through a one-time link."""

    token: Annotated[str, Meta(max_length=200)]
    password: Annotated[str, Meta(min_length=12, max_length=500)]
