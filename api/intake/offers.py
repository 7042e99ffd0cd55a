"""What the forms on a report offer: people to check, names to identify, accounts, investigators, cases to join."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from api.forms import Choice, Choices
from db.domain.choice import PLATFORMS, label
from db.domain.conflict import missing_for_function
from db.domain.matching import RosterName, match_name
from db.domain.relation import LABELS as RELATION_WORDS
from db.domain.relation import RelationKind
from db.domain.role import Role
from db.matter_relations import chains_of_command
from db.models import (
    Account,
    AccountRole,
    BoardTerm,
    Employment,
    Incident,
    IncidentPerson,
    MatterRelation,
    Person,
    Post,
    ReporterIdentity,
    Unit,
)
from db.work import Work


@dataclass(frozen=True)
class Checked:
    """Somebody whose conflict is asked about, and why."""

    id: UUID
    name: str
    why: str
    is_board: bool = False


def people_with_role(work: Work, roles: Iterable[Role]) -> list[tuple[UUID, str, str]]:
    """(person, name, role) of accounts in force that hold one of these roles, by name."""
    rows = work.session.execute(
        select(Person.id, Person.name, AccountRole.role)
        .join(Account, Account.person_id == Person.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.disabled_at.is_(None),
            AccountRole.role.in_([role.value for role in roles]),
            AccountRole.ended_at.is_(None),
            AccountRole.approved_at.is_not(None),
        )
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name, row.role) for row in rows]


def filing_chain(work: Work, incident: Incident) -> list[Checked]:
    """Everyone through whose hands the report goes, and the board; those shut out already are left out."""
    running = running_relations(work, incident)
    gone = {person for person, kinds in running.items() if kinds & {"respondent", "walled", "recused", "involved"}}
    found: dict[UUID, Checked] = {}
    board = work.session.execute(
        select(Person.id, Person.name, BoardTerm.is_chair)
        .join(BoardTerm, BoardTerm.person_id == Person.id)
        .where(BoardTerm.from_on <= work.today, or_(BoardTerm.until_on.is_(None), BoardTerm.until_on >= work.today))
        .order_by(Person.name, Person.id)
    )
    for row in board:
        found[row.id] = Checked(row.id, row.name, "Chair of the board" if row.is_chair else "Board member", True)
    handling = {Role.INTAKE: "Intake", Role.CONFLICT_OFFICER: "Conflict officer", Role.CAUSE_REVIEWER: "Cause reviewer"}
    for person, name, role in people_with_role(work, handling):
        found.setdefault(person, Checked(person, name, handling[Role(role)]))
    for person, name in _reporter_and_superiors(work, incident):
        found.setdefault(person, Checked(person, name, "In the reporter's chain"))
    return [one for one in found.values() if one.id not in gone]


def _reporter_and_superiors(work: Work, incident: Incident) -> list[tuple[UUID, str]]:
    reporter = work.session.scalar(
        select(ReporterIdentity.person_id).where(ReporterIdentity.incident_id == incident.id)
    )
    if reporter is None:
        return []
    above = [one for one in chains_of_command(work, [reporter], work.today).get(reporter, ()) if isinstance(one, UUID)]
    rows = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(above)).order_by(Person.name))
    return [(row.id, row.name) for row in rows]


def running_relations(work: Work, incident: Incident) -> dict[UUID, set[str]]:
    """Everybody's running relations to a report."""
    found: dict[UUID, set[str]] = {}
    rows = work.session.execute(
        select(MatterRelation.person_id, MatterRelation.kind).where(
            MatterRelation.incident_id == incident.id,
            or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
        )
    )
    for person, kind in rows:
        found.setdefault(person, set()).add(RelationKind(kind).value)
    return found


def involved_people(work: Work, incident: Incident) -> list[Checked]:
    """Those whom only a ruling frees: marked as involved, or walled."""
    wanted = {
        person: kinds for person, kinds in running_relations(work, incident).items() if kinds & {"involved", "walled"}
    }
    rows = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(list(wanted))).order_by(Person.name))
    return [
        Checked(row.id, row.name, "; ".join(sorted(RELATION_WORDS[RelationKind(kind)] for kind in wanted[row.id])))
        for row in rows
    ]


def find_person(work: Work, typed: str) -> UUID | None:
    """The one person with this id, staff number or whole name; None for nobody and for several."""
    text = " ".join(typed.split())
    try:
        return work.session.scalar(select(Person.id).where(Person.id == UUID(text)))
    except ValueError:
        pass
    rows = work.session.scalars(
        select(Person.id)
        .where(
            Person.merged_into_id.is_(None),
            or_(func.lower(Person.staff_number) == text.lower(), func.lower(Person.name) == text.lower()),
        )
        .limit(2)
    ).all()
    return rows[0] if len(rows) == 1 else None


def offer_chain(work: Work, incident: Incident) -> Choices:
    """The people whose conflict is checked."""
    return {"people": [Choice(str(one.id), one.name, one.why) for one in filing_chain(work, incident)]}


