"""Suggestions, with their reasons in words: reports that may be duplicates, and names that may be on the roster.

Nothing here decides: a person does, and sees why each suggestion was made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from db.domain.plain import count_words

CLOSE_DAYS = 14
_TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|igshid|igsh|ref|ref_src|ref_url|share_id|feature)$")
_TRACKING_AT = {"x.com": {"s", "t"}, "youtube.com": {"si", "t"}, "open.spotify.com": {"si"}}
_PREFIXES = ("www.", "m.", "mobile.", "old.", "new.", "web.")
_SAME_HOST = {"twitter.com": "x.com", "fb.com": "facebook.com", "youtu.be": "youtube.com"}
_NAME_ALIKE = 0.86


def normalise_url(url: str) -> str:
    """The address without what does not change the post: scheme, "www.", tracking, fragment, last slash.

    "" for text that is no web address.
    """
    text = url.strip()
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if "." not in host or " " in host:
        return ""
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    host = _SAME_HOST.get(host, host)
    noise = _TRACKING_AT.get(host, set())
    pairs = parse_qsl(parts.query)
    kept = sorted((key, value) for key, value in pairs if key not in noise and not _TRACKING.match(key.lower()))
    path = unquote(parts.path).rstrip("/")
    return f"{host}{path}{'?' + urlencode(kept) if kept else ''}"


def normalise_handle(handle: str) -> str:
    """A handle without its at-sign and case."""
    return unicodedata.normalize("NFKC", handle).strip().lstrip("@").casefold()


@dataclass(frozen=True, slots=True)
class PostMark:
    """What can be compared of one post; `day` is the office's day it was posted on, if known."""

    url: str = ""
    platform: str = ""
    handle: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ReportMark:
    """What can be compared of one report. `key` is opaque; `respondents` are person keys, never names."""

    key: Hashable
    posts: tuple[PostMark, ...] = ()
    respondents: frozenset[Hashable] = frozenset()
    happened_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One report that may be a duplicate, and why. More and stronger reasons stand first."""

    key: Hashable
    reasons: tuple[str, ...]
    strength: int


def duplicate_reasons(new: ReportMark, old: ReportMark) -> tuple[tuple[int, str], ...]:
    """(strength, reason) for each way in which two reports look alike; strongest first."""
    found: list[tuple[int, str]] = []
    urls = {url for post in new.posts if (url := normalise_url(post.url))}
    if urls & {normalise_url(post.url) for post in old.posts}:
        found.append((3, "The same post address"))
    accounts = {_account(post) for post in new.posts} & {_account(post) for post in old.posts}
    accounts.discard(None)
    if accounts:
        found.append((2, "The same account on the same platform and day"))
    if new.respondents & old.respondents:
        gap = _gap(_days(new), _days(old))
        if gap is not None and gap <= CLOSE_DAYS:
            near = "on the same day" if gap == 0 else f"{count_words(gap, 'day')} apart"
            found.append((1, f"The same respondent, {near}"))
    return tuple(sorted(found, reverse=True))


def suggest_duplicates(new: ReportMark, others: Iterable[ReportMark], limit: int = 5) -> tuple[Suggestion, ...]:
    """The reports that may be duplicates of `new`, the likeliest first. `others` must already be within what the
    viewer may read."""
    found = []
    for old in others:
        if old.key == new.key:
            continue
        reasons = duplicate_reasons(new, old)
        if reasons:
            found.append(Suggestion(old.key, tuple(text for _, text in reasons), sum(weight for weight, _ in reasons)))
    return tuple(sorted(found, key=lambda one: -one.strength)[:limit])


def _account(post: PostMark) -> tuple[str, str, date] | None:
    handle = normalise_handle(post.handle)
    if not handle or post.day is None:
        return None
    return post.platform.casefold(), handle, post.day


def _days(report: ReportMark) -> tuple[date, ...]:
    return (*report.happened_on, *(post.day for post in report.posts if post.day is not None))


def _gap(ours: tuple[date, ...], theirs: tuple[date, ...]) -> int | None:
    return min((abs((one - other).days) for one in ours for other in theirs), default=None)


@dataclass(frozen=True, slots=True)
class RosterName:
    """One person of the roster, as far as a name can be matched."""

    key: Hashable
    name: str
    employee_number: str = ""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A person whom free text may mean; `score` from 0 to 1."""

    key: Hashable
    name: str
    reason: str
    score: float


def match_name(text: str, roster: Iterable[RosterName], limit: int = 5) -> tuple[NameMatch, ...]:
    """Whom of the roster the free text may mean, the likeliest first. Intake binds the name, never this function."""
    typed = _tokens(text)
    if not typed:
        return ()
    found = [match for one in roster if (match := _match(typed, text.strip(), one)) is not None]
    return tuple(sorted(found, key=lambda one: (-one.score, one.name))[:limit])


def _match(typed: tuple[str, ...], text: str, one: RosterName) -> NameMatch | None:
    names = _tokens(one.name)
    if not names:
        return None
    if one.employee_number and text.casefold() == one.employee_number.casefold():
        return NameMatch(one.key, one.name, "The same employee number", 1.0)
    if sorted(typed) == sorted(names):
        return NameMatch(one.key, one.name, "The same name", 0.99)
    if len(typed) > 1 and set(typed) < set(names):
        return NameMatch(one.key, one.name, "All the names given are part of this name", 0.95)
    if len(typed) > 1 and typed[-1] == names[-1] and typed[0][0] == names[0][0]:
        return NameMatch(one.key, one.name, "The same last name and first initial", 0.9)
    if len(typed) == 1 and typed[0] in names:
        return NameMatch(one.key, one.name, "One name is the same", 0.7)
    score = SequenceMatcher(None, " ".join(sorted(typed)), " ".join(sorted(names))).ratio()
    if score >= _NAME_ALIKE:
        return NameMatch(one.key, one.name, "A similar spelling", round(score * 0.89, 3))
    return None


def _tokens(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(character for character in plain if not unicodedata.combining(character)).casefold()
    if "," in plain:
        last, _, first = plain.partition(",")
        plain = f"{first} {last}"
    return tuple(re.findall(r"[^\W\d_]+", plain.replace("'", "").replace("’", "")))
