"""Votes and final decisions: asked for again within five minutes, and signed by who has a passkey."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from api.access import ActNotAllowed
from api.acts import Act, Around, access_matter, ensure_version
from api.dependencies import AnyRequest, open_unit, services_of
from api.errors import Problem
from api.forms import Field
from api.step_up import ensure_proven
from db.domain.second_factor import is_fresh
from db.models import Case, Signature
from db.passkeys import PasskeyRefused, Site, ask, assertion_options, check, passkeys_of, take
from db.second_factor import factors_of
from db.signed_acts import Frame, content_of, frame_of, statement
from db.work import Work

CODE_BOX = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12, "narrow": True}


@dataclass(frozen=True)
class Proof:
    """What came with an act to prove who does it: the passkey's challenge and answer, and the site it is bound to."""

    site: Site
    challenge_id: str = ""
    credential: str = ""


class _Undone(Exception):
    """Raised to roll back an act that was only tried, to learn what it would record."""

    def __init__(self, rows: list[Any]) -> None:
        super().__init__()
        self.rows = rows


def proof_in(request: AnyRequest, form: Any = None) -> Proof:
    """The proof that a form's hidden fields carry, or a program's headers Passkey-Signing and Passkey-Assertion."""
    site = services_of(request).site
    if form is not None:
        return Proof(site, str(form.get("_signing", "")), str(form.get("_assertion", "")))
    headers = request.headers
    return Proof(site, headers.get("passkey-signing", ""), headers.get("passkey-assertion", ""))


def around(request: AnyRequest, form: Any = None) -> Around:
    """What `perform` asks before an act and does after it."""
    proof = proof_in(request, form)
    return Around(ensure_confirmed, lambda work, act, matter, row_id: sign(work, act, matter, row_id, proof))


def ensure_confirmed(work: Work, act: Act) -> None:
    """Before the act: it is a person, who proved within five minutes who they are, where the account can prove it."""
    if not act.signs:
        return
    if work.viewer.scopes is not None:
        raise ActNotAllowed
    factors = factors_of(work.session, work.viewer.account_id)
    if factors.has_app and not factors.passkeys:
        ensure_proven(work)


def sign(work: Work, act: Act, case: Case, row_id: UUID | None, proof: Proof) -> None:
    """After the act, in its transaction: keep the passkey's signature over what was just written.

    Does nothing for an account without a passkey. Raises Problem where the signature is missing or does not fit.
    """
    if not act.signs or not passkeys_of(work.session, work.viewer.account_id):
        return
    if not proof.credential:
        raise Problem(403, "Sign this with your passkey", "This account signs votes and decisions by its passkey.")
    try:
        asked = take(work.session, UUID(proof.challenge_id), "act", work.now)
        frame = frame_of(asked.statement)
        if asked.account_id != work.viewer.account_id or (frame.act, frame.case) != (act.name, case.number):
            raise PasskeyRefused("another act was signed")
        if statement(frame, _written(work)) != asked.statement:
            raise Problem(409, "Something changed meanwhile", "It is not what you signed. Look again, and sign again.")
        found = check(work.session, proof.site, asked, proof.credential, work.now)
    except (PasskeyRefused, ValueError):
        raise Problem(
            403, "The signature does not fit", "Nothing was recorded. Sign again with your passkey."
        ) from None
    work.session.add(
        Signature(
            case_id=case.id, account_id=work.viewer.account_id, passkey_id=found.passkey.id, act=act.name,
            row_id=row_id or case.id, nonce=frame.nonce, statement=asked.statement, client_data=found.client_data,
            authenticator_data=found.authenticator_data, signature=found.signature, at=work.now,
        )
    )  # fmt: skip


def _written(work: Work) -> list[Any]:
    work.session.flush()
    return content_of(work.session.act.changes if work.session.act else [])


def ask_signature(
    request: AnyRequest, act: Act, number: str, read: Callable[[Work], msgspec.Struct], version: str | None
) -> dict[str, Any]:
    """Try the act, undo it, and ask the passkey to sign what it would record.

    Raises what the act itself would raise, so that nobody signs what cannot be done.
    """
    services = services_of(request)
    try:
        with open_unit(request) as work:
            matter = access_matter(work, act, number)
            if act.has_version:
                ensure_version(work, matter, version)
            act.verb(work, matter, read(work))
            raise _Undone(_written(work))
    except _Undone as undone:
        rows = undone.rows
    with open_unit(request) as work:
        frame = Frame(act.name, number, work.viewer.account_id, secrets.token_hex(16), work.now)
        asked = ask(work.session, "act", work.viewer.account_id, work.now, statement=statement(frame, rows))
        held = passkeys_of(work.session, work.viewer.account_id)
        return {"id": str(asked.id), "options": assertion_options(services.site, asked, held)}


def confirm_screen(work: Work, act: Act, number: str, errors: dict[str, str]) -> dict[str, Any]:
    """What the form of such an act shows beside its own fields: the code to give, or where the passkey is asked."""
    found: dict[str, Any] = {"signing": None, "code_field": None}
    if not act.signs:
        return found
    factors = factors_of(work.session, work.viewer.account_id)
    if factors.passkeys:
        found["signing"] = f"{act.form_href(number)}/signing"
    elif factors.has_app and not is_fresh(work.verified_at, work.now):
        hint = "Six digits. It is asked again where five minutes have passed since the last one."
        error = errors.get("_code", "")
        found["code_field"] = Field("_code", "Code from your app", "text", hint=hint, error=error, attrs=CODE_BOX)
    return found
