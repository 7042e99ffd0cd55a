"""Taking lost second factors off an account: one person asks, another does it, so that nobody does so alone."""

from typing import Any

from api.accounts.schemas import ChangeAccount, ResetRow
from api.accounts.service import ensure_not_self
from api.acts import Outcome
from api.choosing import chosen
from db.account_sessions import end_all_sessions, end_tokens
from db.domain.rule import Missing, ensure
from db.models import FactorReset
from db.second_factor import end_factors, factors_of
from db.work import Work


def ask_reset(work: Work, _matter: Any, data: ChangeAccount) -> Outcome:
    """Ask to take every second factor off an account. Raises RuleBroken for one's own, or one that has none."""
    ensure_not_self(work, data.account_id)
    if not factors_of(work.session, data.account_id).has_any:
        ensure(Missing("factor", "This account has no second factor.", "account:manage"))
    work.begin("factor:reset_asked")
    row = FactorReset(
        account_id=data.account_id, asked_by_id=work.viewer.account_id, asked_at=work.now, reason=data.reason,
        done_by_id=None, done_at=None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, "Asked. A second person takes the second factors off.")


def do_reset(work: Work, _matter: Any, data: ResetRow) -> Outcome:
    """Take them off as the second person; every session of the account ends."""
    row = chosen(work, FactorReset, data.reset_id, "reset_id", lock=True)
    ensure_not_self(work, row.account_id)
    if row.asked_by_id == work.viewer.account_id:
        ensure(Missing("second_person", "Whoever asked for this cannot do it too.", "account:approve"))
    if row.done_at is not None:
        ensure(Missing("done", "This was done already.", "account:manage"))
    work.begin("factor:reset")
    row.done_by_id, row.done_at = work.viewer.account_id, work.now
    end_factors(work.session, row.account_id, work.now)
    end_all_sessions(work.session, row.account_id, work.now)
    end_tokens(work.session, row.account_id, work.now)
    return Outcome(row.id, "The second factors are taken off. The account is open to its password alone.")
