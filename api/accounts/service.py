"""Accounts and roles. Nobody grants themselves a role, and one that reads cases takes two people (decision 26)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from api.accounts.schemas import AddAccount, ChangeAccount, GrantRole, LinkRow, RoleRow
from api.acts import Outcome
from api.choosing import chosen
from api.forms import Choices
from db.account_sessions import end_all_sessions, new_token
from db.dialect.identity import system_eyes
from db.domain.role import CASE_READING, LABELS, Role, missing_for_roles
from db.domain.rule import Missing, ensure
from db.models import Account, AccountRole, FactorReset, LinkRequest, PanelMember, Person
from db.office import add_account, add_link, new_person
from db.work import Work


@dataclass
class AccountRow:
    """One account of the list."""

    id: UUID
    username: str
    name: str
    is_disabled: bool
    made_at: datetime
    roles: list[dict[str, Any]] = field(default_factory=list)


def list_accounts(work: Work) -> list[AccountRow]:
    """Every account with its roles, by name. Holds nothing of any case."""
    rows = {
        row.id: AccountRow(row.id, row.username, row.name, row.disabled_at is not None, row.made_at)
        for row in work.session.execute(
            select(Account.id, Account.username, Person.name, Account.disabled_at, Account.made_at)
            .join(Person, Person.id == Account.person_id)
            .order_by(Person.name)
        )
    }
    for role in work.session.scalars(select(AccountRole).where(AccountRole.ended_at.is_(None))):
        waits = role.role in CASE_READING and role.approved_at is None
        rows[role.account_id].roles.append(
            {"id": role.id, "label": LABELS[Role(role.role)], "waits": waits, "code": role.role}
        )
    return list(rows.values())


def account_choices(work: Work, _matter: Any) -> Choices:
    """Accounts that can be changed: every one but the viewer's own."""
    rows = [row for row in list_accounts(work) if row.id != work.viewer.account_id]
    return {
        "accounts": [(str(row.id), f"{row.name} ({row.username})") for row in rows],
        "held_roles": [(str(role["id"]), f"{row.name}: {role['label']}") for row in rows for role in row.roles],
        "people": _people_without_account(work),
    }


def waiting_choices(work: Work, _matter: Any) -> Choices:
    """Roles that wait for a second person: granted by somebody else, to somebody else."""
    rows = work.session.execute(
        select(AccountRole.id, AccountRole.role, Person.name)
        .join(Account, Account.id == AccountRole.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            AccountRole.ended_at.is_(None),
            AccountRole.approved_at.is_(None),
            AccountRole.role.in_(sorted(CASE_READING)),
            AccountRole.account_id != work.viewer.account_id,
            AccountRole.granted_by_id.is_distinct_from(work.viewer.account_id),
        )
        .order_by(Person.name)
    )
    links = work.session.execute(
        select(LinkRequest.id, Person.name, LinkRequest.reason)
        .join(Account, Account.id == LinkRequest.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            LinkRequest.handed_over_at.is_(None),
            LinkRequest.account_id != work.viewer.account_id,
            LinkRequest.asked_by_id.is_distinct_from(work.viewer.account_id),
        )
        .order_by(LinkRequest.asked_at)
    )
    return {
        "resets": waiting_resets(work),
        "held_roles": [(str(row.id), f"{row.name}: {LABELS[Role(row.role)]}") for row in rows],
        "links": [(str(row.id), f"{row.name} ({row.reason})") for row in links],
    }


def waiting_resets(work: Work) -> list[tuple[str, str]]:
    """Accounts whose second factors somebody else asked to take off."""
    rows = work.session.execute(
        select(FactorReset.id, Person.name, FactorReset.reason)
        .join(Account, Account.id == FactorReset.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            FactorReset.done_at.is_(None),
            FactorReset.account_id != work.viewer.account_id,
            FactorReset.asked_by_id != work.viewer.account_id,
        )
        .order_by(FactorReset.asked_at)
    )
    return [(str(row.id), f"{row.name} ({row.reason})") for row in rows]


def _people_without_account(work: Work) -> list[tuple[str, str]]:
    statement = (
        select(Person.id, Person.name, Person.staff_number)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Account.id.is_(None), or_(Person.staff_number.is_not(None), Person.id.in_(select(PanelMember.person_id)))
        )
        .order_by(Person.name)
        .limit(1000)
    )
    with system_eyes(work.session, "designees"):  # an administrator reads no panel
        rows = work.session.execute(statement).all()
    return [(str(row.id), f"{row.name} ({row.staff_number or 'from outside'})") for row in rows]


def ensure_not_self(work: Work, account_id: UUID) -> None:
    """Raise RuleBroken for the viewer's own account."""
    if account_id == work.viewer.account_id:
        ensure(Missing("no_role_for_oneself", "Nobody can change their own roles or account.", "account:manage"))


