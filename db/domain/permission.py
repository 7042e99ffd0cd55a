"""May this person do this? One table (`GRANTS`), default deny, and exclusion before everything.

The same table answers a guard (`is_possible`), one matter (`is_allowed`) and a query (`grants_for`, from which SQL
filters are compiled), so that the three cannot disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from db.domain.event import TWINS
from db.domain.grant import Grant
from db.domain.grant_case import CASE_GRANTS
from db.domain.grant_office import OFFICE_GRANTS
from db.domain.permission_name import Permission
from db.domain.relation import ALWAYS_EXCLUDING, EXCLUDING, RelationKind
from db.domain.role import Role
from db.domain.stage import Stage

__all__ = [
    "GRANTS",
    "Grant",
    "Permission",
    "excluding_for",
    "grants_for",
    "is_allowed",
    "is_portal",
    "is_possible",
    "permissions_for",
]

GRANTS: tuple[Grant, ...] = tuple(dict.fromkeys((*OFFICE_GRANTS, *CASE_GRANTS)))

_BY_PERMISSION: dict[Permission, tuple[Grant, ...]] = {}


def _index() -> None:
    found: dict[Permission, list[Grant]] = defaultdict(list)
    for grant in GRANTS:
        found[grant.permission].append(grant)
    for permission in Permission:
        _BY_PERMISSION[permission] = tuple(found[permission])


_index()


def grants_for(permission: Permission | str) -> tuple[Grant, ...]:
    """Every line of the table that allows `permission`. Raises ValueError for an unknown permission."""
    return _BY_PERMISSION[Permission(permission)]


def is_portal(permission: Permission | str) -> bool:
    """Whether a respondent keeps this permission on their own matter."""
    return Permission(permission).value.startswith("portal:")


_OPEN_TO_WITNESSES = frozenset(
    {
        Permission.CASE_EXPORT,
        Permission.RELATION_RECUSE,
        Permission.REPORT_ASK_REVIEW,
        Permission.REPORT_SUPPLEMENT,
    }
)


def excluding_for(permission: Permission | str) -> frozenset[RelationKind]:
    """The relations that beat every line for this permission.

    A witness is not walled but may not act on the matter (`decisions.md` 5): what writes an event is closed to them,
    but for what a reporter who was also a witness may add, for stepping back, and for a list as CSV.
    """
    name = Permission(permission)
    if is_portal(name):
        return ALWAYS_EXCLUDING
    if name in TWINS and name not in _OPEN_TO_WITNESSES:
        return EXCLUDING | {RelationKind.WITNESS}
    return EXCLUDING


def is_allowed(
    permission: Permission | str,
    *,
    roles: Iterable[Role | str],
    relations: Iterable[RelationKind | str] = (),
    stage: Stage | str | None = None,
    charges_served: bool = False,
) -> bool:
    """Whether someone with these account roles and these (running) relations to the matter may do it at this stage.

    `stage` is None off a case. `charges_served` matters in `charged` only: deciders read from the service of charges.
    """
    held = {RelationKind(kind) for kind in relations}
    if held & excluding_for(permission):
        return False
    offices = {Role(role) for role in roles}
    at = Stage(stage) if stage is not None else None
    return any(_fits(grant, offices, held, at, charges_served) for grant in grants_for(permission))


def _fits(
    grant: Grant, roles: set[Role], relations: set[RelationKind], stage: Stage | None, charges_served: bool
) -> bool:
    return (
        (grant.role is None or grant.role in roles)
        and (grant.relation is None or grant.relation in relations)
        and (grant.stages is None or stage in grant.stages)
        and (charges_served or not grant.after_service)
    )


def is_possible(permission: Permission | str, roles: Iterable[Role | str]) -> bool:
    """Whether these roles could ever use the permission, with the right relation and stage: for a route's guard."""
    offices = {Role(role) for role in roles}
    return any(grant.role is None or grant.role in offices for grant in grants_for(permission))


def permissions_for(
    *,
    roles: Iterable[Role | str],
    relations: Iterable[RelationKind | str] = (),
    stage: Stage | str | None = None,
    charges_served: bool = False,
) -> frozenset[Permission]:
    """Everything allowed at once: what a page offers as acts."""
    offices, held = tuple(roles), tuple(relations)
    return frozenset(
        permission
        for permission in Permission
        if is_allowed(permission, roles=offices, relations=held, stage=stage, charges_served=charges_served)
    )
