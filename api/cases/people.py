"""Who could take a part in a case: the role fits, and nothing they are or were in the matter stands against it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from db.domain.conflict import missing_for_function
from db.domain.relation import RelationKind
from db.domain.role import CASE_READING, Role
from db.domain.rule import Missing
from db.models import Account, AccountRole, Case, Person
from db.panels import relations_had
from db.work import Work

ROLE_FOR: dict[RelationKind, Role] = {
    RelationKind.INVESTIGATOR: Role.INVESTIGATOR,
    RelationKind.CAUSE_REVIEWER: Role.CAUSE_REVIEWER,
    RelationKind.PRESENTING_COUNSEL: Role.COUNSEL,
    RelationKind.ADVISER: Role.COUNSEL,
    RelationKind.SPEECH_REVIEWER: Role.COUNSEL,
}


@dataclass(frozen=True)
class Candidate:
    """Somebody whose role fits, with what bars them in this matter; empty when nothing does."""

    person_id: UUID
    name: str
    barred: tuple[Missing, ...]


def people_with(work: Work, role: Role) -> list[tuple[UUID, str]]:
    """People whose enabled account holds a role in force, by name."""
    approved = AccountRole.approved_at.is_not(None)
    rows = work.session.execute(
        select(Person.id, Person.name)
        .join(Account, Account.person_id == Person.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            AccountRole.role == role,
            AccountRole.ended_at.is_(None),
            Account.disabled_at.is_(None),
            or_(approved, AccountRole.role.not_in(sorted(CASE_READING))),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]


def candidates_for(work: Work, case: Case, kind: RelationKind) -> list[Candidate]:
    """Everybody whose role fits a part in this case, with what bars them."""
    people = people_with(work, ROLE_FOR[kind])
    had = relations_had(work, case, [person for person, _ in people])
    return [
        Candidate(person, name, missing_for_function(kind, had[person] - {kind}, name=name)) for person, name in people
    ]