def make_account(work: Work, _matter: Any, data: AddAccount) -> Outcome:
    """Make an account; case-reading roles wait for a second person. The link comes from a second person, too."""
    work.begin("account:added")
    if data.person_id is not None:
        person = chosen(work, Person, data.person_id, "person_id")
    else:
        if not data.name.strip():
            ensure(Missing("person", "Choose a person, or give the name of somebody new.", "account:manage"))
        person = new_person(data.name.strip())
        work.session.add(person)
    account = add_account(work.session, person, data.username, [], at=work.now, password_hash=None)
    ensure(missing_for_roles(data.roles))
    for role in data.roles:
        _add_role(work, account.id, role)
    work.session.flush()
    _request_link(work, account.id, "New account")
    return Outcome(account.id, "Account added. A second person hands over the link to set its password.")


def ask_link(work: Work, _matter: Any, data: ChangeAccount) -> Outcome:
    """Ask for a link by which somebody sets a new password; another person hands it over."""
    ensure_not_self(work, chosen(work, Account, data.account_id, "account_id").id)
    work.begin("account:changed")
    _request_link(work, data.account_id, data.reason)
    return Outcome(None, "Asked for a link. A second person hands it over.")


def _request_link(work: Work, account_id: UUID, reason: str) -> None:
    work.session.add(
        LinkRequest(account_id=account_id, asked_by_id=work.viewer.account_id, asked_at=work.now, reason=reason)
    )


def hand_over_link(work: Work, _matter: Any, data: LinkRow) -> Outcome:
    """Make the link that was asked for and show it once: an administrator alone never takes over an account."""
    row = chosen(work, LinkRequest, data.request_id, "request_id", lock=True)
    ensure_not_self(work, row.account_id)
    if row.asked_by_id == work.viewer.account_id:
        ensure(Missing("second_person", "Whoever asked for a link cannot hand it over too.", "account:approve"))
    if row.handed_over_at is not None:
        ensure(Missing("handed_over", "This link was handed over already.", "account:manage"))
    work.begin("account:approved")
    row.handed_over_by_id, row.handed_over_at = work.viewer.account_id, work.now
    token = new_token()
    add_link(work.session, row.account_id, token, at=work.now)
    return Outcome(row.id, f"Hand over this link, which works once within 24 hours: /set-password?token={token}")


def _add_role(work: Work, account_id: UUID, role: Role) -> None:
    needs_second = role in CASE_READING
    work.session.add(
        AccountRole(
            account_id=account_id,
            role=role.value,
            granted_by_id=work.viewer.account_id,
            granted_at=work.now,
            approved_by_id=None if needs_second else work.viewer.account_id,
            approved_at=None if needs_second else work.now,
        )
    )


def grant_role(work: Work, _matter: Any, data: GrantRole) -> Outcome:
    """Grant a role; every session of the account ends, so that the change counts at once."""
    ensure_not_self(work, chosen(work, Account, data.account_id, "account_id").id)
    work.begin("account:changed")
    held = work.session.scalars(
        select(AccountRole.role).where(AccountRole.account_id == data.account_id, AccountRole.ended_at.is_(None))
    ).all()
    if data.role.value in held:
        ensure(Missing("role_held", "The account holds this role already.", "account:manage"))
    ensure(missing_for_roles([*(Role(role) for role in held), data.role]))
    _add_role(work, data.account_id, data.role)
    end_all_sessions(work.session, data.account_id, work.now)
    waits = " It works once a second person has approved it." if data.role in CASE_READING else ""
    return Outcome(None, f"Granted the role {LABELS[data.role]}.{waits}")


def approve_role(work: Work, _matter: Any, data: RoleRow) -> Outcome:
    """Approve a case-reading role as the second person. Raises RuleBroken for one's own grant or account."""
    row = chosen(work, AccountRole, data.role_id, "role_id", lock=True)
    ensure_not_self(work, row.account_id)
    if row.granted_by_id == work.viewer.account_id:
        ensure(Missing("second_person", "Whoever granted a role cannot approve it too.", "account:approve"))
    work.begin("account:approved")
    row.approved_by_id, row.approved_at = work.viewer.account_id, work.now
    end_all_sessions(work.session, row.account_id, work.now)
    return Outcome(row.id, f"Approved the role {LABELS[Role(row.role)]}.")


def end_role(work: Work, _matter: Any, data: RoleRow) -> Outcome:
    """End a role at once: the account's sessions end with it."""
    row = chosen(work, AccountRole, data.role_id, "role_id", lock=True)
    ensure_not_self(work, row.account_id)
    work.begin("account:changed")
    row.ended_at = work.now
    end_all_sessions(work.session, row.account_id, work.now)
    return Outcome(row.id, f"Ended the role {LABELS[Role(row.role)]}.")


def disable_account(work: Work, _matter: Any, data: ChangeAccount) -> Outcome:
    """Disable an account: it can no longer sign in, and its sessions end now."""
    ensure_not_self(work, data.account_id)
    work.begin("account:changed")
    account = chosen(work, Account, data.account_id, "account_id")
    account.disabled_at = work.now
    end_all_sessions(work.session, account.id, work.now)
    return Outcome(account.id, f"Disabled the account {account.username}.")
