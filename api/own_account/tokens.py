"""Tokens by which a program acts for the person who made them. Nobody makes one for somebody else."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from api.access import MatterNotFound
from api.forms import Choices
from api.own_account.schemas import MakeToken, TokenItem, TokenMade
from api.step_up import ensure_proven
from db.account_sessions import token_sha256
from db.domain.permission_name import Permission
from db.domain.rule import ensure
from db.domain.token_scope import missing_for_token, open_scopes
from db.models import ApiToken, ApiTokenUse
from db.work import Work

PREFIX = "probity_"  # so that scanners of leaked secrets know one when they see it


def tokens_of(work: Work) -> list[TokenItem]:
    """The viewer's tokens in force, newest first."""
    used_on = (
        select(func.max(ApiTokenUse.used_on)).where(ApiTokenUse.token_id == ApiToken.id).correlate(ApiToken)
    ).scalar_subquery()
    rows = work.session.execute(
        select(ApiToken, used_on)
        .where(ApiToken.account_id == work.viewer.account_id)
        .where(ApiToken.ended_at.is_(None), ApiToken.expires_at > work.now)
        .order_by(ApiToken.made_at.desc())
    )
    return [TokenItem(row.id, row.label, row.scopes, row.made_at, row.expires_at, used) for row, used in rows]


def scope_choices(work: Work) -> Choices:
    """What the viewer could give to a program, in words."""
    return {"scopes": [(one.value, _words(one)) for one in open_scopes(work.viewer.roles)]}


def _words(permission: Permission) -> str:
    noun, verb = permission.value.split(":")
    text = f"{noun}: {verb}".replace("_", " ")
    return text[:1].upper() + text[1:]


def make_token(work: Work, data: MakeToken) -> TokenMade:
    """Make a token; only its SHA-256 is kept. Raises RuleBroken with every reason against it."""
    ensure_proven(work)
    ensure(missing_for_token(data.scopes, work.viewer.roles, days=data.days, held=len(tokens_of(work))))
    work.begin("token:made")
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        account_id=work.viewer.account_id, label=data.label.strip(), token_sha256=token_sha256(token),
        scopes=sorted(set(data.scopes)), made_at=work.now, expires_at=work.now + timedelta(days=data.days),
        ended_at=None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return TokenMade(row.id, token, row.expires_at)


def revoke_token(work: Work, token_id: UUID) -> None:
    """End a token at once."""
    row = work.session.get(ApiToken, token_id)
    if row is None or row.account_id != work.viewer.account_id or row.ended_at is not None:
        raise MatterNotFound
    work.begin("token:revoked")
    row.ended_at = work.now
