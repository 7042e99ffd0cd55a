"""The two routes of every act: JSON for programs, a form page for people. Both call the same verb."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec
from litestar import MediaType, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody
from litestar.types import Empty

from api.access import StepUpNeeded
from api.acts import Act, access_matter, declare, perform
from api.bodies import Bodies
from api.conflicts import conflict_screen
from api.dependencies import AnyRequest, in_thread, open_unit, requires, within_unit
from api.errors import BadInput, KeyReused, Problem, VersionStale
from api.forms import convert, ensure_plain_text, fields_of, read_form
from api.headers import IdempotencyKey, IfMatch
from api.problems import ACT_PROBLEMS, FILE_PROBLEMS
from api.redirects import see_other
from api.rendering import new_key, render
from api.screens import act_screen, landing, missing_rows
from api.signing import around, confirm_screen
from api.signing_routes import signing_routes
from api.step_up import step_up
from api.uploads import BODY_LIMIT, files_in, receive
from db.domain.rule import Missing, RuleBroken
from db.work import Work


class ActAnswer(msgspec.Struct):
    """What an act answers: the id of what it made, and the matter's number, version and stage after it."""

    number: str
    version: int
    stage: str
    id: str | None = None


def act_routes(*acts: Act) -> list[HTTPRouteHandler]:
    """The handlers of these acts, for the feature's list."""
    found: list[HTTPRouteHandler] = []
    for act in declare(*acts):
        found += [_upload_route(act) if act.file_field else _json_route(act), _form_route(act), _submit_route(act)]
        found += signing_routes(act) if act.signs else []
    return found


def _operation(act: Act, kind: str) -> str:
    place = act.section if act.on == "office" else act.on
    return f"{place}_{act.slug.replace('-', '_')}_{kind}"


def _hidden(act: Act) -> frozenset[str]:
    return frozenset({"number"}) if act.on == "office" else frozenset()


