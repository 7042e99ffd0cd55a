"""Reads expectations.toml, the hand-written half of the authorization test. It imports nothing of the product."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

STAGES = ("investigation", "cause_review", "charged", "hearing", "deliberation", "decided", "closed")
ROLES = (
    "admin", "board_chair", "board_member", "cause_reviewer", "clerk", "conflict_officer", "counsel",
    "deciding_official", "hr", "intake", "investigator", "leadership", "records", "respondent", "supervisor",
)  # fmt: skip
RELATIONS = (
    "adviser", "appeal_member", "board_member", "cause_reviewer", "chain_of_command", "clerk", "deciding_official",
    "grantee", "investigator", "involved", "monitor", "panel_member", "presenting_counsel", "recused", "reporter",
    "respondent", "respondent_side", "screener", "speech_reviewer", "walled", "witness",
)  # fmt: skip


class Cell(NamedTuple):
    """One question: may somebody with this role and this relation do it at this stage?"""

    permission: str
    role: str | None
    relation: str | None
    stage: str | None
    served: bool


@dataclass(frozen=True)
class Line:
    """One hand-written line that allows."""

    says: str
    may: frozenset[str]
    who: frozenset[str] | None
    part: frozenset[str] | None
    when: frozenset[str] | None
    served: bool

    def allows(
        self, permission: str, roles: frozenset[str], relations: frozenset[str], stage: str | None, served: bool
    ) -> bool:
        """Whether this line alone says yes."""
        return (
            permission in self.may
            and (self.who is None or bool(self.who & roles))
            and (self.part is None or bool(self.part & relations))
            and (self.when is None or stage in self.when)
            and (served or not self.served)
        )


@dataclass(frozen=True)
class Expectations:
    """The whole file, and the answer to any question."""

    lines: tuple[Line, ...]
    never: dict[str, frozenset[str]]  # relation -> the permissions that it does not take away
    _by_permission: dict[str, list[Line]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.lines:
            for permission in line.may:
                self._by_permission.setdefault(permission, []).append(line)

    @property
    def permissions(self) -> frozenset[str]:
        """Every permission that the file knows."""
        return frozenset(self._by_permission)

    def allow(
        self,
        permission: str,
        roles: frozenset[str],
        relations: frozenset[str],
        stage: str | None = None,
        served: bool = False,
    ) -> bool:
        """What the file says: exclusion first, then any line; refused otherwise."""
        if any(kind in self.never and permission not in self.never[kind] for kind in relations):
            return False
        return any(
            line.allows(permission, roles, relations, stage, served) for line in self._by_permission.get(permission, ())
        )

    def is_conceivable(self, permission: str, roles: frozenset[str]) -> bool:
        """Whether some matter at some stage lets these roles do it: otherwise the address itself is closed to them."""
        return any(line.who is None or line.who & roles for line in self._by_permission[permission])

    def cell(self, cell: Cell) -> bool:
        """The answer to one cell."""
        roles = frozenset([cell.role] if cell.role else [])
        relations = frozenset([cell.relation] if cell.relation else [])
        return self.allow(cell.permission, roles, relations, cell.stage, cell.served)


def cells(
    permissions: frozenset[str], roles: tuple[str, ...] = ROLES, relations: tuple[str, ...] = RELATIONS
) -> Iterator[Cell]:
    """Every question about these permissions: each role and none, each relation and none, each stage and none."""
    for permission in sorted(permissions):
        for role, relation, stage, served in product(
            (None, *roles), (None, *relations), (None, *STAGES), (False, True)
        ):
            yield Cell(permission, role, relation, stage, served)


def _words(entry: dict[str, Any], key: str) -> frozenset[str] | None:
    return frozenset(entry[key].split()) if key in entry else None


def _stages(words: str | None) -> frozenset[str] | None:
    if words is None:
        return None
    if words == "case":
        return frozenset(STAGES)
    first, _, last = words.partition("..")
    return frozenset(STAGES[STAGES.index(first) : STAGES.index(last) + 1])


def read_expectations() -> Expectations:
    """The file beside this one. Raises AssertionError for a word that it uses and nobody knows."""
    with Path(__file__).with_name("expectations.toml").open("rb") as file:
        text = tomllib.load(file)
    lines = tuple(
        Line(
            entry["says"],
            frozenset(entry["may"].split()),
            _words(entry, "who"),
            _words(entry, "part"),
            _stages(entry.get("when")),
            bool(entry.get("served", False)),
        )
        for entry in text["line"]
    )
    never = {kind: frozenset(entry["but"].split()) for entry in text["never"] for kind in entry["part"].split()}
    for line in lines:
        assert (line.who or frozenset()) <= set(ROLES), line
        assert (line.part or frozenset()) <= set(RELATIONS), line
        assert len(line.says) > 10, line
    return Expectations(lines, never)
