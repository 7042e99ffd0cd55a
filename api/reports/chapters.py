"""The five chapters as forms: what a form sent becomes a change of the report, one chapter at a time."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from api.errors import BadInput
from api.forms import ensure_plain_text
from api.reports.schemas import MOST_MATTERS, Keyed, MatterTouched, PersonNamed, PostSeen, Report, When
from db.identity import new_id

Change = Callable[[Report], Report]
Item = TypeVar("Item", bound=Keyed)
Kind = TypeVar("Kind", bound=msgspec.Struct)


class Sent:
    """What a form or an autosave sent: names to a text or several."""

    def __init__(self, values: Mapping[str, Any], many: Callable[[str], list[Any]] | None = None) -> None:
        self._values, self._many = values, many
        ensure_plain_text(list(values))
        for name in values:
            ensure_plain_text(self.many(name))

    def one(self, name: str) -> str:
        """The text of a name; empty where nothing was sent."""
        value = self._values.get(name, "")
        text = value[-1] if isinstance(value, list) and value else value
        return text.replace("\r\n", "\n").strip() if isinstance(text, str) else ""

    def many(self, name: str) -> list[str]:
        """Every text of a name; nothing ticked sends nothing."""
        if name not in self._values:
            return []
        found = self._many(name) if self._many else self._values[name]
        return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str) and one]

    def is_on(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.one(name) in {"true", "on", "1", "yes"}

    def has(self, name: str) -> bool:
        """Whether the name was sent at all."""
        return name in self._values

    def when(self, name: str) -> When:
        """A day, a time and how sure."""
        return _as(When, {part: self.one(f"{name}.{part}") for part in ("date", "time", "precision")})

    def key(self, name: str) -> UUID | None:
        """An id, or nothing."""
        try:
            return UUID(self.one(name)) if self.one(name) else None
        except ValueError:
            return None


def new_key() -> str:
    """A key for a new item of a draft."""
    return new_id().hex[:12]


def change_for(chapter: str, sent: Sent) -> Change:
    """The change that a chapter's form makes."""
    return {"what-happened": _happened, "who": _who, "posts": _posts, "rules": _rules, "review": _review}[chapter](sent)


def _happened(sent: Sent) -> Change:
    def change(report: Report) -> Report:
        changed = replace(
            report,
            narrative=sent.one("narrative"),
            occurred=sent.when("occurred"),
            found=sent.when("found"),
            reported=sent.when("reported"),
        )
        if not sent.has("source"):
            return changed
        return replace(
            changed,
            source=sent.one("source"),
            reporter_id=sent.key("reporter_id"),
            reporter_name=sent.one("reporter_name"),
            reporter_contact=sent.one("reporter_contact"),
        )

    return change


def _who(sent: Sent) -> Change:
    def change(report: Report) -> Report:
        key, name, person = sent.one("key"), sent.one("name"), sent.key("person_id")
        if not key or not (name or person):
            return report
        part = sent.one("part") or "alleged"
        given = {"key": key, "part": part, "person_id": person, "name": name, "details": sent.one("details")}
        return replace(report, people=_put(report.people, _as(PersonNamed, given)))

    return change


_POST_WORDS = ("kind", "platform", "url", "handle", "account_kind", "visibility", "text", "still_visible")


def _posts(sent: Sent) -> Change:
    def change(report: Report) -> Report:
        key = sent.one("key")
        known = next((post for post in report.posts if post.key == key), None)
        given: dict[str, Any] = {name: sent.one(name) for name in _POST_WORDS if sent.one(name)}
        post = _as(PostSeen, {**given, "key": key})
        post = replace(post, posted=sent.when("posted"), subtypes=known.subtypes if known else [])
        if not key or (known is None and post == PostSeen(key=key)):
            return report
        return replace(report, posts=_put(report.posts, post))

    return change


def _rules(sent: Sent) -> Change:
    def change(report: Report) -> Report:
        return replace(
            report,
            categories=list(dict.fromkeys(sent.many("categories"))),
            matters=_matters(sent),
            harm=sent.one("harm"),
            urgent=sent.is_on("urgent"),
            urgent_reason=sent.one("urgent_reason"),
            wishes=sent.one("wishes"),
        )

    return change


def _matters(sent: Sent) -> list[MatterTouched]:
    found = []
    for place in range(MOST_MATTERS):
        number, court = sent.one(f"matters.{place}.number"), sent.one(f"matters.{place}.court")
        if number or court:
            stage = sent.one(f"matters.{place}.stage") or "not_sure"
            found.append(MatterTouched(key=f"m{place}", number=number, court=court, stage=stage))
    return found


def _review(sent: Sent) -> Change:
    return lambda report: replace(report, declared=sent.is_on("declared"))


def without(report: Report, key: str) -> Report:
    """The report without one person or post."""
    return replace(
        report,
        people=[one for one in report.people if one.key != key],
        posts=[one for one in report.posts if one.key != key],
    )


def keyed(report: Report) -> Report:
    """The report with a key on each item, for one that a program made without."""
    return replace(
        report,
        people=[one if one.key else replace(one, key=new_key()) for one in report.people],
        posts=[one if one.key else replace(one, key=new_key()) for one in report.posts],
    )


def _put(items: list[Item], item: Item) -> list[Item]:
    if any(one.key == item.key for one in items):
        return [item if one.key == item.key else one for one in items]
    return [*items, item]


def _as(kind: type[Kind], given: dict[str, Any]) -> Kind:
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise BadInput({"": f"One answer cannot be kept: {error}."}) from None
