"""One line of the policy table, and the short way to write several of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.domain.permission_name import Permission
from db.domain.relation import RelationKind
from db.domain.role import Role
from db.domain.stage import Stage


@dataclass(frozen=True, slots=True)
class Grant:
    """`permission` is allowed to who has `role` (None: any) and `relation` to the matter (None: none is needed) while
    the case stands in one of `stages` (None: whatever the stage, or no case at all).

    `after_service` narrows it further: only once the charges have been served. `source` is the sentence of
    `lifecycle.md` (or, named so, of another page) that the line comes from.
    """

    permission: Permission
    role: Role | None
    relation: RelationKind | None
    stages: frozenset[Stage] | None
    source: str
    after_service: bool = False

    def __post_init__(self) -> None:
        if self.role is None and self.relation is None:
            raise ValueError(f"A grant of {self.permission} to everybody is not a grant.")


@dataclass(frozen=True, slots=True)
class Who:
    """Roles and relations that a grant asks for: each role with each relation."""

    roles: tuple[Role | None, ...] = (None,)
    relations: tuple[RelationKind | None, ...] = (None,)


def grants(
    permissions: str,
    who: Who | Iterable[Who],
    source: str,
    *,
    stages: frozenset[Stage] | None = None,
    after_service: bool = False,
) -> Iterator[Grant]:
    """One `Grant` for each permission named in `permissions` (separated by spaces), role and relation."""
    everyone = (who,) if isinstance(who, Who) else tuple(who)
    for name in permissions.split():
        for one in everyone:
            for role in one.roles:
                for relation in one.relations:
                    yield Grant(Permission(name), role, relation, stages, source, after_service)
