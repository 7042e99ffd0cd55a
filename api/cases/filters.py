"""What a list of cases is narrowed to and sorted by: read from the address, said in words, written back into it."""

import base64
import binascii
import json
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

from api.errors import BadInput
from db.domain.reference import Reference
from db.domain.stage import TRACK_LABELS, Stage, Track
from db.text_search import words_of

SORTS = {
    "opened": "Opened",
    "stage": "In this stage since",
    "due": "Next deadline",
    "number": "Number",
    "respondent": "Respondent",
}
OPEN = "open"
ASSIGNEES = {"me": "Assigned to me", "nobody": "Assigned to nobody"}


@dataclass(frozen=True)
class CaseFilter:
    """A filter. Empty parts do not narrow. `stage` may be "open"; `assignee` is me, nobody or a person's id;
    `sort` is a key of SORTS, with "-" before it for the largest first."""

    stage: str = ""
    track: str = ""
    unit: str = ""
    category: str = ""
    assignee: str = ""
    overdue: str = ""
    q: str = ""
    sort: str = "-opened"

    @property
    def key(self) -> str:
        """The column sorted by."""
        return self.sort.lstrip("-")

    @property
    def descends(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")

    @property
    def narrows(self) -> bool:
        """Whether anything but the order is set."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "sort")

    def query(self, **changes: str) -> str:
        """The filter as a query string, with some parts changed; defaults are left out."""
        found = replace(self, **{name: value for name, value in changes.items() if name != "cursor"})
        pairs = {one.name: getattr(found, one.name) for one in fields(found)}
        if pairs["sort"] == CaseFilter.sort:
            pairs["sort"] = ""
        pairs["cursor"] = changes.get("cursor", "")
        return urlencode({name: value for name, value in pairs.items() if value})

    def words(self) -> list[str]:
        """The words looked for."""
        return words_of(self.q)


def checked(found: CaseFilter, reference: Reference) -> CaseFilter:
    """The filter, if every part can be used. Raises BadInput naming the parts that cannot."""
    wrong: dict[str, str] = {}
    if found.stage and found.stage != OPEN and found.stage not in set(Stage):
        wrong["stage"] = "There is no such stage."
    if found.track and found.track not in set(Track):
        wrong["track"] = "There is no such track."
    if found.category and found.category not in {one.code for one in reference.taxonomy.categories}:
        wrong["category"] = "There is no such category."
    if found.overdue not in ("", "yes"):
        wrong["overdue"] = "Say yes, or leave it out."
    if found.key not in SORTS:
        wrong["sort"] = "The list cannot be sorted by this."
    if wrong:
        raise BadInput(wrong)
    return found


def echo(found: CaseFilter, reference: Reference, names: dict[str, str]) -> str:
    """The filter in words: "open cases, License track, overdue". `names`: unit code or person id to its name."""
    parts = []
    if found.stage:
        parts.append("open cases" if found.stage == OPEN else f"stage {found.stage.replace('_', ' ')}")
    if found.track:
        parts.append(f"{TRACK_LABELS[Track(found.track)].lower()} track")
    if found.unit:
        parts.append(f"unit {names.get(found.unit, found.unit)}")
    if found.category:
        parts.append(reference.taxonomy.category(found.category).label.lower())
    if found.assignee:
        named = ASSIGNEES.get(found.assignee, "").lower() or f"assigned to {names.get(found.assignee, 'somebody else')}"
        parts.append(named)
    if found.overdue:
        parts.append("with an overdue deadline")
    if found.q:
        parts.append(f"with “{found.q}” in number or name")
    return ", ".join(parts)


@dataclass(frozen=True)
class Cursor:
    """Where a page begins or ends: sorted value and number of a row the viewer saw, and how many came before it."""

    way: Literal["next", "previous"]
    value: str
    number: str
    before: int


def write_cursor(cursor: Cursor) -> str:
    """A cursor as opaque text."""
    plain = json.dumps([cursor.way[0], cursor.value, cursor.number, cursor.before], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor | None:
    """The cursor in a query; None without one. Raises BadInput for one we did not write."""
    if not text:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        way, value, number, before = json.loads(base64.urlsafe_b64decode(padded.encode()))
        return Cursor("next" if way == "n" else "previous", str(value), str(number), max(0, min(int(before), 10**9)))
    except (ValueError, TypeError, binascii.Error, UnicodeError):
        raise BadInput({"cursor": "This is no cursor of ours. Start again from the first page."}) from None


def sort_value(key: str, text: str) -> Any:
    """A sorted value as the database compares it. Raises BadInput for a time nobody can read."""
    if key in ("number", "respondent"):
        return text
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadInput({"cursor": "This is no cursor of ours. Start again from the first page."}) from None
