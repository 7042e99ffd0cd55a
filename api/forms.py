"""Forms derived from schemas: one declaration gives the JSON body, the fields of the page and their errors."""

import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from api.errors import BadInput


@dataclass
class Choice:
    """One answer of a choice."""

    value: str
    label: str
    hint: str = ""
    checked: bool = False

    @property
    def selected(self) -> bool:
        """The same as checked, for lists."""
        return self.checked


@dataclass
class Row:
    """One row of a matrix: a key, what it stands for, and its chosen answer."""

    key: str
    label: str
    detail: str = ""
    choices: list[Choice] = field(default_factory=list)


@dataclass
class Field:
    """A field as the form macros draw it (frontend/templates/forms.html)."""

    name: str
    label: str
    widget: str
    hint: str = ""
    value: Any = ""
    error: str = ""
    required: bool = True
    choices: list[Choice] = field(default_factory=list)
    rows: Any = None
    attrs: dict[str, Any] = field(default_factory=dict)


Choices = Mapping[str, Iterable[Choice | tuple[str, str]]]
"""The answers a form offers where they depend on the matter: the name given in the schema, and its choices."""


def _meta(annotation: Any) -> tuple[Any, msgspec.Meta | None]:
    if get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        return inner, next((note for note in notes if isinstance(note, msgspec.Meta)), None)
    return annotation, None


def _unwrapped(annotation: Any) -> tuple[Any, msgspec.Meta | None, bool]:
    """The plain type, its Meta, and whether None is allowed."""
    plain, meta = _meta(annotation)
    if get_origin(plain) in (Union, types.UnionType):
        parts = [part for part in get_args(plain) if part is not type(None)]
        inner, inner_meta = _meta(parts[0]) if len(parts) == 1 else (plain, None)
        return inner, meta or inner_meta, len(parts) < len(get_args(plain))
    return plain, meta, False


def _as_choices(rows: Iterable[Choice | tuple[str, str]]) -> list[Choice]:
    return [
        Choice(row.value, row.label, row.hint) if isinstance(row, Choice) else Choice(row[0], row[1]) for row in rows
    ]


def _words(code: str) -> str:
    text = code.replace("_", " ")
    return text[:1].upper() + text[1:]


def _own_choices(plain: Any, labels: Mapping[str, str]) -> list[Choice]:
    if get_origin(plain) is Literal:
        return [Choice(str(code), labels.get(str(code), _words(str(code)))) for code in get_args(plain)]
    if isinstance(plain, type) and issubclass(plain, Enum):
        return [Choice(str(one.value), labels.get(str(one.value), _words(str(one.value)))) for one in plain]
    return []


def _widget(plain: Any, choices: list[Choice]) -> str:
    origin = get_origin(plain)
    if origin in (list, tuple, set, frozenset):
        return "checkboxes"
    if origin is dict:
        return "matrix"
    if choices:
        return "radio" if len(choices) <= 7 else "select"
    simple: dict[Any, str] = {date: "date", datetime: "datetime", bool: "checkbox", int: "number", UUID: "select"}
    return simple.get(plain, "text")


def fields_of(
    schema: type[msgspec.Struct],
    *,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    choices: Choices | None = None,
) -> list[Field]:
    """The fields of a schema, in its order, with what was typed and what is wrong with it.

    In `Meta`: title is the label, description the hint, and `extra` may hold widget, choices (a name in `choices`),
    labels (code to words), attrs, rows, hidden and asked.
    """
    typed, wrong, offered = values or {}, errors or {}, choices or {}
    found = []
    for info in msgspec.structs.fields(schema):
        plain, meta, optional = _unwrapped(info.type)
        extra: dict[str, Any] = dict((meta.extra or {}) if meta else {})
        own = _own_choices(get_args(plain)[0] if get_origin(plain) is list else plain, extra.get("labels", {}))
        answers = _as_choices(offered.get(extra.get("choices", info.name), ())) or own
        widget = extra.get("widget") or _widget(plain, answers)
        one = Field(
            name=info.name,
            label=(meta.title if meta else None) or _words(info.name),
            widget=widget,
            hint=(meta.description if meta else None) or "",
            value=typed.get(
                info.name, "" if info.default is msgspec.NODEFAULT or info.default is None else info.default
            ),
            error=wrong.get(info.name, ""),
            required=(not optional and info.required and plain is not bool) or extra.get("asked", False),
            choices=answers,
            rows=extra.get("rows"),
            attrs={**_limits(meta, plain), **extra.get("attrs", {})},
        )
        _fill(one, plain, typed, extra, offered)
        found.append(one)
    return found


def _limits(meta: msgspec.Meta | None, plain: Any) -> dict[str, Any]:
    if meta is None:
        return {}
    limits: dict[str, Any] = {}
    if meta.max_length and plain is str:
        limits["maxlength"] = meta.max_length
    if meta.ge is not None:
        limits["min"] = meta.ge
    if meta.le is not None:
        limits["max"] = meta.le
    return limits


