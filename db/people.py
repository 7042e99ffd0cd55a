"""People who can be given a part in a matter, without those who must not hear of it."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import or_, select

from db.domain.relation import EXCLUDING
from db.models import Account, Case, MatterRelation, Person
from db.work import Work


def names_with_accounts(work: Work, case: Case) -> list[tuple[UUID, str]]:
    """People with an account in force who are not shut out of the case, as (id, name) by name."""
    shut_out = select(MatterRelation.person_id).where(
        MatterRelation.case_id == case.id,
        MatterRelation.kind.in_(sorted(EXCLUDING)),
        or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
    )
    rows = work.session.execute(
        select(Person.id, Person.name)
        .join(Account, Account.person_id == Person.id)
        .where(Account.disabled_at.is_(None), Person.id != case.respondent_id, Person.id.not_in(shut_out))
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]


def names_of(work: Work, people: set[UUID]) -> dict[UUID, str]:
    """Names by person."""
    rows = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    return {row.id: row.name for row in rows}


def names_of_accounts(work: Work, accounts: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Names of the people behind accounts, by account; no entry for None, nor for an account that is not there."""
    rows = work.session.execute(
        select(Account.id, Person.name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.id.in_([one for one in accounts if one is not None]))
    )
    return {row.id: row.name for row in rows}
