"""Accounts as JSON, and their acts."""

from functools import partial
from uuid import UUID

import msgspec
from litestar import get

from api.accounts.office_links import approve_office_link, ask_office_link, end_office_link, waiting_links
from api.accounts.resets import ask_reset, do_reset
from api.accounts.schemas import (
    AddAccount,
    AskOfficeLink,
    ChangeAccount,
    GrantRole,
    LinkRow,
    OfficeLinkRow,
    ResetRow,
    RoleRow,
)
from api.accounts.service import (
    account_choices,
    approve_role,
    ask_link,
    disable_account,
    end_role,
    grant_role,
    hand_over_link,
    list_accounts,
    make_account,
    waiting_choices,
)
from api.act_routes import act_routes
from api.acts import Act
from api.dependencies import requires, within_unit
from api.problems import READ_PROBLEMS
from db.work import Work


class RoleItem(msgspec.Struct):
    """A role of an account; `waits` until a second person has approved it."""

    id: UUID
    code: str
    waits: bool


class AccountItem(msgspec.Struct):
    """An account of the list."""

    id: UUID
    username: str
    name: str
    disabled: bool
    roles: list[RoleItem]


@get("/api/accounts", opt=requires("account:approve"), responses=READ_PROBLEMS, tags=["accounts"])
@within_unit
def accounts(work: Work) -> list[AccountItem]:
    """Every account with its roles."""
    return [
        AccountItem(
            row.id,
            row.username,
            row.name,
            row.is_disabled,
            [RoleItem(role["id"], role["code"], role["waits"]) for role in row.roles],
        )
        for row in list_accounts(work)
    ]


MANAGE = partial(Act, name="account:manage", section="accounts", on="office", choices=account_choices)
APPROVE = partial(Act, name="account:approve", section="accounts", on="office", choices=waiting_choices)
ACTS = (
    MANAGE(path="accounts", slug="add", title="Add an account", schema=AddAccount, verb=make_account),
    MANAGE(path="account-roles", slug="grant-role", title="Grant a role", schema=GrantRole, verb=grant_role),
    MANAGE(path="account-role-ends", slug="end-role", title="End a role", schema=RoleRow, verb=end_role),
    MANAGE(path="account-links", slug="ask-link", title="Ask for a new link", schema=ChangeAccount, verb=ask_link),
    MANAGE(
        path="account-disablings",
        slug="disable",
        title="Disable an account",
        schema=ChangeAccount,
        verb=disable_account,
        warning="The person is signed out at once and cannot sign in again.",
    ),
    MANAGE(
        path="account-factor-resets",
        slug="ask-factor-reset",
        title="Ask to take off second factors",
        schema=ChangeAccount,
        verb=ask_reset,
        intro="For somebody who lost phone, key and recovery codes. Make sure that it is they who ask.",
    ),
    APPROVE(
        path="account-factor-resets-done",
        slug="reset-factors",
        title="Take off second factors",
        schema=ResetRow,
        verb=do_reset,
        intro="The account is then open to its password alone, and every session of it ends.",
    ),
    APPROVE(
        path="account-role-approvals", slug="approve-role", title="Approve a role", schema=RoleRow, verb=approve_role
    ),
    APPROVE(
        path="account-link-handovers",
        slug="hand-over-link",
        title="Hand over a link",
        schema=LinkRow,
        verb=hand_over_link,
    ),
    MANAGE(
        path="account-office-links",
        slug="ask-office-link",
        title="Ask to link an office account",
        schema=AskOfficeLink,
        verb=ask_office_link,
        intro="Take the identifier from the provider's administrator, not from whoever asks.",
    ),
    MANAGE(
        path="account-office-link-ends",
        slug="end-office-link",
        title="End the link to an office account",
        schema=ChangeAccount,
        verb=end_office_link,
        intro="The person is signed out at once. User name and password still open the account.",
    ),
    APPROVE(
        path="account-office-link-approvals",
        slug="approve-office-link",
        title="Approve a link to an office account",
        schema=OfficeLinkRow,
        verb=approve_office_link,
        choices=waiting_links,
        intro="Whoever the office's identity provider knows by this identifier then opens the account.",
    ),
)

handlers = [accounts, *act_routes(*ACTS)]
