"""Conflicts, identification and what must be known of a report before it is screened."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm.attributes import flag_modified

from api.acts import Outcome
from api.errors import BadInput
from api.intake.offers import filing_chain, find_person, involved_people
from api.intake.schemas import Attribute, CheckConflicts, Classify, ExplainAbsence, Identify, RuleOnConflict
from db.deadlines import meet_clocks
from db.domain.conflict import is_most_of_the_board
from db.domain.lockout import NewRelation, relations_on_identification
from db.domain.plain import count_words, moment_day
from db.domain.relation import EXCLUDING, RelationKind
from db.domain.rule import Missing, ensure
from db.identity import new_id
from db.matter_relations import chains_of_command, employment_on, employments_of, end_everywhere, relate_everywhere
from db.models import (
    Attribution,
    BoardTerm,
    ConflictCheck,
    EvidenceAbsence,
    Incident,
    IncidentPerson,
    MatterRelation,
    Post,
    PostSubtype,
    ReadMark,
)
from db.work import Work

Verb = Callable[[Work, Incident, Any], Outcome]


def counted(verb: Verb) -> Verb:
    """The verb, raising the report's version: two people who act on one report at a time must learn of each other."""

    @wraps(verb)
    def act(work: Work, incident: Incident, data: Any) -> Outcome:
        outcome = verb(work, incident, data)
        flag_modified(incident, "status")
        return outcome

    return act


def check_conflicts(work: Work, incident: Incident, data: CheckConflicts) -> Outcome:
    """Record that everyone in the filing chain and on the board was checked; wall off whom a conflict touches."""
    listed = {one.id: one for one in filing_chain(work, incident)}
    ensure(
        None if data.all_checked else Missing("all_checked", "Confirm that you checked everyone.", "conflict:check"),
        None
        if data.reason.strip() or not data.conflicted
        else Missing("conflict_reason", "Say what the conflict is.", "conflict:check"),
    )
    if set(data.conflicted) - set(listed):
        raise BadInput({"conflicted": "Choose among those listed."})
    work.record("conflict:checked", incident=incident)
    walls = [NewRelation(person, RelationKind.WALLED, data.reason.strip()) for person in data.conflicted]
    relate_everywhere(work, incident, walls, "conflict")
    work.session.add_all(_check(work, incident, "person", "walled", data.reason, one) for one in data.conflicted)
    hit = {listed[person].is_board for person in data.conflicted}
    outside = is_outside(work, incident)
    work.session.add(_check(work, incident, "filing_chain", "walled" if False in hit else "clear", data.reason))
    work.session.add(
        _check(work, incident, "board", "outside" if outside else "walled" if True in hit else "clear", data.reason)
    )
    _meet_when_checked(work, incident)
    if outside:
        return Outcome(text="Checked. Most of the board is named: the matter goes outside the office.")
    return Outcome(text="Conflicts checked.")


def _check(
    work: Work, incident: Incident, scope: str, outcome: str, reason: str, person_id: UUID | None = None
) -> ConflictCheck:
    return ConflictCheck(
        incident_id=incident.id,
        incident_person_id=None,
        person_id=person_id,
        scope=scope,
        outcome=outcome,
        reason=reason.strip(),
        checked_by_id=work.viewer.account_id,
        at=work.now,
    )


def is_outside(work: Work, incident: Incident) -> bool:
    """Whether most of the board is shut out of the matter."""
    board = set(
        work.session.scalars(
            select(BoardTerm.person_id).where(
                BoardTerm.from_on <= work.today, or_(BoardTerm.until_on.is_(None), BoardTerm.until_on >= work.today)
            )
        )
    )
    return is_most_of_the_board(board, shut_out(work, incident))


def shut_out(work: Work, incident: Incident, kinds: Iterable[RelationKind] = EXCLUDING) -> set[UUID]:
    """The people shut out of a report now, by relations of these kinds."""
    work.session.flush()
    return set(
        work.session.scalars(
            select(MatterRelation.person_id).where(
                MatterRelation.incident_id == incident.id,
                MatterRelation.kind.in_(sorted(kinds)),
                or_(MatterRelation.until_at.is_(None), MatterRelation.until_at > work.now),
            )
        )
    )


def _meet_when_checked(work: Work, incident: Incident) -> None:
    work.session.flush()
    scopes = set(work.session.scalars(select(ConflictCheck.scope).where(ConflictCheck.incident_id == incident.id)))
    if {"filing_chain", "board"} <= scopes and not shut_out(work, incident, [RelationKind.INVOLVED]):
        meet_clocks(work, "conflict_check", incident=incident)


def rule_on_conflict(work: Work, incident: Incident, data: RuleOnConflict) -> Outcome:
    """Wall off or clear one person; clearing ends the relation that shut them out, and keeps its row."""
    waiting = {person.id: person for person in involved_people(work, incident)}
    if data.person not in waiting:
        raise BadInput({"person": "Choose one of the people listed."})
    work.record("conflict:ruled", incident=incident)
    for kind in (RelationKind.INVOLVED, RelationKind.WALLED):
        end_everywhere(work, incident, data.person, kind)
    work.session.flush()
    if data.outcome == "walled":
        wall = NewRelation(data.person, RelationKind.WALLED, data.reason.strip())
        relate_everywhere(work, incident, [wall], "conflict")
    work.session.add(_check(work, incident, "person", data.outcome, data.reason, data.person))
    _meet_when_checked(work, incident)
    return Outcome(text="Walled off." if data.outcome == "walled" else "Cleared.")