def offer_involved(work: Work, incident: Incident) -> Choices:
    """The people who wait for a ruling, or whom one walled."""
    return {"people": [Choice(str(one.id), one.name, one.why) for one in involved_people(work, incident)]}


def offer_identification(work: Work, incident: Incident) -> Choices:
    """Names without a person, each with whom it may mean; and the roster."""
    roster = work.session.execute(
        select(Person.id, Person.name, Person.staff_number, Unit.name.label("unit"))
        .join(Employment, Employment.person_id == Person.id)
        .join(Unit, Unit.id == Employment.unit_id)
        .where(
            Person.merged_into_id.is_(None),
            Employment.from_on <= work.today,
            or_(Employment.until_on.is_(None), Employment.until_on >= work.today),
        )
        .order_by(Person.name, Person.id)
    ).all()
    names = [RosterName(row.id, row.name, row.staff_number or "") for row in roster]
    free = work.session.scalars(
        select(IncidentPerson)
        .where(IncidentPerson.incident_id == incident.id, IncidentPerson.person_id.is_(None))
        .order_by(IncidentPerson.part, IncidentPerson.name)
    )
    named = [Choice(str(row.id), row.name, _maybe(row.name, names)) for row in free]
    named.append(Choice("new", "A respondent whom the report does not name"))
    return {
        "named": named,
        "roster": [Choice(row.staff_number or row.name, f"{row.name}, {row.unit}") for row in roster],
    }


def _maybe(name: str, roster: list[RosterName]) -> str:
    found = match_name(name, roster, 3)
    return (
        "May be " + "; ".join(f"{one.name} ({one.reason.lower()})" for one in found)
        if found
        else "Nobody alike on the roster"
    )


def offer_attribution(work: Work, incident: Incident) -> Choices:
    """The accounts of the report's posts, and its identified respondents."""
    accounts: dict[str, str] = {}
    for post in work.session.scalars(select(Post).where(Post.incident_id == incident.id).order_by(Post.ordinal)):
        shown = f"{post.handle or 'Account without a name'}, {label(PLATFORMS, post.platform)}"
        accounts.setdefault(f"{post.platform}|{post.handle}", shown)
    people = [Choice(str(one.person_id), one.name) for one in alleged(work, incident) if one.person_id]
    return {
        "accounts": [Choice(key, words) for key, words in accounts.items()]
        or [Choice("not_sure|", "No account named")],
        "people": people,
    }


@dataclass(frozen=True)
class Named:
    """A respondent of a report: `label` is how pages name them, the person's name once known."""

    id: UUID
    person_id: UUID | None
    name: str


def alleged(work: Work, incident: Incident) -> list[Named]:
    """The respondents of a report."""
    rows = work.session.execute(
        select(IncidentPerson.id, IncidentPerson.person_id, IncidentPerson.name, Person.name.label("known"))
        .outerjoin(Person, Person.id == IncidentPerson.person_id)
        .where(IncidentPerson.incident_id == incident.id, IncidentPerson.part == "alleged")
        .order_by(IncidentPerson.id)
    )
    return [Named(row.id, row.person_id, row.known or row.name) for row in rows]


def offer_posts(work: Work, incident: Incident) -> Choices:
    """The posts of a report."""
    rows = work.session.scalars(select(Post).where(Post.incident_id == incident.id).order_by(Post.ordinal))
    return {"posts": [Choice(str(row.id), f"Post {row.ordinal}", row.url or row.text[:80]) for row in rows]}


def offer_classification(work: Work, incident: Incident) -> Choices:
    """The posts, and every sub-type of the office's taxonomy."""
    kinds = [
        Choice(one.code, f"{category.label}: {one.label}")
        for category in work.reference.taxonomy.categories
        for one in category.subtypes
    ]
    return {**offer_posts(work, incident), "subtypes": kinds}


def able(work: Work, incident: Incident, role: Role, wanted: RelationKind) -> list[Choice]:
    """People with a role who may take a function in this matter: nobody shut out, nobody with a part in its way."""
    held = all_relations(work, incident)
    people = {person: name for person, name, _ in people_with_role(work, [role])}
    return [
        Choice(str(person), name)
        for person, name in people.items()
        if not missing_for_function(wanted, held.get(person, ()), name=name)
    ]


def all_relations(work: Work, incident: Incident) -> dict[UUID, set[str]]:
    """Everybody's relations to a report: running ones, and the ended ones that do not shut out."""
    found: dict[UUID, set[str]] = {}
    rows = work.session.execute(
        select(MatterRelation.person_id, MatterRelation.kind, MatterRelation.until_at).where(
            MatterRelation.incident_id == incident.id
        )
    )
    for person, kind, until_at in rows:
        ended = until_at is not None and until_at <= work.now
        if not (ended and kind in {RelationKind.INVOLVED, RelationKind.WALLED}):
            found.setdefault(person, set()).add(RelationKind(kind).value)
    return found