def _fill(one: Field, plain: Any, typed: Mapping[str, Any], extra: dict[str, Any], offered: Choices) -> None:
    """Mark the chosen answers; lay out a matrix row per key."""
    if one.widget == "matrix":
        answers = _own_choices(get_args(plain)[1], extra.get("labels", {})) or _as_choices(
            offered.get(extra.get("answers", ""), ())
        )
        one.rows = [
            Row(
                row.value,
                row.label,
                row.hint,
                [Choice(a.value, a.label, a.hint, typed.get(f"{one.name}.{row.value}") == a.value) for a in answers],
            )
            for row in one.choices
        ]
        return
    if one.widget == "amount":
        one.value = {part: typed.get(f"{one.name}.{part}", "") for part in ("years", "months", "days")}
        return
    chosen = one.value if isinstance(one.value, list | tuple) else [one.value]
    held = {str(part.value if isinstance(part, Enum) else part) for part in chosen if part not in ("", None)}
    for choice in one.choices:
        choice.checked = choice.value in held
    if one.required and not held and len(one.choices) == 1 and one.widget in {"radio", "select"}:
        one.choices[0].checked = True  # an answer must be given, and there is no other


def _single(plain: Any, text: str, zone: ZoneInfo) -> Any:
    if plain is datetime and text:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    if plain is bool:
        return text in {"true", "on", "1", "yes"}
    return text.replace("\r\n", "\n").strip() if plain is str else text.strip()


def read_form(
    schema: type[msgspec.Struct], form: Mapping[str, Any], zone: ZoneInfo, getall: Callable[[str], list[Any]]
) -> dict[str, Any]:
    """What a form sent, as the values its schema takes; empty optional answers are left out.

    Times without a zone are the office's (`zone`). Raises BadInput for a time nobody can read.
    """
    values: dict[str, Any] = {}
    for info in msgspec.structs.fields(schema):
        plain, meta, _optional = _unwrapped(info.type)
        origin = get_origin(plain)
        widget = (meta.extra or {}).get("widget") if meta else None
        if widget == "amount":
            amount = {part: str(form.get(f"{info.name}.{part}", "")).strip() or "0" for part in _AMOUNT}
            values[info.name] = amount
        elif origin is dict:
            start = f"{info.name}."
            values[info.name] = {key[len(start) :]: form[key] for key in form if key.startswith(start) and form[key]}
        elif origin in (list, tuple, set, frozenset):
            sent = getall(info.name) if info.name in form else []  # nothing ticked sends nothing
            values[info.name] = [str(value) for value in sent if str(value).strip()]
        elif plain is bool:
            values[info.name] = _single(bool, str(form.get(info.name, "")), zone)
        elif str(form.get(info.name, "")).strip():
            try:
                values[info.name] = _single(plain, str(form[info.name]), zone)
            except ValueError:
                raise BadInput({info.name: "Give the day and the time, for example 10/28/2026 2:30 PM."}) from None
    return values


_AMOUNT = ("years", "months", "days")
_PATH = re.compile(r"\$\.(\w+)")
_MISSING = re.compile(r"missing required field `(\w+)`")
_PLAINER = (
    (re.compile(r"Expected `str` of length >= (\d+)"), "Write at least {0} characters here."),
    (re.compile(r"Expected `str` of length <= (\d+)"), "Keep this to {0} characters."),
    (re.compile(r"Expected `array` of length >= (\d+)"), "Choose at least {0}."),
    (re.compile(r"Expected `object` of length >= (\d+)"), "Answer at least {0} of these."),
    (re.compile(r"Expected `int` >= (-?\d+)"), "Give a number of at least {0}."),
    (re.compile(r"Expected `int` <= (-?\d+)"), "Give a number of at most {0}."),
    (re.compile(r"Invalid UUID|Invalid enum value"), "Choose one of the answers."),
    (re.compile(r"Invalid RFC3339|Expected `date"), "Give a date as month, day and year."),
    (re.compile(r"Expected `int`"), "Give a whole number."),
)


def convert(schema: type[msgspec.Struct], values: Mapping[str, Any]) -> Any:
    """The values as an instance of the schema; raises BadInput naming each field that needs another look."""
    wrong = {
        info.name: "This needs an answer."
        for info in msgspec.structs.fields(schema)
        if info.required and values.get(info.name) in (None, "", [], {})
    }
    if wrong:
        raise BadInput(wrong)
    try:
        found = msgspec.convert(values, schema, strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(_plain_error(str(error))) from None
    ensure_plain_text(values)
    return found


def _plain_error(text: str) -> dict[str, str]:
    place = _PATH.search(text) or _MISSING.search(text)
    name = place.group(1) if place else ""
    for pattern, words in _PLAINER:
        match = pattern.search(text)
        if match:
            return {name: words.format(*match.groups())}
    return {name: "This answer cannot be used. Choose or write another."}


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def ensure_plain_text(values: Any) -> None:
    """Raise BadInput on text that no database keeps alike: NUL and lone surrogates."""
    if isinstance(values, str):
        if _UNSTORABLE.search(values):
            raise BadInput({"": "The text holds a character that cannot be stored. Remove it and send it again."})
    elif isinstance(values, Mapping):
        for key, value in values.items():
            ensure_plain_text(key)
            ensure_plain_text(value)
    elif isinstance(values, list | tuple):
        for value in values:
            ensure_plain_text(value)