def identify(work: Work, incident: Incident, data: Identify) -> Outcome:
    """Bind a name to a person: the lock-out runs again, and what they read before is listed (decision 5)."""
    person_id = find_person(work, data.person)
    if person_id is None:
        raise BadInput({"person": "Exactly one person must fit: give the employee number or the full name."})
    row = _named_row(work, incident, data.named)
    work.record("report:identified", incident=incident)
    if row is None:
        row = IncidentPerson(id=new_id(), incident_id=incident.id, part="alleged", name="Unknown at first", details="")
        work.session.add(row)
    row.person_id = person_id
    row.details = f"{row.details} {data.reason.strip()}".strip()[:500]
    row.identified_by_id, row.identified_at = work.viewer.account_id, work.now
    relate_everywhere(work, incident, _relations_of(work, row.part, person_id), "identify")
    if row.part == "alleged":
        _keep_employment(work, incident, person_id)
    _meet_when_checked(work, incident)
    reads = past_reads(work, incident, person_id)
    if reads:
        return Outcome(
            text=f"Identified. They opened this report before, in {count_words(reads, 'hour')}: see Conflicts."
        )
    return Outcome(text="Identified and shut out." if row.part != "witness" else "Identified.")


def _named_row(work: Work, incident: Incident, named: str) -> IncidentPerson | None:
    if named == "new":
        return None
    rows = select(IncidentPerson).where(IncidentPerson.incident_id == incident.id, IncidentPerson.person_id.is_(None))
    found = next((row for row in work.session.scalars(rows) if str(row.id) == named), None)
    if found is None:
        raise BadInput({"named": "Choose one of those listed."})
    return found


def _relations_of(work: Work, part: str, person_id: UUID) -> tuple[NewRelation, ...]:
    if part == "alleged":
        chain = chains_of_command(work, [person_id], work.today).get(person_id, ())
        return relations_on_identification(person_id, chain)
    if part == "involved":
        return (NewRelation(person_id, RelationKind.INVOLVED, "Marked as involved in the report"),)
    return (NewRelation(person_id, RelationKind.WITNESS, "Named as a witness in the report"),)


def _keep_employment(work: Work, incident: Incident, person_id: UUID) -> None:
    """The unit of the report and the employment of its posts, where the respondent is now known."""
    periods = employments_of(work, [person_id]).get(person_id, [])
    zone = work.office.zone
    first = employment_on(periods, moment_day(incident.occurred_from_at or incident.received_at, zone))
    if first and incident.unit_id is None:
        incident.unit_id = first.unit_id
    for post in work.session.scalars(select(Post).where(Post.incident_id == incident.id)):
        job = employment_on(periods, moment_day(post.posted_from_at or incident.received_at, zone))
        if job and post.employment_id is None:
            post.employment_id = job.id


def past_reads(work: Work, incident: Incident, person_id: UUID) -> int:
    """In how many hours a person opened a report."""
    rows = select(ReadMark.id).where(ReadMark.matter_id == incident.id, ReadMark.person_id == person_id)
    return len(work.session.scalars(rows).all())


def attribute(work: Work, incident: Incident, data: Attribute) -> Outcome:
    """Decide who is behind an account, with the basis and reasons."""
    platform, _, handle = data.account.partition("|")
    named = select(IncidentPerson.person_id).where(
        IncidentPerson.incident_id == incident.id,
        IncidentPerson.part == "alleged",
        IncidentPerson.person_id.is_not(None),
    )
    if data.person is not None and data.person not in set(work.session.scalars(named)):
        raise BadInput({"person": "Identify the respondent first, then choose them here."})
    if data.status == "confirmed" and data.person is None:
        raise BadInput({"person": "Say whose account it is."})
    work.record("attribution:decided", incident=incident)
    row = Attribution(
        id=new_id(),
        incident_id=incident.id,
        case_id=None,
        platform=platform[:60],
        handle=handle[:500],
        person_id=data.person,
        status=data.status,
        basis=data.basis,
        reasons=data.reasons.strip(),
        decided_by_id=work.viewer.account_id,
        at=work.now,
    )
    work.session.add(row)
    return Outcome(row.id)


def explain_absence(work: Work, incident: Incident, data: ExplainAbsence) -> Outcome:
    """Record what was lost and why, where no evidence of a post can be kept."""
    work.record("evidence:absence_explained", incident=incident)
    row = EvidenceAbsence(
        id=new_id(),
        case_id=None,
        incident_id=incident.id,
        post_id=data.post,
        reason=data.reason.strip(),
        by_id=work.viewer.account_id,
        at=work.now,
    )
    work.session.add(row)
    meet_clocks(work, "preserve_evidence", incident=incident)
    return Outcome(row.id)


def classify(work: Work, incident: Incident, data: Classify) -> Outcome:
    """Say what a post may be. What its reporter chose stays beside it; severity follows for triage."""
    post = work.session.get(Post, data.post)
    known = {one.code: one.severity for one in work.reference.taxonomy.subtypes}
    codes = list(dict.fromkeys([data.primary, *data.subtypes]))
    if post is None or post.incident_id != incident.id or set(codes) - set(known):
        raise BadInput({"primary": "Choose among those listed."})
    work.record("report:screened", incident=incident, text="Classified a post.")
    rows = {row.subtype: row for row in work.session.scalars(select(PostSubtype).where(PostSubtype.post_id == post.id))}
    for row in rows.values():
        row.is_primary = row.subtype == data.primary
    work.session.add_all(
        PostSubtype(post_id=post.id, subtype=one, is_primary=one == data.primary, chosen_by="intake")
        for one in codes
        if one not in rows
    )
    incident.severity = max(known[one] for one in codes)
    return Outcome()
