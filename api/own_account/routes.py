"""One's own account as JSON. Nothing here is open to a program's token."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import AnyRequest, credential_of, in_thread, services_of, signed_in, within_unit
from api.forms import ensure_plain_text
from api.own_account.passwords import change_password
from api.own_account.schemas import (
    AppSecret,
    ChangePassword,
    Code,
    Done,
    MakeToken,
    NewPasskey,
    OwnAccount,
    PasskeyAnswer,
    PasskeyAsked,
    RecoveryCodes,
    StepUp,
    TokenMade,
)
from api.own_account.service import (
    add_passkey,
    ask_new_passkey,
    begin_app,
    confirm_app,
    own_account,
    remove_app,
    remove_passkey,
    renew_codes,
)
from api.own_account.tokens import make_token, revoke_token
from api.problems import OWN_PROBLEMS, READ_PROBLEMS
from api.step_up import ask_passkey, step_up, step_up_by_passkey
from db.work import Work

OWN: dict[str, Any] = {"opt": signed_in(), "responses": OWN_PROBLEMS, "tags": ["account"]}


@get("/api/account", opt=signed_in(), responses=READ_PROBLEMS, tags=["account"])
@within_unit
def show_own(work: Work) -> OwnAccount:
    """The viewer's second factors and tokens."""
    return own_account(work)


@post("/api/session/step-up", status_code=200, **OWN)
@in_thread
def prove(request: AnyRequest, data: JSONBody[StepUp]) -> Done:
    """Prove again who one is: the session goes on under a new cookie, and holds as proven for five minutes."""
    ensure_plain_text([data.code, data.password])
    step_up(request, code=data.code, password=data.password)
    return Done()


@post("/api/session/step-up/passkey-options", status_code=200, **OWN)
@in_thread
def prove_options(request: AnyRequest) -> PasskeyAsked:
    """What the account's passkeys are asked for a proof."""
    asked = ask_passkey(request)
    return PasskeyAsked(asked["id"], asked["options"])


@post("/api/session/step-up/passkey", status_code=200, **OWN)
@in_thread
def prove_by_passkey(request: AnyRequest, data: JSONBody[PasskeyAnswer]) -> Done:
    """Prove again who one is, by a passkey."""
    ensure_plain_text(data.credential)
    step_up_by_passkey(request, data.id, data.credential)
    return Done()


@post("/api/account/password", status_code=201, **OWN)
@in_thread
def change_own_password(request: AnyRequest, data: JSONBody[ChangePassword]) -> Done:
    """Change the password; every other session and every token of the account ends."""
    ensure_plain_text([data.current, data.password])
    change_password(request, data)
    return Done()


@post("/api/account/authenticator", status_code=201, **OWN)
@within_unit
def start_authenticator(work: Work, request: AnyRequest) -> AppSecret:
    """Begin to set up an authenticator app."""
    return begin_app(work, services_of(request))


@post("/api/account/authenticator/confirmation", status_code=201, **OWN)
@within_unit
def confirm_authenticator(work: Work, request: AnyRequest, data: JSONBody[Code]) -> Done:
    """Take the app into use by the code it shows."""
    ensure_plain_text(data.code)
    confirm_app(work, services_of(request), credential_of(request).token, data.code)
    return Done()


@post("/api/account/authenticator/removal", status_code=201, **OWN)
@within_unit
def remove_authenticator(work: Work, request: AnyRequest) -> Done:
    """Take the app off the account."""
    remove_app(work, services_of(request).settings.factor_roles)
    return Done()


@post("/api/account/passkey-options", status_code=200, **OWN)
@within_unit
def passkey_registration(work: Work, request: AnyRequest) -> PasskeyAsked:
    """What the browser needs to make a passkey for this account."""
    asked = ask_new_passkey(work, services_of(request))
    return PasskeyAsked(asked["id"], asked["options"])


@post("/api/account/passkeys", status_code=201, **OWN)
@within_unit
def add_own_passkey(work: Work, request: AnyRequest, data: JSONBody[NewPasskey]) -> Done:
    """Add a passkey."""
    ensure_plain_text([data.credential, data.label])
    token = credential_of(request).token
    add_passkey(work, services_of(request), token, challenge_id=data.id, credential=data.credential, label=data.label)
    return Done()


@post("/api/account/passkeys/{passkey_id:uuid}/removal", status_code=201, **OWN)
@within_unit
def remove_own_passkey(work: Work, request: AnyRequest, passkey_id: FromPath[UUID]) -> Done:
    """Take a passkey off the account."""
    remove_passkey(work, passkey_id, services_of(request).settings.factor_roles)
    return Done()


@post("/api/account/recovery-codes", status_code=201, **OWN)
@within_unit
def new_recovery_codes(work: Work) -> RecoveryCodes:
    """Make ten recovery codes, shown this once."""
    return RecoveryCodes(renew_codes(work))


@post("/api/account/tokens", status_code=201, **OWN)
@within_unit
def new_token(work: Work, data: JSONBody[MakeToken]) -> TokenMade:
    """Make a token for a program; it is shown this once."""
    ensure_plain_text([data.label, data.scopes])
    return make_token(work, data)


@post("/api/account/tokens/{token_id:uuid}/revocation", status_code=201, **OWN)
@within_unit
def end_token(work: Work, token_id: FromPath[UUID]) -> Done:
    """Revoke a token at once."""
    revoke_token(work, token_id)
    return Done()


handlers = [
    show_own,
    prove,
    prove_options,
    prove_by_passkey,
    change_own_password,
    start_authenticator,
    confirm_authenticator,
    remove_authenticator,
    passkey_registration,
    add_own_passkey,
    remove_own_passkey,
    new_recovery_codes,
    new_token,
    end_token,
]
