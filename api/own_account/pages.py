"""One's own account as pages. Everything but passkeys works without scripts."""

from typing import Any
from uuid import UUID

import segno
from litestar import MediaType, Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from api.dependencies import AnyRequest, credential_of, in_thread, open_unit, services_of, signed_in, within_unit
from api.errors import BadInput, Problem
from api.forms import Field, convert, fields_of, read_form
from api.own_account.passwords import change_password
from api.own_account.schemas import ChangePassword, Code, MakeToken, StepUp
from api.own_account.service import (
    begin_app,
    begun_app,
    confirm_app,
    own_account,
    remove_app,
    remove_passkey,
    renew_codes,
)
from api.own_account.tokens import make_token, revoke_token, scope_choices
from api.redirects import safe_next, see_other
from api.rendering import render
from api.step_up import ensure_proven, step_up
from db.domain.rule import RuleBroken
from db.domain.second_factor import needs_factor
from db.work import Work

READ: dict[str, Any] = {"opt": signed_in(), "include_in_schema": False, "media_type": MediaType.HTML}
SENT: dict[str, Any] = {"opt": {**signed_in(), "form": True}, "include_in_schema": False, "status_code": 200}


def _page(
    request: AnyRequest, work: Work, template: str, title: str, status: int = 200, **context: Any
) -> Response[Any]:
    text = render(request, work, f"own_account/{template}", page_title=title, **context)
    return Response(text, status_code=status, media_type=MediaType.HTML)


@get("/account", **READ)
@within_unit
def show_account(work: Work, request: AnyRequest) -> Response[Any]:
    """Name, roles, second factors, recovery codes and tokens."""
    own = own_account(work)
    required = needs_factor(work.viewer.roles, services_of(request).settings.factor_roles)
    has_any = own.has_app or bool(own.passkeys)
    return _page(
        request, work, "account.html", "Your account", own=own, has_any=has_any, lacks=required and not has_any
    )


def _confirm_page(request: AnyRequest, wanted: str, error: str = "", status: int = 200) -> Response[Any]:
    with open_unit(request, writing=False) as work:
        own = own_account(work)
        fields = [Field("next", "", "hidden", value=wanted)]
        code = Field("code", "Code from your app", "text", attrs=CODE_BOX)
        password = Field("password", "Password", "password", attrs={"autocomplete": "current-password"})
        if own.has_app:
            fields.insert(0, code)
        elif not own.passkeys:
            fields.insert(0, password)
        return _page(
            request, work, "confirm.html", "Confirm that it is you", status,
            fields=fields, has_form=len(fields) > 1, has_passkey=bool(own.passkeys), wanted=wanted, error=error,
        )  # fmt: skip


CODE_BOX = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12, "narrow": True}


@get("/account/confirm", **READ)
@in_thread
def show_confirm(request: AnyRequest) -> Response[Any]:
    """Asks for a proof before something that needs one."""
    return _confirm_page(request, safe_next(request.query_params.get("next", "/account")))


@post("/account/confirm", **SENT)
@in_thread
def submit_confirm(request: AnyRequest, form: Any) -> Response[Any]:
    """Take the proof and go on."""
    wanted = safe_next(str(form.get("next", "/account")))
    try:
        given = convert(StepUp, {name: str(form.get(name, "")) for name in ("code", "password")})
        step_up(request, code=given.code, password=given.password)
    except BadInput:
        return _confirm_page(request, wanted, "Give the code that your app shows now.", 422)
    except Problem as problem:
        return _confirm_page(request, wanted, problem.text, problem.status)
    return see_other(request, wanted)


def _password_page(request: AnyRequest, errors: dict[str, str], status: int = 200) -> Response[Any]:
    with open_unit(request, writing=False) as work:
        fields = fields_of(ChangePassword, errors=errors)
        return _page(
            request, work, "password.html", "Change your password", status, fields=fields, error=errors.get("", "")
        )


@get("/account/password", **READ)
@in_thread
def show_password(request: AnyRequest) -> Response[Any]:
    """The form for a new password."""
    return _password_page(request, {})


@post("/account/password", **SENT)
@in_thread
def change_password_form(request: AnyRequest, form: Any) -> Response[Any]:
    """Change the password. What was typed is not shown again: nobody but its owner should ever read it."""
    try:
        change_password(
            request, convert(ChangePassword, {name: str(form.get(name, "")) for name in ("current", "password")})
        )
    except BadInput as error:
        return _password_page(request, error.fields, 422)
    except Problem as problem:
        where = "current" if problem.status == 401 else ""
        text = "This is not the present password." if problem.status == 401 else problem.text
        return _password_page(request, {where: text}, problem.status)
    return see_other(request, "/account", "The password is changed.")


