"""The main navigation: what this viewer's roles open, with counts of what waits."""

from typing import Any

from db.domain.permission import grants_for
from db.visibility import visible_cases
from db.waiting import count_waiting
from db.work import Work

# (label, address, permission that opens it; empty: everybody who is signed in)
ENTRIES: tuple[tuple[str, str, str], ...] = (
    ("Inbox", "/", "inbox:read"),
    ("My reports", "/my-reports", "report:file"),
    ("Reports", "/reports", "report:read"),
    ("Conflicts", "/conflicts", "conflict:read"),
    ("Cases", "/cases", "case:list"),
    ("My case", "/portal", "portal:read"),
    ("Sanctions", "/sanctions", "sanction:carry_out"),
    ("Trends", "/trends", "figure:read"),
    ("Actions", "/actions", "action:manage"),
    ("Policies", "/policies", "policy:manage"),
    ("Training", "/trainings", "training:manage"),
    ("Record", "/ledger", "ledger:read"),
    ("Retention", "/retention", "retention:run"),
    ("People", "/people", "roster:manage"),
    ("Accounts", "/accounts", "account:approve"),
)


COUNTED = 99
"""What the menu counts to: every page carries it, and past this the inbox itself tells how many."""


def main_navigation(work: Work, path: str) -> list[dict[str, Any]]:
    """Rows {label, href, current, count, more} of the entries open to this viewer; `more` where count is not all."""
    rows = []
    for label, href, permission in ENTRIES:
        if permission == "portal:read" and "respondent" not in work.viewer.roles:
            continue
        if not opens_list(work, permission):
            continue
        current = path == href or (href != "/" and path.startswith(f"{href}/"))
        found = count_waiting(work, most=COUNTED + 1) if href == "/" else 0
        row = {"label": label, "href": href, "current": current, "count": min(found, COUNTED), "more": found > COUNTED}
        rows.append(row)
    return rows


def opens_list(work: Work, permission: str) -> bool:
    """Whether a list is of use to this viewer: by role, or by a part in at least one case."""
    if not work.viewer.can(permission):
        return False
    if any(grant.role in work.viewer.roles for grant in grants_for(permission)):
        return True
    return permission == "portal:read" or bool(work.session.scalar(visible_cases(work.viewer, work.now).limit(1)))
