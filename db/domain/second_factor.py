"""When somebody must prove again who they are, and by what (`design/promises.md`, "Sign-in")."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from db.domain.permission_name import Permission
from db.domain.role import LABELS, Role
from db.domain.rule import Missing

STEP_UP = timedelta(minutes=5)
"""How long a proof of who one is holds for a vote, a final decision, or a change of one's own sign-in."""
PENDING = timedelta(minutes=5)
"""How long a right password waits for its second factor, and a challenge for its passkey."""
TRIES = 5
WINDOW = timedelta(minutes=15)
"""Tries of a password or of a code within the window; the next ones are refused unread."""
PERIOD = 30  # seconds of one code of an authenticator app (RFC 6238)
DRIFT = 1  # codes before and after the present one that are taken: clocks of phones stray
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits: nobody guesses one, so a plain hash keeps it

SIGNED = frozenset(
    {Permission.VOTE_CAST, Permission.DECISION_ISSUE, Permission.APPEAL_DECIDE, Permission.CONSENT_APPROVE}
)
"""Votes and final decisions: asked for again, signed by who has a passkey, closed to programs."""


def steps_taken(now: datetime) -> range:
    """The time steps whose codes are taken now."""
    step = int(now.timestamp()) // PERIOD
    return range(step - DRIFT, step + DRIFT + 1)


def is_fresh(verified_at: datetime | None, now: datetime) -> bool:
    """Whether the last proof of who somebody is still holds."""
    return verified_at is not None and timedelta() <= now - verified_at <= STEP_UP


def recovery_code(raw: bytes) -> str:
    """A recovery code as it is shown: four groups of four letters and digits."""
    text = base64.b32encode(raw).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code, however it was typed."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def needs_factor(roles: Iterable[Role | str], required: Iterable[Role | str]) -> bool:
    """Whether an account with these roles must have a second factor, where the office asks it of `required`."""
    return bool({Role(role) for role in roles} & {Role(role) for role in required})


def missing_for_removal(
    roles: Iterable[Role | str], required: Iterable[Role | str], *, left: int
) -> tuple[Missing, ...]:
    """Why a second factor cannot be taken off: it is the last one, and a role of the account asks for one."""
    held = tuple(roles)
    if left or not needs_factor(held, required):
        return ()
    names = ", ".join(sorted(LABELS[Role(role)] for role in held if Role(role) in {Role(one) for one in required}))
    return (Missing("factor_required", f"Add another second factor first: this office asks one of {names}.", None),)
