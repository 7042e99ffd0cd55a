"""The verbs of a case that belong to no other part of the procedure: who works on it, notes, holds, access."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from api.access import permissions_on
from api.acts import Outcome
from api.cases.act_schemas import (
    ASSIGNED,
    HOLD_KINDS,
    AddNote,
    AssignCase,
    EndAccess,
    GrantAccess,
    LiftHold,
    PlaceHold,
    Recuse,
)
from api.cases.people import candidates_for, people_with
from api.errors import BadInput
from api.forms import Choice, Choices
from db.domain.deadline import end_of_day
from db.domain.permission import Permission
from db.domain.plain import day_words
from db.domain.relation import ALWAYS_EXCLUDING, EXCLUDING, LABELS, RelationKind
from db.domain.role import Role
from db.domain.rule import Missing, ensure
from db.domain.stage import Stage
from db.matter_relations import recuse_from_reports
from db.models import Account, AccountRole, Case, LegalHold, MatterRelation, Note, Person, Recusal
from db.work import Work

LONGEST_ACCESS = timedelta(days=366)
HOLDER: dict[Stage, RelationKind] = {
    Stage.INVESTIGATION: RelationKind.INVESTIGATOR,
    Stage.CAUSE_REVIEW: RelationKind.CAUSE_REVIEWER,
    Stage.CHARGED: RelationKind.PRESENTING_COUNSEL,
    Stage.HEARING: RelationKind.PRESENTING_COUNSEL,
}
"""Whose work a case is at a stage: the list shows that person as the one it is assigned to."""


def assign_choices(work: Work, case: Case) -> Choices:
    """People who fit a part, each once, with the parts they fit. Nobody who is kept from the case is named."""
    parts: dict[UUID, tuple[str, list[str]]] = {}
    for kind in ASSIGNED:
        for one in candidates_for(work, case, kind):
            if not one.barred:
                parts.setdefault(one.person_id, (one.name, []))[1].append(LABELS[kind].lower())
    rows = sorted(parts.items(), key=lambda item: item[1][0])
    return {"people": [Choice(str(person), f"{name} ({', '.join(fits)})") for person, (name, fits) in rows]}


def assign_case(work: Work, case: Case, data: AssignCase) -> Outcome:
    """Give a person a part in a case; whoever had that part gives it up, and both are told."""
    kind = RelationKind(data.kind)
    found = next((one for one in candidates_for(work, case, kind) if one.person_id == data.person_id), None)
    if found is None:
        raise BadInput({"person_id": f"Choose somebody whose role fits: {LABELS[kind].lower()}."})
    ensure(found.barred, _not_closed(case))
    work.record("case:assigned", case=case, text=f"to {found.name}: {LABELS[kind].lower()}.")
    for person_id in _holders(work, case, kind) - {data.person_id}:
        work.end_relation(person_id, [kind], case=case)
        work.notify(person_id, "unassigned", "A case was given to somebody else.", case=case)
    work.session.flush()
    work.relate(data.person_id, kind, case=case, reason=data.reason or "Assigned", source="assign")
    if HOLDER.get(Stage(case.stage)) is kind or case.assignee_id is None:
        case.assignee_id = data.person_id
    work.notify(data.person_id, "assigned", f"You were given a part in a case: {LABELS[kind].lower()}.", case=case)
    return Outcome(None, f"{found.name} is now {LABELS[kind].lower()}.")


def _not_closed(case: Case) -> Missing | None:
    if case.stage is not Stage.CLOSED:
        return None
    return Missing("closed", "The case is closed: reopen it first.", "case:reopen")


def _holders(work: Work, case: Case, *kinds: RelationKind) -> set[UUID]:
    rows = work.session.scalars(
        select(MatterRelation.person_id).where(
            MatterRelation.case_id == case.id,
            MatterRelation.kind.in_(kinds),
            or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
        )
    )
    return set(rows)


def note_choices(work: Work, case: Case) -> Choices:
    """Who may read a note: everyone with the case, or only the deciding instance, for its own members."""
    found = [Choice("all", "Everyone who reads this case")]
    if Permission.DELIBERATION_READ in permissions_on(work, case):
        found.append(Choice("deliberation", "Only those who deliberate", "The members of your own instance"))
    return {"audiences": found}


def add_note(work: Work, case: Case, data: AddNote) -> Outcome:
    """Put a note on the case's timeline, for everyone who reads it or for those who deliberate."""
    offered = {one.value for one in note_choices(work, case)["audiences"] if isinstance(one, Choice)}
    if data.audience not in offered:
        raise BadInput({"audience": "Choose one of the answers."})
    act = work.record("note:added", case=case)
    note = Note(case_id=case.id, by_id=work.viewer.account_id, at=work.now, audience=data.audience, text=data.text)
    work.session.add(note)
    work.session.flush()
    act.timeline[-1] |= {"audience": data.audience, "facts": {"note_id": str(note.id)}}
    return Outcome(note.id, "Note added.")


def place_hold(work: Work, case: Case, data: PlaceHold) -> Outcome:
    """Keep everything of a case from destruction until the hold is lifted."""
    work.record("hold:placed", case=case, text=f"{HOLD_KINDS[data.kind].lower()}.")
    hold = LegalHold(
        case_id=case.id, kind=data.kind, reason=data.reason, by_id=work.viewer.account_id, at=work.now, lifted_reason=""
    )
    work.session.add(hold)
    work.session.flush()
    return Outcome(hold.id, "The legal hold is in place.")


