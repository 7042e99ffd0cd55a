"""The two addresses at which a vote or decision is asked to be signed: for programs of a person, and for the form."""

from functools import partial
from typing import Any

import msgspec
from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from api.acts import Act
from api.dependencies import AnyRequest, in_thread, requires
from api.forms import convert, ensure_plain_text, read_form
from api.headers import IfMatch
from api.problems import ACT_PROBLEMS
from api.signing import ask_signature


class SignatureAsked(msgspec.Struct):
    """The challenge to sign: its id for the header Passkey-Signing, and WebAuthn's options."""

    id: str
    options: dict[str, Any]


def signing_routes(act: Act) -> list[HTTPRouteHandler]:
    """Where the passkey's challenge for this act is made: the SHA-256 of what the act would record."""
    return [_json(act), _form(act)]


def _json(act: Act) -> HTTPRouteHandler:
    schema = act.schema

    @post(
        f"/api{act.json_href('{number:str}')}/signing",
        opt=requires(act.name),
        operation_id=f"{act.on}_{act.slug.replace('-', '_')}_signing",
        summary=f"{act.title}: what to sign",
        description="Tries the act, undoes it, and answers the challenge over what it would record. Send the passkey's "
        "answer with the act, as the header Passkey-Assertion, and the id as Passkey-Signing.",
        tags=[act.section or act.on],
        responses=ACT_PROBLEMS,
        status_code=200,
    )
    @partial(in_thread, hidden=frozenset())
    def ask_json(
        request: AnyRequest,
        data: JSONBody[schema],  # type: ignore[valid-type]
        number: FromPath[str],
        if_match: IfMatch = None,
    ) -> SignatureAsked:
        ensure_plain_text(msgspec.to_builtins(data))
        return SignatureAsked(**ask_signature(request, act, number, lambda _work: data, if_match))

    return ask_json


def _form(act: Act) -> HTTPRouteHandler:
    @post(
        f"{act.form_href('{number:str}')}/signing",
        opt={**requires(act.name), "form": True},
        operation_id=f"{act.on}_{act.slug.replace('-', '_')}_form_signing",
        include_in_schema=False,
        status_code=200,
    )
    @partial(in_thread, hidden=frozenset())
    def ask_form(request: AnyRequest, form: Any, number: FromPath[str]) -> SignatureAsked:
        def read(work: Any) -> Any:
            return convert(act.schema, read_form(act.schema, form, work.office.zone, form.getall))

        return SignatureAsked(**ask_signature(request, act, number, read, str(form.get("version", ""))))

    return ask_form
