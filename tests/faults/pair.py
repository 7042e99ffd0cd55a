"""Asks the same question in both worlds, at the same moment, and counts what differs."""

import functools
import gc
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from httpx import Response

from db.identity import seeded
from tests.faults.crawl import JSON, WAITING, Question, said, wants_sign_in
from tests.faults.worlds import Secret, World, secret_of, world
from tests.harness.databases import Kind

ROLES = ("leader", "supervisor", "intake", "conflict_officer", "investigator", "counsel", "cause_reviewer", "clerk",
         "chair", "member_lawyer", "deciding_official", "records", "hr", "admin", "respondent")  # fmt: skip
"""One person for each role of the table."""
WHOLE = {"If-Match": "1"}
"""Headers with which nothing but the wall stands in an act's way."""
BARE: tuple[dict[str, str], ...] = ({}, {"If-Match": "99"}, {"If-Match": "1", "Idempotency-Key": ""})
"""Headers that lack something, in turn: without the version, with a stale one, without the key."""


class SignedOut(Exception):
    """A question that was to be compared met a session that has ended."""


@dataclass
class Pair:
    """The world with the secret matters, the one without, what exists in the first only, and what was compared."""

    has: World
    has_not: World
    secret: Secret
    compared: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def answers(self, user: str, method: str, path: str, **options: Any) -> list[Response]:
        """The two answers to one request, sent at the same moment with the same randomness."""
        found = []
        for one in (self.has, self.has_not):
            one.clock.advance(seconds=1)
            with seeded(random.Random(self.compared)):
                found.append(one.as_(user).request(method, path, **options))
        return found

    def compare(self, user: str, question: Question, kind: str = "", headers: dict[str, str] | None = None) -> int:
        """Ask in both worlds and note a difference or a failure; the status. A respondent keeps portal and inbox.

        Raises SignedOut where a session has ended: two equal answers that one must sign in would prove nothing.
        """
        if kind == "respondent" and question.route.is_of_portal:
            return 0
        options: dict[str, Any] = {"headers": dict(headers or {})}
        if question.content:
            options["content"] = question.content
            options["headers"]["Content-Type"] = question.content_type
        answers = self.answers(user, question.route.method, question.path, **options)
        for one in answers:
            ensure_signed_in(user, question, one)
        mine, theirs = map(said, answers)
        if kind == "respondent":
            mine, theirs = (*mine[:2], WAITING.sub("", mine[2])), (*theirs[:2], WAITING.sub("", theirs[2]))
        self.compared += 1
        self.statuses[theirs[0]] += 1
        self.reached.add(question.route.path)
        if mine != theirs or theirs[0] >= 500:
            words = f"{question.route.method} {question.path} as {user}, {kind}: {mine[0]}, {theirs[0]}"
            self.wrong.append(f"{words}; {_difference(mine, theirs)}")
        return theirs[0]

    def ask(self, user: str, questions: Iterable[Question], kind: str = "") -> list[str]:
        """Ask a person's questions; what read differently."""
        before = len(self.wrong)
        for one in questions:
            self.compare(user, one, kind)
        return self.wrong[before:]

    def ask_own(self, questions: Iterable[Question], kinds: dict[str, str], *, most: int = 1) -> list[str]:
        """Ask for what lies in the secret matters, each by up to `most` of those whose roles open the address.

        An act is sent whole, and once more with something missing: neither may tell that there is a matter.
        """
        before = len(self.wrong)
        for number, one in enumerate(questions):
            able = [user for user in ROLES if one.route.is_open_to(user)]
            for place in range(min(most, len(able))):
                user = able[(number + place) % len(able)]
                if self.compare(user, one, kinds[user], WHOLE if one.content else {}) not in (0, 404):
                    self.wrong.append(f"{one.route.method} {one.path} as {user}: refused before the wall was asked")
                if one.content and one.content_type == JSON:
                    self.compare(user, one, kinds[user], BARE[(number + place) % len(BARE)])
        return self.wrong[before:]

    def ask_beside(self, questions: Iterable[Question], users: Iterable[str], *, most: int = 1) -> list[str]:
        """Ask for what stays open, each by up to `most` of those who get an answer."""
        before, askers = len(self.wrong), list(users)
        for number, one in enumerate(questions):
            able = [user for user in askers if one.route.is_open_to(user)]
            left = most
            for place in range(len(able)):
                user = able[(number + place) % len(able)]
                if left:
                    left -= self.compare(user, one) == 200
        return self.wrong[before:]


def _difference(mine: tuple[int, str, str], theirs: tuple[int, str, str]) -> str:
    """The first place where two answers part, with what stands there in each."""
    for one, other in zip(mine[1:], theirs[1:], strict=True):
        if one != other:
            shorter = min(len(one), len(other))
            at = next((place for place in range(shorter) if one[place] != other[place]), shorter)
            return f"{one[max(at - 40, 0) : at + 60]!r}, not {other[max(at - 40, 0) : at + 60]!r}"
    return "by status"


def ensure_signed_in(user: str, question: Question, answer: Response) -> None:
    """Raise SignedOut where an answer is only that one must sign in first."""
    if not question.route.is_public and wants_sign_in(answer):
        raise SignedOut(f"{question.route.method} {question.path} as {user}")


@contextmanager
def pair_of(kind: Kind, folder: Path) -> Iterator[Pair]:
    """Both worlds of a kind of database."""
    with world(kind, folder, secret=True) as has, world(kind, folder, secret=False) as has_not:
        yield Pair(has, has_not, secret_of(has, has_not))


@contextmanager
def unwalled(module: Any, excluding: frozenset[str]) -> Iterator[None]:
    """The product with one thing changed: which relations exclude somebody, as `module` understands it."""
    with patch.multiple(module, excluding_for=lambda _permission: excluding, EXCLUDING=excluding):
        forget_prepared()
        yield
    forget_prepared()


def forget_prepared() -> None:
    """Statements and answers that the product works out once per set of roles: a planted fault must reach them too."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith(("api.", "db.")):
            one.cache_clear()