def _holds(work: Work, case: Case) -> list[LegalHold]:
    return list(
        work.session.scalars(
            select(LegalHold).where(LegalHold.case_id == case.id, LegalHold.lifted_at.is_(None)).order_by(LegalHold.at)
        )
    )


def hold_choices(work: Work, case: Case) -> Choices:
    """The holds in place."""
    zone = work.office.zone
    return {
        "holds": [
            Choice(
                str(row.id), f"{HOLD_KINDS[row.kind]}, since {day_words(row.at.astimezone(zone).date())}", row.reason
            )
            for row in _holds(work, case)
        ]
    }


def lift_hold(work: Work, case: Case, data: LiftHold) -> Outcome:
    """End a legal hold."""
    hold = next((row for row in _holds(work, case) if row.id == data.hold_id), None)
    if hold is None:
        raise BadInput({"hold_id": "Choose one of the holds in place."})
    work.record("hold:lifted", case=case, text=f"{HOLD_KINDS[hold.kind].lower()}.")
    hold.lifted_at, hold.lifted_reason = work.now, data.reason
    return Outcome(hold.id, "The legal hold is lifted.")


def _outsiders(work: Work, case: Case) -> list[tuple[UUID, str]]:
    """People with an account who could be given access: no respondent, nobody excluded, not the viewer."""
    shut = _holders(work, case, *EXCLUDING)
    rows = work.session.execute(
        select(Person.id, Person.name)
        .join(Account, Account.person_id == Person.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.disabled_at.is_(None),
            AccountRole.ended_at.is_(None),
            AccountRole.role.not_in((Role.RESPONDENT, Role.ADMIN)),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows if row.id not in shut and row.id != work.viewer.person_id]


def access_choices(work: Work, case: Case) -> Choices:
    """Who could be given access."""
    return {"people": [(str(person), name) for person, name in _outsiders(work, case)]}


def grant_access(work: Work, case: Case, data: GrantAccess) -> Outcome:
    """Let somebody read a case until a day, for a reason that stands on the record. Nobody grants it to themselves."""
    name = dict(_outsiders(work, case)).get(data.person_id)
    if name is None:
        raise BadInput({"person_id": "Choose somebody who may be given access."})
    if not work.today <= data.until_on <= work.today + LONGEST_ACCESS:
        raise BadInput({"until_on": "Give a day from today to a year from now."})
    work.record("access:granted", case=case, text=f"to {name} until {day_words(data.until_on)}.")
    work.end_relation(data.person_id, [RelationKind.GRANTEE], case=case)
    work.session.flush()
    until_at = end_of_day(data.until_on, work.office.zone)
    work.relate(data.person_id, RelationKind.GRANTEE, case=case, reason=data.reason, source="grant", until_at=until_at)
    work.notify(data.person_id, "access", "You were given access to a case.", case=case)
    return Outcome(None, f"{name} can read this case until {day_words(data.until_on)}.")


def grantee_choices(work: Work, case: Case) -> Choices:
    """Who was given access that still runs."""
    grantees = _holders(work, case, RelationKind.GRANTEE)
    rows = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(grantees)).order_by(Person.name))
    return {"people": [(str(row.id), row.name) for row in rows]}


def end_access(work: Work, case: Case, data: EndAccess) -> Outcome:
    """End access that was given, before its day."""
    offered = {str(one[0]): one[1] for one in grantee_choices(work, case)["people"] if isinstance(one, tuple)}
    name = offered.get(str(data.person_id))
    if name is None:
        raise BadInput({"person_id": "Choose somebody who was given access."})
    work.record("access:ended", case=case, text=f"of {name}.")
    rows = work.session.scalars(
        select(MatterRelation).where(
            MatterRelation.case_id == case.id,
            MatterRelation.person_id == data.person_id,
            MatterRelation.kind == RelationKind.GRANTEE,
            or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
        )
    )
    for row in rows:
        row.until_at = work.now
    return Outcome(None, f"{name} no longer reads this case.")


def recuse_oneself(work: Work, case: Case, data: Recuse) -> Outcome:
    """Step back from a case: every part in it ends, and the case leaves no trace for this person from now on."""
    held = work.relations(case=case)
    work.record("relation:recused", case=case, text="The reason is recorded.")
    me = work.viewer.person_id
    if held & {
        kind.value for kind in (RelationKind.PANEL_MEMBER, RelationKind.BOARD_MEMBER, RelationKind.APPEAL_MEMBER)
    }:
        work.session.add(
            Recusal(
                case_id=case.id, person_id=me, scope="whole", issue="", reason=data.reason, found_after_act=False,
                at=work.now, by_id=work.viewer.account_id,
            )
        )  # fmt: skip
    kept = {kind.value for kind in (*ALWAYS_EXCLUDING, RelationKind.REPORTER, RelationKind.SCREENER)}
    work.end_relation(me, sorted(held - kept), case=case)
    work.session.flush()
    work.relate(me, RelationKind.RECUSED, case=case, reason=data.reason, source="recusal")
    recuse_from_reports(work, case, me, data.reason)
    if case.assignee_id == me:
        case.assignee_id = None
    _tell_conflict_officers(work, case)
    return Outcome(None, "You stepped back. The case is closed to you from now on.")


def _tell_conflict_officers(work: Work, case: Case) -> None:
    shut = _holders(work, case, *EXCLUDING)
    for role in (Role.CONFLICT_OFFICER, Role.INTAKE):
        for person_id, _name in people_with(work, role):
            if person_id not in shut and person_id != work.viewer.person_id:
                work.notify(person_id, "recused", "Somebody stepped back from a case.", case=case)
