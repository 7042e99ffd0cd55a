"""Short ways to describe the fields of a schema: each gives a msgspec.Meta with label, hint and limits.

result: Annotated[str, prose("Result", "What was done, and what it showed.")]
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its zone, where it may be left out: `Annotated[Moment | None, plain("Sent")]`."""

SHORT = 500  # characters; the width of a Line column
LONG = 20_000


def line(title: str, hint: str = "", *, least: int = 1, most: int = SHORT, **attrs: Any) -> msgspec.Meta:
    """One line of text."""
    return msgspec.Meta(
        title=title,
        description=hint or None,
        min_length=least or None,
        max_length=most,
        extra={"widget": "text", "attrs": attrs},
    )


def prose(
    title: str, hint: str = "", *, least: int = 1, rows: int = 5, record: bool = False, asked: bool = False
) -> msgspec.Meta:
    """Paragraphs of text. `record` sets them in the type of the record. `asked` is for what a rule asks for although
    the schema takes nothing, so that a refusal lists it with the rest: the page does not call it optional."""
    attrs: dict[str, Any] = {"rows": rows, **({"serif": True} if record else {})}
    return msgspec.Meta(
        title=title,
        description=hint or None,
        min_length=least or None,
        max_length=LONG,
        extra={"widget": "textarea", "attrs": attrs, "asked": asked},
    )


def pick(
    title: str,
    hint: str = "",
    *,
    labels: Mapping[str, str] | None = None,
    choices: str = "",
    widget: str = "",
    columns: int = 0,
) -> msgspec.Meta:
    """A choice: from the type's own codes with `labels`, or from the answers called `choices` that the act offers."""
    extra: dict[str, Any] = {"labels": dict(labels or {})}
    if choices:
        extra["choices"] = choices
    if widget:
        extra["widget"] = widget
    if columns:
        extra["attrs"] = {"columns": columns}
    return msgspec.Meta(title=title, description=hint or None, extra=extra)


def code(title: str, hint: str = "", *, choices: str, widget: str = "select") -> msgspec.Meta:
    """A choice among codes that depend on the matter or on the office's reference files."""
    return msgspec.Meta(
        title=title,
        description=hint or None,
        min_length=1,
        max_length=60,
        extra={"choices": choices, "widget": widget},
    )


def some(title: str, hint: str = "", *, choices: str, least: int = 0, columns: int = 0) -> msgspec.Meta:
    """Any number of answers out of those offered."""
    extra: dict[str, Any] = {"choices": choices, "widget": "checkboxes"}
    if columns:
        extra["attrs"] = {"columns": columns}
    return msgspec.Meta(title=title, description=hint or None, min_length=least or None, max_length=200, extra=extra)


def moment(title: str, hint: str = "") -> msgspec.Meta:
    """A time with its zone; on a page, in the office's zone."""
    return msgspec.Meta(title=title, description=hint or None, tz=True)


def plain(title: str, hint: str = "", **attrs: Any) -> msgspec.Meta:
    """A date or a yes-or-no."""
    return msgspec.Meta(title=title, description=hint or None, extra={"attrs": attrs})


def count(title: str, hint: str = "", *, least: int = 0, most: int = 9999, suffix: str = "") -> msgspec.Meta:
    """A whole number."""
    return msgspec.Meta(
        title=title, description=hint or None, ge=least, le=most, extra={"attrs": {"suffix": suffix} if suffix else {}}
    )
