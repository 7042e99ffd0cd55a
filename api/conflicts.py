"""The page after 412: who changed what and when, and theirs beside yours, field by field. Nothing merges by itself."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.access import permissions_on
from api.acts import Act
from api.changes import Change, changes_in, columns_of, entries_since
from api.forms import Field, fields_of
from db.domain.event import TWINS, Audience, audience_of
from db.domain.permission_name import Permission
from db.domain.plain import day_words, list_words
from db.models import Case, LedgerEntry
from db.work import Work

UNTOUCHED = "Nothing was saved here meanwhile"


def _audiences(work: Work, matter: Any) -> set[str]:
    """Whose events this viewer is told of on this matter."""
    held = permissions_on(work, matter) if isinstance(matter, Case) else frozenset()
    found = {Audience.ALL.value}
    if Permission.DELIBERATION_READ in held:
        found.add(Audience.DELIBERATION.value)
    if Permission.PRIVILEGED_READ in held:
        found.add(Audience.PRIVILEGED.value)
    return found


def conflict_screen(work: Work, act: Act, matter: Any, typed: Mapping[str, Any], version: str) -> dict[str, Any]:
    """What the page needs: the changes since `version`, and each field of the form as saved and as typed."""
    audiences = _audiences(work, matter)
    told = [
        entry for entry in entries_since(work, matter, _number(version)) if audience_of(entry.event).value in audiences
    ]
    return _screen(work, act, matter, typed, changes_in(work, told), _theirs(work, act, matter, told))


def _number(version: str) -> int:
    text = version.strip().strip('W/"')
    return int(text) if text.isdecimal() else 0


def _theirs(work: Work, act: Act, matter: Any, entries: list[LedgerEntry]) -> dict[str, Any]:
    """What stands in the record for the fields of the form: as the form would open, else as the same act by somebody
    else has written them meanwhile."""
    opened = {name: value for name, value in act.values(work, matter).items() if value not in (None, "")}
    same = next((entry for entry in entries if entry.event == TWINS.get(Permission(act.name))), None)
    written = columns_of(work, same) if same else {}
    return {**{name: written[name] for name in act.schema.__struct_fields__ if name in written}, **opened}


def _screen(
    work: Work,
    act: Act,
    matter: Any,
    typed: Mapping[str, Any],
    changes: list[Change],
    theirs: Mapping[str, Any],
) -> dict[str, Any]:
    choices = act.choices(work, matter)
    mine = fields_of(act.schema, values=typed, choices=choices)
    saved = fields_of(act.schema, values={name: _plain(value) for name, value in theirs.items()}, choices=choices)
    rows = [
        {
            "label": yours.label,
            "theirs": _words(stands) if yours.name in theirs else UNTOUCHED,
            "yours": _words(yours),
            "differs": yours.name in theirs and _words(stands) != _words(yours),
        }
        for yours, stands in zip(mine, saved, strict=True)
        if yours.widget not in ("hidden", "file")
    ]
    return {
        "conflict": {
            "who": list_words(dict.fromkeys(one.who for one in changes)) or "Somebody",
            "changes": [{"who": one.who, "at": one.at, "what": one.what} for one in changes],
            "rows": rows,
            "reload_href": act.form_href(matter.number),
        }
    }


def _plain(value: Any) -> Any:
    """A value of the ledger as a form has it: keys with hyphens."""
    if isinstance(value, str) and len(value) == 32:
        with suppress(ValueError):
            return str(UUID(hex=value))
    return value


def _words(field: Field) -> str:
    """A field's answer as a person reads it."""
    if field.rows:
        said = [f"{row.label}: {choice.label}" for row in field.rows for choice in row.choices if choice.checked]
        return "; ".join(said)
    chosen = [choice.label for choice in field.choices if choice.checked]
    if chosen:
        return ", ".join(chosen)
    if isinstance(field.value, Mapping):
        return ", ".join(f"{amount} {part}" for part, amount in field.value.items() if amount not in ("", "0", 0, None))
    if field.widget == "checkbox":
        return "Yes" if str(field.value).lower() in ("true", "on", "1", "yes") else "No"
    if field.widget == "date" and field.value:
        return day_words(field.value if isinstance(field.value, date) else datetime.fromisoformat(str(field.value)))
    return ", ".join(map(str, field.value)) if isinstance(field.value, list | tuple) else str(field.value or "")