def _app_page(request: AnyRequest, work: Work, errors: dict[str, str], status: int = 200) -> Response[Any]:
    begun = begun_app(work, services_of(request))
    picture = Markup(segno.make(begun.uri, error="m").svg_inline(scale=5, border=2, light="#ffffff")) if begun else ""  # noqa: S704 - drawn here, from our own secret
    fields = fields_of(Code, errors=errors)
    fields[0].attrs |= CODE_BOX
    return _page(
        request, work, "authenticator.html", "Authenticator app", status, begun=begun, picture=picture, fields=fields,
        secret=" ".join(begun.secret[at : at + 4] for at in range(0, 32, 4)) if begun else "",
    )  # fmt: skip


@get("/account/authenticator", **READ)
@within_unit
def show_authenticator(work: Work, request: AnyRequest) -> Response[Any]:
    """The picture to scan, once setting up has begun."""
    ensure_proven(work)
    return _app_page(request, work, {})


@post("/account/authenticator", **SENT)
@within_unit
def start_authenticator_form(work: Work, request: AnyRequest) -> Response[Any]:
    """Begin to set up an app."""
    begin_app(work, services_of(request))
    return see_other(request, "/account/authenticator")


@post("/account/authenticator/confirmation", **SENT)
@in_thread
def confirm_authenticator_form(request: AnyRequest, form: Any) -> Response[Any]:
    """Take the app into use."""
    try:
        with open_unit(request) as work:
            given = convert(Code, {"code": str(form.get("code", "")).strip()})
            confirm_app(work, services_of(request), credential_of(request).token, given.code)
    except (BadInput, Problem) as error:
        words = error.text if isinstance(error, Problem) else "Give the six digits that the app shows."
        with open_unit(request, writing=False) as work:
            return _app_page(request, work, {"code": words}, 422)
    return see_other(request, "/account", "The app is in use. Make recovery codes next.")


@post("/account/authenticator/removal", **SENT)
@within_unit
def remove_authenticator_form(work: Work, request: AnyRequest) -> Response[Any]:
    """Take the app off."""
    remove_app(work, services_of(request).settings.factor_roles)
    return see_other(request, "/account", "The app is taken off.")


@get("/account/passkeys/new", **READ)
@within_unit
def show_new_passkey(work: Work, request: AnyRequest) -> Response[Any]:
    """Where the browser is asked to make a passkey."""
    ensure_proven(work)
    return _page(request, work, "passkey.html", "Add a passkey")


@post("/account/passkeys/{passkey_id:uuid}/removal", **SENT)
@within_unit
def remove_passkey_form(work: Work, request: AnyRequest, passkey_id: FromPath[UUID]) -> Response[Any]:
    """Take a passkey off."""
    remove_passkey(work, passkey_id, services_of(request).settings.factor_roles)
    return see_other(request, "/account", "The passkey is taken off.")


@post("/account/recovery-codes", **SENT)
@within_unit
def renew_codes_form(work: Work, request: AnyRequest) -> Response[Any]:
    """Make recovery codes and show them this once."""
    return _page(request, work, "codes.html", "Recovery codes", codes=renew_codes(work))


def _token_page(
    request: AnyRequest, work: Work, typed: dict[str, Any], errors: dict[str, str], status: int
) -> Response[Any]:
    fields = fields_of(MakeToken, values=typed, errors=errors, choices=scope_choices(work))
    return _page(request, work, "new_token.html", "Make a token", status, fields=fields, error=errors.get("", ""))


@get("/account/tokens/new", **READ)
@within_unit
def show_new_token(work: Work, request: AnyRequest) -> Response[Any]:
    """The form for a token."""
    ensure_proven(work)
    return _token_page(request, work, {"days": 90}, {}, 200)


@post("/account/tokens", **SENT)
@in_thread
def make_token_form(request: AnyRequest, form: Any) -> Response[Any]:
    """Make a token and show it this once."""
    try:
        with open_unit(request) as work:
            data = convert(MakeToken, read_form(MakeToken, form, work.office.zone, form.getall))
            made = make_token(work, data)
            return _page(request, work, "token.html", "Your token", made=made, label=data.label)
    except BadInput as error:
        errors = error.fields
    except RuleBroken as error:
        errors = {"": " ".join(item.text for item in error.missing)}
    typed = {name: form.getall(name) if name == "scopes" else form[name] for name in form if not name.startswith("_")}
    with open_unit(request, writing=False) as work:
        return _token_page(request, work, typed, errors, 422)


@post("/account/tokens/{token_id:uuid}/revocation", **SENT)
@within_unit
def revoke_token_form(work: Work, request: AnyRequest, token_id: FromPath[UUID]) -> Response[Any]:
    """Revoke a token."""
    revoke_token(work, token_id)
    return see_other(request, "/account", "The token is revoked.")


handlers = [
    show_account,
    show_confirm,
    submit_confirm,
    show_password,
    change_password_form,
    show_authenticator,
    start_authenticator_form,
    confirm_authenticator_form,
    remove_authenticator_form,
    show_new_passkey,
    remove_passkey_form,
    renew_codes_form,
    show_new_token,
    make_token_form,
    revoke_token_form,
]
