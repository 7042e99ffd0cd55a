"""Second factors of one's own account. Each change asks for a proof within the last five minutes, and is recorded."""

from typing import Any
from uuid import UUID

import pyotp
from sqlalchemy import select

from api.access import MatterNotFound
from api.errors import Problem
from api.own_account.schemas import AppSecret, OwnAccount, PasskeyItem
from api.own_account.tokens import tokens_of
from api.services import Services
from api.step_up import ensure_proven
from db.account_sessions import end_all_sessions
from db.domain.rule import Missing, ensure
from db.domain.second_factor import missing_for_removal
from db.models import Account, Passkey, PasskeyUse, Totp
from db.openid import link_of
from db.passkeys import PasskeyRefused, ask, passkeys_of, register, registration_options, take
from db.second_factor import accept_code, app_of, factors_of, renew_recovery_codes, secret_of, start_app
from db.work import Work

MOST_PASSKEYS = 10


def own_account(work: Work) -> OwnAccount:
    """What the account has beside its password."""
    account = work.session.get_one(Account, work.viewer.account_id)
    factors, link = factors_of(work.session, account.id), link_of(work.session, account.id)
    rows = work.session.execute(
        select(Passkey.id, Passkey.label, Passkey.made_at, PasskeyUse.used_at)
        .outerjoin(PasskeyUse, PasskeyUse.passkey_id == Passkey.id)
        .where(Passkey.account_id == account.id, Passkey.ended_at.is_(None))
        .order_by(Passkey.made_at)
    )
    return OwnAccount(
        username=account.username,
        office_account=link.subject if link is not None and link.approved_at is not None else "",
        has_app=factors.has_app,
        passkeys=[PasskeyItem(row.id, row.label, row.made_at, row.used_at) for row in rows],
        recovery_codes_left=factors.recovery_codes,
        tokens=tokens_of(work),
    )


def begin_app(work: Work, services: Services) -> AppSecret:
    """Begin to set up an authenticator app; it counts from its first right code on."""
    ensure_proven(work)
    if app_of(work.session, work.viewer.account_id, confirmed=True) is not None:
        ensure(Missing("app_in_use", "Take off the app in use first.", None))
    work.begin("account:changed")
    return _secret(work, services, start_app(work.session, services.secrets, work.viewer.account_id, work.now))


def begun_app(work: Work, services: Services) -> AppSecret | None:
    """The app that is being set up, if any."""
    row = app_of(work.session, work.viewer.account_id, confirmed=False)
    return _secret(work, services, row) if row is not None else None


def _secret(work: Work, services: Services, row: Totp) -> AppSecret:
    secret = secret_of(services.secrets, row)
    username = work.session.get_one(Account, row.account_id).username
    uri = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=f"Probity, {work.office.name}"[:80])
    return AppSecret(secret, uri)


def confirm_app(work: Work, services: Services, token: str, code: str) -> None:
    """Take the app into use by its first code; every other session of the account ends. Raises Problem, RuleBroken."""
    ensure_proven(work)
    row = app_of(work.session, work.viewer.account_id, confirmed=False)
    if row is None:
        ensure(Missing("app_begun", "Begin to set up the app first.", None))
        raise AssertionError("unreachable")
    if not accept_code(work.session, services.secrets, row, code, work.now):
        raise Problem(422, "This code does not fit", "Give the code that the app shows now, six digits.")
    work.begin("factor:added")
    row.confirmed_at = work.now
    end_all_sessions(work.session, work.viewer.account_id, work.now, but=token)


def remove_app(work: Work, required: frozenset[str]) -> None:
    """Take the app off the account."""
    ensure_proven(work)
    row = app_of(work.session, work.viewer.account_id, confirmed=True)
    if row is None:
        raise MatterNotFound
    left = factors_of(work.session, work.viewer.account_id).passkeys
    ensure(missing_for_removal(work.viewer.roles, required, left=left))
    work.begin("factor:removed")
    row.ended_at = work.now


def ask_new_passkey(work: Work, services: Services) -> dict[str, Any]:
    """What the browser needs to make a passkey for this account."""
    ensure_proven(work)
    held = passkeys_of(work.session, work.viewer.account_id)
    if len(held) >= MOST_PASSKEYS:
        ensure(Missing("too_many_passkeys", f"You have {MOST_PASSKEYS} passkeys. Take one off first.", None))
    asked = ask(work.session, "register", work.viewer.account_id, work.now)
    username = work.session.get_one(Account, work.viewer.account_id).username
    return {"id": asked.id, "options": registration_options(services.site, asked, username, held)}


def add_passkey(
    work: Work, services: Services, token: str, *, challenge_id: UUID, credential: str, label: str
) -> UUID:  # fmt: skip
    """Keep a new passkey; every other session of the account ends. Raises Problem where it proves nothing."""
    ensure_proven(work)
    try:
        asked = take(work.session, challenge_id, "register", work.now)
        if asked.account_id != work.viewer.account_id:
            raise PasskeyRefused("somebody else's challenge")
        work.begin("factor:added")
        row = register(work.session, services.site, asked, credential, label=label.strip(), now=work.now)
    except PasskeyRefused:
        raise Problem(422, "The passkey was not added", "Your browser's answer did not fit. Try again.") from None
    end_all_sessions(work.session, work.viewer.account_id, work.now, but=token)
    return row.id


def remove_passkey(work: Work, passkey_id: UUID, required: frozenset[str]) -> None:
    """Take a passkey off the account; what it signed stays signed."""
    ensure_proven(work)
    row = work.session.get(Passkey, passkey_id)
    if row is None or row.account_id != work.viewer.account_id or row.ended_at is not None:
        raise MatterNotFound
    factors = factors_of(work.session, work.viewer.account_id)
    ensure(missing_for_removal(work.viewer.roles, required, left=factors.passkeys - 1 + factors.has_app))
    work.begin("factor:removed")
    row.ended_at = work.now


def renew_codes(work: Work) -> list[str]:
    """Ten fresh recovery codes; the ones before no longer work. Raises RuleBroken without a second factor."""
    ensure_proven(work)
    if not factors_of(work.session, work.viewer.account_id).has_any:
        ensure(Missing("factor", "Recovery codes stand in for a second factor: add one first.", None))
    work.begin("recovery:renewed")
    return renew_recovery_codes(work.session, work.viewer.account_id, work.now)
