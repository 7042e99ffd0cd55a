"""The acts of retention: one person asks, a second one approves or declines, and only then does anything go."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.choosing import chosen
from api.errors import BadInput
from api.forms import Choices
from api.records.schemas import ApproveDestruction, AskDestruction, DeclineDestruction
from db.destroying import Approved, destroy
from db.destruction_facts import DueMatter, aggregate_of, due_matters, had_part, matter_of, numbered, respondents_of
from db.destruction_scope import rows_of, together_with
from db.domain.destruction import CLASS_LABELS, missing_to_approve, missing_to_ask, missing_to_decline
from db.domain.rule import ensure
from db.models import Case, DestructionRequest, Incident
from db.people import names_of_accounts
from db.visibility import excluded_case_ids, excluded_incident_ids
from db.work import Work

CHOSEN_FROM = 100


def is_hidden(work: Work, matter: DueMatter) -> bool:
    """Whether a part of this matter must leave no trace for the viewer: then none of it does."""
    cases = set(work.session.scalars(excluded_case_ids(work.viewer, work.now)))
    reports = set(work.session.scalars(excluded_incident_ids(work.viewer, work.now)))
    return bool(matter.together.cases & cases or matter.together.incidents & reports)


def visible_due(work: Work, most: int) -> list[DueMatter]:
    """Due matters that the viewer may know of, at most so many."""
    found: list[DueMatter] = []
    for one in due_matters(work.session, work.reference, work.office.zone, work.now):
        if len(found) == most:
            break
        if not is_hidden(work, one):
            found.append(one)
    return found


def open_requests(work: Work) -> list[tuple[DestructionRequest, DueMatter]]:
    """Requests that wait, oldest first, on matters that the viewer may know of."""
    rows = work.session.scalars(
        select(DestructionRequest).where(DestructionRequest.ruled_at.is_(None)).order_by(DestructionRequest.asked_at)
    )
    known = [(row, _matter_of(work, row)) for row in rows]
    return [(row, matter) for row, matter in known if not is_hidden(work, matter)]


def _matter_of(work: Work, row: DestructionRequest) -> DueMatter:
    together = together_with(work.session, case_id=row.case_id, incident_id=row.incident_id)
    return matter_of(work.session, work.reference, work.office.zone, together)


def is_asked(work: Work, matter: DueMatter) -> bool:
    """Whether a request on any of these matters waits."""
    waiting = select(DestructionRequest).where(DestructionRequest.ruled_at.is_(None))
    return any(
        row.case_id in matter.together.cases or row.incident_id in matter.together.incidents
        for row in work.session.scalars(waiting)
    )


def against(work: Work, matter: DueMatter) -> list[str]:
    """What stands in the way of destruction, whoever asks, in words."""
    missing = missing_to_ask(matter.facts, work.reference.retention, work.today, has_part=False, is_asked=False)
    return [one.text for one in missing]


def has_part(work: Work, matter: DueMatter) -> bool:
    """Whether the viewer acted in these matters or is named in them."""
    owned = rows_of(work.session, matter.together)
    return had_part(work.session, owned, work.viewer.account_id, work.viewer.person_id)


def due_choices(work: Work, _matter: Any) -> Choices:
    """Matters that may be asked for."""
    return {
        "matters": [
            (one.number, f"{one.number}, {CLASS_LABELS.get(one.due.record_class, one.due.record_class).lower()}")
            for one in visible_due(work, CHOSEN_FROM)
            if one.due is not None and not is_asked(work, one)
        ]
    }


def request_choices(work: Work, _matter: Any) -> Choices:
    """Requests that somebody else made."""
    found = [(row, matter) for row, matter in open_requests(work) if row.asked_by_id != work.viewer.account_id]
    names = names_of_accounts(work, {row.asked_by_id for row, _matter in found})
    return {
        "requests": [
            (str(row.id), f"{matter.number}, asked for by {names.get(row.asked_by_id, '')}") for row, matter in found
        ]
    }


def ask_destruction(work: Work, _matter: Any, data: AskDestruction) -> Outcome:
    """Ask that a matter be destroyed; whoever the rule names is told, and can say what speaks against it."""
    matter = numbered(work.session, work.reference, work.office.zone, data.number)
    if matter is None or is_hidden(work, matter):
        raise BadInput({"number": "Choose one of the answers."})
    ensure(
        missing_to_ask(
            matter.facts, work.reference.retention, work.today, has_part=has_part(work, matter),
            is_asked=is_asked(work, matter),
        )
    )  # fmt: skip
    case, incident = _named(work, matter)
    work.record("retention:run", case=case, incident=None if case else incident)
    if matter.due is None:  # ensured above
        return Outcome()
    row = DestructionRequest(
        case_id=case.id if case else None, incident_id=None if case or incident is None else incident.id,
        rule_class=matter.due.record_class, due_on=matter.due.due_on, reason=data.reason.strip(),
        asked_by_id=work.viewer.account_id, asked_at=work.now, ruling_reason="",
    )  # fmt: skip
    work.session.add(row)
    if {"respondent", "respondent_if_known"} & set(matter.due.notify):
        _tell(work, matter)
    return Outcome(row.id, "Asked. A second person who had no part in the matter must approve it.")


def _tell(work: Work, matter: DueMatter) -> None:
    """Tell the respondents. The line hangs on the matter and goes with it."""
    text = "A record about you is due for destruction. Tell the records officer if it must be kept."
    for person_id, (case_id, incident_id) in respondents_of(work.session, matter.together).items():
        case = work.session.get(Case, case_id) if case_id else None
        incident = work.session.get(Incident, incident_id) if incident_id else None
        work.notify(person_id, "destruction_due", text, case=case, incident=incident)


def _named(work: Work, matter: DueMatter) -> tuple[Case | None, Incident | None]:
    """The case or the report that a matter is named by."""
    case = work.session.scalars(select(Case).where(Case.number == matter.number)).first()
    incident = work.session.scalars(select(Incident).where(Incident.number == matter.number)).first()
    return case, incident


def _waiting(work: Work, key: UUID) -> tuple[DestructionRequest, DueMatter]:
    """A request that waits, its row and its matter held; to the viewer a hidden or ended one does not exist."""
    row = chosen(work, DestructionRequest, key, "request_id", lock=True)
    matter = _matter_of(work, row)
    if row.ruled_at is not None or is_hidden(work, matter):
        raise BadInput({"request_id": "Choose one of the answers."})
    for model, keys in ((Case, matter.together.cases), (Incident, matter.together.incidents)):
        work.session.scalars(select(model).where(model.id.in_(keys)).order_by(model.id).with_for_update()).all()
    return row, matter


def approve_destruction(work: Work, _matter: Any, data: ApproveDestruction) -> Outcome:
    """Approve what somebody else asked for: the matter is destroyed in this transaction, its proof stays."""
    row, matter = _waiting(work, data.request_id)
    ensure(
        missing_to_approve(
            matter.facts, work.reference.retention, work.today,
            people=(row.asked_by_id, work.viewer.account_id), has_part=has_part(work, matter),
        )
    )  # fmt: skip
    if matter.due is None:  # ensured above
        return Outcome()
    case, incident = _named(work, matter)
    work.begin("record:expunged", case=case, incident=None if case else incident)
    approved = Approved(
        kind="case" if case else "report", rule_class=matter.due.record_class, due_on=matter.due.due_on,
        keeps=matter.due.keeps, aggregate=aggregate_of(work.session, matter, work.reference, work.office.zone),
        approvals=((row.asked_by_id, row.asked_at), (work.viewer.account_id, work.now)), numbers=matter.numbers,
    )  # fmt: skip
    proof = destroy(work.session, matter.together, approved, now=work.now)
    return Outcome(proof.id, "Destroyed. The proof stands below; files are taken out of the store within minutes.")


def decline_destruction(work: Work, _matter: Any, data: DeclineDestruction) -> Outcome:
    """Decline what somebody else asked for, with a reason; the record stays and can be asked for again."""
    row, matter = _waiting(work, data.request_id)
    ensure(missing_to_decline(row.asked_by_id, work.viewer.account_id, data.reason))
    case, incident = _named(work, matter)
    work.record("retention:declined", case=case, incident=None if case else incident)
    row.ruled_by_id, row.ruled_at, row.ruling_reason = work.viewer.account_id, work.now, data.reason.strip()
    return Outcome(row.id, "Declined. The record stays.")
