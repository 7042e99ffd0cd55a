"""The main navigation: what this viewer's roles open, with counts of what waits."""

from typing import Any

from sqlalchemy import func, select

from db.models import Notice
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
    ("Record", "/ledger", "ledger:read"),
    ("People", "/people", "roster:manage"),
    ("Accounts", "/accounts", "account:approve"),
)


def main_navigation(work: Work, path: str) -> list[dict[str, Any]]:
    """Rows {label, href, current, count} of the entries open to this viewer."""
    rows = []
    for label, href, permission in ENTRIES:
        if permission == "portal:read" and "respondent" not in work.viewer.roles:
            continue
        if not work.viewer.can(permission):
            continue
        current = path == href or (href != "/" and path.startswith(f"{href}/"))
        rows.append({"label": label, "href": href, "current": current, "count": _waiting(work) if href == "/" else 0})
    return rows


def _waiting(work: Work) -> int:
    count = work.session.scalar(
        select(func.count())
        .select_from(Notice)
        .where(Notice.person_id == work.viewer.person_id, Notice.read_at.is_(None))
    )
    return count or 0
