"""Roles of accounts (`domain/lifecycle.md`, "People: roles and relations") and which of them do not go together."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from db.domain.rule import Missing


class Role(StrEnum):
    """What an account may do by its office; what it may do on one case also needs a relation to that case."""

    ADMIN = "admin"
    BOARD_CHAIR = "board_chair"
    BOARD_MEMBER = "board_member"
    CAUSE_REVIEWER = "cause_reviewer"
    CLERK = "clerk"
    CONFLICT_OFFICER = "conflict_officer"
    COUNSEL = "counsel"
    DECIDING_OFFICIAL = "deciding_official"
    HR = "hr"
    INTAKE = "intake"
    INVESTIGATOR = "investigator"
    LEADERSHIP = "leadership"
    RECORDS = "records"
    RESPONDENT = "respondent"
    SUPERVISOR = "supervisor"


LABELS: dict[Role, str] = {
    Role.ADMIN: "Administrator",
    Role.BOARD_CHAIR: "Board chair",
    Role.BOARD_MEMBER: "Board member",
    Role.CAUSE_REVIEWER: "Cause reviewer",
    Role.CLERK: "Clerk",
    Role.CONFLICT_OFFICER: "Conflict officer",
    Role.COUNSEL: "Counsel",
    Role.DECIDING_OFFICIAL: "Deciding official",
    Role.HR: "Human resources",
    Role.INTAKE: "Intake",
    Role.INVESTIGATOR: "Investigator",
    Role.LEADERSHIP: "Leadership",
    Role.RECORDS: "Records officer",
    Role.RESPONDENT: "Respondent",
    Role.SUPERVISOR: "Supervisor",
}

CASE_READING: frozenset[Role] = frozenset(
    {
        Role.BOARD_CHAIR,
        Role.BOARD_MEMBER,
        Role.CAUSE_REVIEWER,
        Role.CLERK,
        Role.COUNSEL,
        Role.DECIDING_OFFICIAL,
        Role.INTAKE,
        Role.INVESTIGATOR,
    }
)
"""Roles through which case content can be read: granting one needs a second approver (`decisions.md` 26)."""

CASE_ROLES: frozenset[Role] = CASE_READING | {Role.CONFLICT_OFFICER, Role.HR, Role.RECORDS}
"""Roles with a part in cases: `admin` excludes each of them (`decisions.md` 26)."""


def missing_for_roles(roles: Iterable[Role]) -> tuple[Missing, ...]:
    """Why these roles cannot be held together by one account; empty when they can."""
    held = set(roles)
    if Role.ADMIN not in held:
        return ()
    clash = sorted(LABELS[role] for role in held & CASE_ROLES)
    if not clash:
        return ()
    return (
        Missing(
            "admin_excludes_case_roles",
            f"An administrator cannot also be: {', '.join(clash)}.",
            "account:manage",
        ),
    )


def missing_for_grant(role: Role, *, to_self: bool, approvals: int, held: Iterable[Role] = ()) -> tuple[Missing, ...]:
    """Why a role cannot be granted: nobody grants themselves one; a case-reading role needs a second approver.

    `approvals` counts the different people who approved, the one who grants included.
    """
    found: list[Missing] = []
    if to_self:
        found.append(Missing("no_role_for_oneself", "Nobody can give themselves a role.", "account:manage"))
    if role in CASE_READING and approvals < 2:
        found.append(
            Missing(
                "second_approver",
                f"{LABELS[role]} reads case content: a second person must approve it.",
                "account:approve",
            )
        )
    found.extend(missing_for_roles({*held, role}))
    return tuple(found)