def _json_route(act: Act) -> HTTPRouteHandler:
    schema = act.schema

    @post(
        "/api" + act.json_href("{number:str}"),
        opt=requires(act.name),
        operation_id=_operation(act, "json"),
        summary=act.title,
        description=act.intro or None,
        tags=[act.section or act.on],
        responses=ACT_PROBLEMS,
        status_code=201,
    )
    @partial(within_unit, hidden=_hidden(act))
    def do_act(
        work: Work,
        request: AnyRequest,
        data: JSONBody[schema],  # type: ignore[valid-type]
        number: FromPath[str] = "",
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> Response[ActAnswer]:
        ensure_plain_text(msgspec.to_builtins(data))
        key = idempotency_key or ""
        answer, _text = perform(work, act, number, data, key=key, version=if_match, around=around(request))
        body = msgspec.json.decode(answer.body, type=ActAnswer)
        return Response(body, status_code=answer.status, headers=answer.headers)

    return do_act


def _upload_route(act: Act) -> HTTPRouteHandler:
    """The resource of an act that takes a file: a multipart form, answered like every other act."""

    @post(
        "/api" + act.json_href("{number:str}"),
        opt={**requires(act.name), "bodies": Bodies(fields=act.schema, files=(act.file_field,))},
        operation_id=_operation(act, "upload"),
        summary=act.title,
        description=f"{act.intro} A multipart form: the fields of the act, and the file as `{act.file_field}`.".strip(),
        tags=[act.section or act.on],
        responses=FILE_PROBLEMS,
        status_code=201,
        request_max_body_size=BODY_LIMIT,
    )
    @partial(in_thread, hidden=_hidden(act))
    def do_upload(
        request: AnyRequest,
        form: Any,
        number: FromPath[str] = "",
        idempotency_key: IdempotencyKey = None,
        if_match: IfMatch = None,
    ) -> Response[ActAnswer]:
        files = _stored_files(request, act, number, form)
        with open_unit(request) as work:
            data = convert(act.schema, read_form(act.schema, form, work.office.zone, form.getall) | files)
            key = idempotency_key or ""
            answer, _text = perform(work, act, number, data, key=key, version=if_match, around=around(request))
        body = msgspec.json.decode(answer.body, type=ActAnswer)
        return Response(body, status_code=answer.status, headers=answer.headers)

    return do_upload


def _stored_files(request: AnyRequest, act: Act, number: str, form: Any) -> dict[str, Any]:
    """Put the act's upload in the store, outside any transaction and only for who may do the act."""
    if not act.file_field:
        return {}
    with open_unit(request, writing=False) as work:
        access_matter(work, act, number)
    sent = files_in(form, act.file_field)
    if not sent:
        raise BadInput({act.file_field: "Choose a file."})
    got = receive(request, sent[0])
    return {
        act.file_field: {
            "name": got.file_name,
            "media_type": got.media.code,
            "size": got.size,
            "sha256": got.sha256,
        }
    }


def _form_route(act: Act) -> HTTPRouteHandler:
    @get(
        act.form_href("{number:str}"),
        opt=requires(act.name),
        operation_id=_operation(act, "form"),
        include_in_schema=False,
        media_type=MediaType.HTML,
    )
    @partial(within_unit, hidden=_hidden(act))
    def show_form(work: Work, request: AnyRequest, number: FromPath[str] = "") -> Response[str]:
        return _page(request, work, act, number, dict(request.query_params))

    return show_form


def _submit_route(act: Act) -> HTTPRouteHandler:
    @post(
        act.form_href("{number:str}"),
        opt={**requires(act.name), "form": True},
        operation_id=_operation(act, "submit"),
        include_in_schema=False,
        status_code=200,
        media_type=MediaType.HTML,
        request_max_body_size=BODY_LIMIT if act.file_field else Empty,
    )
    @partial(in_thread, hidden=_hidden(act))
    def submit_form(request: AnyRequest, form: Any, number: FromPath[str] = "") -> Response[Any]:
        return _submit(request, act, number, form)

    return submit_form


def _before(request: AnyRequest, act: Act, number: str, form: Any) -> dict[str, Any]:
    """What stands before the act's own transaction: the code of who votes or decides taken, the file in the store."""
    if act.signs and form.get("_code"):
        step_up(request, code=str(form["_code"])[:12])
    return _stored_files(request, act, number, form)


def _submit(request: AnyRequest, act: Act, number: str, form: Any) -> Response[Any]:
    """Do the act and go on to its section; refused, show the form again with everything typed."""
    typed = _typed(act, form)
    try:
        files = _before(request, act, number, form)
        with open_unit(request) as work:
            data = convert(act.schema, read_form(act.schema, form, work.office.zone, form.getall) | files)
            key, version = str(form.get("idempotency_key", "")), str(form.get("version", ""))
            _answer, text = perform(work, act, number, data, key=key, version=version, around=around(request, form))
            href = landing(work, act, number)
        return see_other(request, href, text)
    except BadInput as error:
        refused: tuple[int, dict[str, str], tuple[Missing, ...]] = (422, error.fields, ())
    except StepUpNeeded:
        refused = (403, {"_code": "Give the code that your app shows now."}, ())
    except Problem as error:
        if not act.file_field and not act.signs:
            raise
        refused = (error.status, {act.file_field or ("_code" if form.get("_code") else ""): error.text}, ())
    except RuleBroken as error:
        refused = (409, {}, error.missing)
    except VersionStale:
        with open_unit(request, writing=False) as work:
            return _conflict(request, work, act, number, typed)
    except KeyReused:
        refused = (
            422,
            {"": "This form was already sent with other answers. Look at what was saved, then send again."},
            (),
        )
    with open_unit(request, writing=False) as work:
        return _page(request, work, act, number, typed, refused)


def _typed(act: Act, form: Any) -> dict[str, Any]:
    """What was typed, by field: a list where several answers were ticked."""
    names = [name for name in form if not name.startswith("_") and name != act.file_field]
    return {name: form.getall(name) if len(form.getall(name)) > 1 else form[name] for name in names}


def _page(
    request: AnyRequest,
    work: Work,
    act: Act,
    number: str,
    typed: Mapping[str, Any],
    refused: tuple[int, dict[str, str], tuple[Missing, ...]] = (200, {}, ()),
) -> Response[str]:
    matter = access_matter(work, act, number)
    status, errors, missing = refused
    values = {**act.values(work, matter), **typed}
    fields = fields_of(act.schema, values=values, errors=errors, choices=act.choices(work, matter))
    page = render(
        request,
        work,
        "act.html",
        page_title=f"{heading} - {act.title}" if (heading := getattr(matter, "name", number)) else act.title,
        act=act,
        action=act.form_href(number),
        back=act.section_href(number),
        fields=fields,
        general_error=errors.get("", ""),
        missing=missing_rows(work, matter, missing, act.on, act.slug),
        version=matter.version if act.has_version else None,
        idempotency_key=new_key(),
        **act_screen(work, act, matter),
        **confirm_screen(work, act, number, errors),
    )
    return Response(page, status_code=status, media_type=MediaType.HTML)


def _conflict(request: AnyRequest, work: Work, act: Act, number: str, typed: Mapping[str, Any]) -> Response[str]:
    """Two versions of one page: what was typed is sent again, whole, only when the person says so."""
    matter = access_matter(work, act, number)
    heading = getattr(matter, "name", number)
    kept = [
        {"name": name, "value": one}
        for name, value in typed.items()
        if name not in ("version", "idempotency_key")
        for one in (value if isinstance(value, list) else [value])
    ]
    page = render(
        request,
        work,
        "conflict.html",
        page_title=f"{heading} - Somebody changed this meanwhile",
        act=act,
        form_action=act.form_href(number),
        version=matter.version,
        idempotency_key=new_key(),
        kept=kept,
        **conflict_screen(work, act, matter, typed, str(typed.get("version", ""))),
    )
    return Response(page, status_code=412, media_type=MediaType.HTML)
