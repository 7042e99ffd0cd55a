"""Papers of a case: what was made, how it was served, and serving it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.errors import BadInput
from api.forms import Choice, Choices
from api.letters.schemas import ServeLetter
from db.domain.choice import SERVED_ON, SERVICE_METHODS, label
from db.domain.letter import letter_label
from db.domain.plain import day_words
from db.letters import BINDING, Attempt, serve_letter
from db.models import Account, Case, Letter, Person, Service
from db.work import Work


@dataclass(frozen=True)
class ServiceRow:
    """One attempt, in words. Times UTC."""

    on: str
    method: str
    address: str
    attempted_at: datetime
    deemed_at: datetime | None
    succeeded: bool
    proof: str
    by: str


@dataclass(frozen=True)
class Paper:
    """A paper with its attempts, oldest first. `served_at`: first deemed served on respondent or counsel."""

    id: UUID
    kind: str
    label: str
    subject: str
    body: str
    made_at: datetime
    made_by: str
    template: str
    template_sha256: str
    recalled_at: datetime | None
    served_at: datetime | None = None
    attempts: list[ServiceRow] = field(default_factory=list)

    @property
    def state(self) -> tuple[str, str]:
        """The code and the words of where the paper stands."""
        if self.recalled_at is not None:
            return "waived", "Recalled"
        if self.served_at is not None:
            return "done", "Served"
        return ("progress", "Tried, not served") if self.attempts else ("not_started", "Not served")


def serve(work: Work, case: Case, data: ServeLetter) -> Outcome:
    """Record an attempt to serve a paper; the first that succeeds starts its clocks."""
    letter = work.session.get(Letter, data.letter_id)
    if letter is None or letter.case_id != case.id:
        raise BadInput({"letter_id": "Choose one of the answers."})
    row = serve_letter(
        work,
        case,
        letter,
        Attempt(
            on=data.on,
            method=data.method,
            address=data.address,
            attempted_at=data.attempted_at,
            succeeded=data.outcome == "served",
            proof=data.proof,
            deemed_at=data.deemed_served_at,
        ),
    )
    return Outcome(row.id, "Served. Its clocks run from here." if row.succeeded else "The attempt is on the record.")


def _attempts(work: Work, case: Case) -> dict[UUID, list[ServiceRow]]:
    found: dict[UUID, list[ServiceRow]] = {}
    rows = work.session.execute(
        select(Service, Person.name)
        .outerjoin(Account, Account.id == Service.by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Service.case_id == case.id)
        .order_by(Service.attempted_at)
    )
    for row, name in rows:
        found.setdefault(row.letter_id, []).append(
            ServiceRow(
                label(SERVED_ON, row.on),
                label(SERVICE_METHODS, row.method),
                row.address,
                row.attempted_at,
                row.deemed_served_at,
                row.succeeded,
                row.proof,
                name or "",
            )
        )
    return found


def _served(work: Work, case: Case) -> dict[UUID, datetime]:
    rows = work.session.execute(
        select(Service.letter_id, Service.deemed_served_at)
        .where(Service.case_id == case.id, Service.succeeded.is_(True), Service.on.in_(BINDING))
        .order_by(Service.deemed_served_at.desc())
    )
    return {row.letter_id: row.deemed_served_at for row in rows}


def papers_of(work: Work, case: Case) -> list[Paper]:
    """Every paper of a case, newest first."""
    attempts, served = _attempts(work, case), _served(work, case)
    rows = work.session.execute(
        select(Letter, Person.name)
        .outerjoin(Account, Account.id == Letter.drafted_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Letter.case_id == case.id)
        .order_by(Letter.at.desc(), Letter.id)
    )
    return [
        Paper(
            row.id,
            row.kind,
            letter_label(row.kind),
            row.subject,
            row.body,
            row.at,
            name or "",
            row.template,
            row.template_sha256,
            row.recalled_at,
            served.get(row.id),
            attempts.get(row.id, []),
        )
        for row, name in rows
    ]


def paper_of(work: Work, case: Case, letter_id: UUID) -> Paper | None:
    """One paper of a case, or None."""
    return next((paper for paper in papers_of(work, case) if paper.id == letter_id), None)


def offers(work: Work, case: Case) -> Choices:
    """The papers that can be served: not recalled; those not served yet first."""
    papers = [paper for paper in papers_of(work, case) if paper.recalled_at is None]
    ordered = sorted(papers, key=lambda paper: paper.served_at is not None)
    return {
        "letters": [
            Choice(str(paper.id), f"{paper.label}, {_day(work, paper.made_at)} ({paper.state[1].lower()})")
            for paper in ordered
        ]
    }


def _day(work: Work, moment: datetime) -> str:
    return day_words(moment.astimezone(work.office.zone).date())


def opening(work: Work, case: Case) -> Mapping[str, Any]:
    """What the form opens with: the respondent's address and the present minute."""
    respondent = work.session.get_one(Person, case.respondent_id)
    local = work.now.astimezone(work.office.zone)
    return {"on": "respondent", "address": respondent.address or "", "attempted_at": f"{local:%Y-%m-%dT%H:%M}"}
