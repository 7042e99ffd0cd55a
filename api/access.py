"""Loaders that load and authorize in one step: a matter that is not visible does not exist (the same 404)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from db.domain.permission import Permission, is_allowed, is_portal, permissions_for
from db.models import Action, Case, Incident, Policy, PolicyVersion, TrainingModule
from db.work import Work

Row = TypeVar("Row", Case, Incident, Policy, TrainingModule, Action)

# Any of these makes a case exist for a viewer; what else they may do on it is asked per act. The portal is no such
# thing: a respondent finds nothing at the office's own address of their case.
SEEING = frozenset({Permission.CASE_READ, Permission.CASE_HEADER, Permission.SANCTION_READ})


class NotSignedIn(Exception):
    """Nobody is signed in; `wanted` is the path to come back to."""

    def __init__(self, wanted: str = "/") -> None:
        super().__init__("not signed in")
        self.wanted = wanted


class FactorNeeded(Exception):
    """The office asks a second factor of this person's role, and the account has none yet."""


class StepUpNeeded(Exception):
    """This asks for a proof of who one is within the last five minutes."""


class MatterNotFound(Exception):
    """There is no such matter for this viewer. The same whether it does not exist or is hidden."""


class ActNotAllowed(Exception):
    """The viewer sees the matter, or uses the product, but this act is not theirs."""


def _locked(work: Work, statement: Select[Row]) -> Select[Row]:
    return statement.with_for_update() if work.writing else statement


@lru_cache(maxsize=4096)
def permitted(
    roles: frozenset[str], relations: frozenset[str], stage: str, charges_served: bool
) -> frozenset[Permission]:
    """Everything allowed to these roles and relations. The table is fixed while the process runs, and few
    combinations occur: each is worked out once."""
    return permissions_for(roles=roles, relations=relations, stage=stage, charges_served=charges_served)


def permissions_on(work: Work, case: Case) -> frozenset[Permission]:
    """Everything the viewer may do on a case now. Asked once in a unit that only reads."""
    known: dict[Any, frozenset[Permission]] = work.session.info.setdefault("permissions_on", {})
    if work.writing or case.id not in known:
        is_program = work.viewer.scopes is not None
        allowed = permitted(work.viewer.roles, work.relations(case=case), case.stage, work.are_charges_served(case))
        known[case.id] = frozenset(filter(work.viewer.within_scopes, allowed)) if is_program else allowed
    return known[case.id]


def access_case(work: Work, number: str, permission: Permission | str) -> Case:
    """The case with this number, if the viewer sees it and has `permission` on it now.

    Raises MatterNotFound where nothing lets the viewer see it, ActNotAllowed where they see it but may not do this.
    On a write unit the row is locked, so that two acts on one case follow each other.
    """
    case = work.session.scalars(_locked(work, select(Case).where(Case.number == number))).first()
    if case is None:
        raise MatterNotFound
    held = permissions_on(work, case)
    if Permission(permission) in held:
        return case
    if held & SEEING and not is_portal(permission):
        raise ActNotAllowed
    raise MatterNotFound


def access_incident(work: Work, number: str, permission: Permission | str) -> Incident:
    """The report with this number, if the viewer has `permission` on it; else MatterNotFound or ActNotAllowed."""
    incident = work.session.scalars(_locked(work, select(Incident).where(Incident.number == number))).first()
    if incident is None:
        raise MatterNotFound
    relations = work.relations(incident=incident)
    roles = work.viewer.roles
    given = work.viewer.within_scopes
    if given(permission) and is_allowed(permission, roles=roles, relations=relations):
        return incident
    for seeing in (Permission.REPORT_READ, Permission.REPORT_FOLLOW):
        if given(seeing) and is_allowed(seeing, roles=roles, relations=relations):
            raise ActNotAllowed
    raise MatterNotFound


@dataclass(frozen=True)
class OfficeRow:
    """A policy, training module or action: its version, its name on screen, and the entry that changed it last."""

    row: Any
    version: int
    name: str
    entry_id: UUID


def access_policy(work: Work, code: str) -> OfficeRow:
    """A policy by its code; its version is the number of the newest one adopted (0: none yet)."""
    row = _one(work, select(Policy).where(Policy.code == code))
    newest = work.session.scalars(
        select(PolicyVersion).where(PolicyVersion.policy_id == row.id).order_by(PolicyVersion.version.desc()).limit(1)
    ).first()
    return OfficeRow(row, newest.version if newest else 0, row.title, (newest or row).entry_id)


def access_training(work: Work, code: str) -> OfficeRow:
    """A training module by its code. It only grows, so its version never changes."""
    row = _one(work, select(TrainingModule).where(TrainingModule.code == code))
    return OfficeRow(row, 0, row.title, row.entry_id)


def access_action(work: Work, key: str) -> OfficeRow:
    """An action by its id."""
    try:
        wanted = UUID(key)
    except ValueError:
        raise MatterNotFound from None
    row = _one(work, select(Action).where(Action.id == wanted))
    return OfficeRow(row, row.version, row.title, row.entry_id)


def _one(work: Work, statement: Select[Row]) -> Row:
    row = work.session.scalars(_locked(work, statement)).first()
    if row is None:
        raise MatterNotFound
    return row


OFFICE_ROWS: dict[str, Callable[[Work, str], OfficeRow]] = {
    "action": access_action,
    "policy": access_policy,
    "training": access_training,
}
"""What acts on a row of the office load it with; MatterNotFound where there is none. The route's guard has asked the
role, and no wall stands before it."""
