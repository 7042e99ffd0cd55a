"""What a program may do with a token that a person made for it: never more than the person, and never everything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from db.domain.permission import is_portal, is_possible
from db.domain.permission_name import Permission
from db.domain.role import Role
from db.domain.rule import Missing
from db.domain.second_factor import SIGNED

LONGEST = timedelta(days=366)
MOST_TOKENS = 20

CLOSED = SIGNED | {
    Permission.ACCOUNT_APPROVE,
    Permission.ACCOUNT_MANAGE,
    Permission.ACCESS_GRANT,
    Permission.RELATION_RECUSE,
    Permission.RELEASE_APPROVE,
}
"""What no token opens: votes and final decisions, accounts, who sees what, and releases. A person does these."""


def open_scopes(roles: Iterable[Role | str]) -> tuple[Permission, ...]:
    """The permissions that somebody with these roles could give to a program, by name."""
    held = tuple(roles)
    return tuple(
        permission
        for permission in Permission
        if permission not in CLOSED and not is_portal(permission) and is_possible(permission, held)
    )


def usable(scopes: Iterable[str], roles: Iterable[Role | str]) -> frozenset[str]:
    """What a token opens now: its scopes within what its person's roles allow today. Unknown names open nothing."""
    return frozenset(scopes) & frozenset(one.value for one in open_scopes(roles))


def missing_for_token(
    scopes: Iterable[str], roles: Iterable[Role | str], *, days: int, held: int
) -> tuple[Missing, ...]:
    """Why a token cannot be made: every reason. `held` counts the person's tokens in force."""
    wanted, roles = frozenset(scopes), tuple(roles)
    beyond = sorted(wanted - usable(wanted, roles))
    found = []
    if not wanted:
        found.append(Missing("scopes", "Choose at least one thing that the program may do.", None))
    if beyond:
        found.append(Missing("scopes_beyond_roles", f"You cannot give to a program: {', '.join(beyond)}.", None))
    if not 1 <= days <= LONGEST.days:
        found.append(Missing("expiry", f"Give it from 1 to {LONGEST.days} days.", None))
    if held >= MOST_TOKENS:
        found.append(Missing("too_many_tokens", f"You have {MOST_TOKENS} tokens. Revoke one first.", None))
    return tuple(found)
