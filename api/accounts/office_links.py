"""Linking an account to a subject of the office's identity provider: one person asks, another approves (decision 26).

Nothing is matched by name or e-mail: whoever can choose an e-mail address at the provider must not choose an account.
"""

from typing import Any

from sqlalchemy import select

from api.accounts.schemas import AskOfficeLink, ChangeAccount, OfficeLinkRow
from api.accounts.service import ensure_not_self
from api.acts import Outcome
from api.choosing import chosen
from api.forms import Choices
from db.account_sessions import end_all_sessions
from db.domain.rule import Missing, RuleBroken, ensure
from db.models import Account, OpenIdLink, Person
from db.openid import link_of
from db.work import Work


def ask_office_link(work: Work, _matter: Any, data: AskOfficeLink) -> Outcome:
    """Ask that a subject opens an account. Raises RuleBroken for one's own, or where either is linked already."""
    ensure_not_self(work, chosen(work, Account, data.account_id, "account_id").id)
    subject = data.subject.strip()
    if not work.openid_issuer:
        ensure(Missing("no_provider", "This office has no identity provider in its settings.", None))
    if link_of(work.session, data.account_id) is not None:
        ensure(Missing("linked", "This account has a link already. End it first.", "account:manage"))
    taken = select(OpenIdLink.id).where(
        OpenIdLink.issuer == work.openid_issuer, OpenIdLink.subject == subject, OpenIdLink.ended_at.is_(None)
    )
    if work.session.scalar(taken) is not None:
        ensure(Missing("subject_linked", "This identifier is linked to another account.", "account:manage"))
    work.begin("openid:asked")
    row = OpenIdLink(
        account_id=data.account_id, issuer=work.openid_issuer, subject=subject, asked_by_id=work.viewer.account_id,
        asked_at=work.now, reason=data.reason, approved_by_id=None, approved_at=None, ended_at=None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, "Asked. A second person approves the link.")


def approve_office_link(work: Work, _matter: Any, data: OfficeLinkRow) -> Outcome:
    """Approve a link as the second person. Raises RuleBroken for one's own request or account."""
    row = chosen(work, OpenIdLink, data.link_id, "link_id", lock=True)
    ensure_not_self(work, row.account_id)
    if row.asked_by_id == work.viewer.account_id:
        ensure(Missing("second_person", "Whoever asked for a link cannot approve it too.", "account:approve"))
    if row.approved_at is not None or row.ended_at is not None:
        ensure(Missing("done", "This link was approved or ended already.", "account:manage"))
    work.begin("openid:linked")
    row.approved_by_id, row.approved_at = work.viewer.account_id, work.now
    return Outcome(row.id, "Linked. The office account opens this account from now on.")


def end_office_link(work: Work, _matter: Any, data: ChangeAccount) -> Outcome:
    """End an account's link, approved or not, at once: the account's sessions end with it."""
    ensure_not_self(work, data.account_id)
    found = link_of(work.session, data.account_id)
    if found is None:
        raise RuleBroken(Missing("link", "This account has no link.", "account:manage"))
    row = chosen(work, OpenIdLink, found.id, "account_id", lock=True)
    work.begin("openid:ended")
    row.ended_at = work.now
    end_all_sessions(work.session, row.account_id, work.now)
    return Outcome(row.id, "Ended. The office account opens this account no longer.")


def waiting_links(work: Work, _matter: Any) -> Choices:
    """Links that wait for a second person: asked for by somebody else, for somebody else."""
    rows = work.session.execute(
        select(OpenIdLink.id, OpenIdLink.subject, OpenIdLink.reason, Person.name)
        .join(Account, Account.id == OpenIdLink.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            OpenIdLink.approved_at.is_(None),
            OpenIdLink.ended_at.is_(None),
            OpenIdLink.account_id != work.viewer.account_id,
            OpenIdLink.asked_by_id != work.viewer.account_id,
        )
        .order_by(OpenIdLink.asked_at)
    )
    return {"office_links": [(str(row.id), f"{row.name}: {row.subject} ({row.reason})") for row in rows]}


def acts_of_link(work: Work, row: OpenIdLink | None) -> tuple[str, ...]:
    """What an account's link, or the lack of one, lets an administrator do; a link is ended without a provider too."""
    if row is not None:
        return ("end-office-link",)
    return ("ask-office-link",) if work.openid_issuer else ()


def link_words(work: Work, row: OpenIdLink | None) -> str:
    """An account's link in words; empty where there is none and the office has no identity provider."""
    if row is None:
        return "Not linked" if work.openid_issuer else ""
    waits = "" if row.approved_at is not None else " (waits for a second person)"
    return f"{row.subject} at {row.issuer}{waits}"
