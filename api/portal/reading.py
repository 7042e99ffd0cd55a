"""What a respondent's side sees: papers that were served, evidence that was disclosed, its own clocks and answers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.access import MatterNotFound, access_case, permissions_on
from api.acts import REGISTRY
from api.portal.service import answers_open, can_except, deciders, waivable
from db.deadlines import words_of
from db.domain.choice import EVIDENCE_KINDS, MOTION_KINDS, RESPONSE_KINDS, label
from db.domain.letter import letter_label
from db.domain.permission_name import Permission
from db.domain.stage import SANCTION_LABELS, TRACK_LABELS, SanctionStatus, Stage
from db.models import (
    Case,
    Deadline,
    Decision,
    Disclosure,
    DisclosureItem,
    Evidence,
    Letter,
    Motion,
    Order,
    Response,
    Sanction,
    Service,
)
from db.sanctioning import conditions_of, short_words, terms_of
from db.visibility import is_anything_served, visible_case
from db.work import Work

OWN_CLOCKS = ("respondent", "both_sides")
OWN_WAITS = ("hearing_notice", "pre_decision_meeting", "proposed_action_effect")
DECIDED_BY = ("final_order", "consent_order", "appeal_decision")


@dataclass(frozen=True)
class Paper:
    """A paper as it was served."""

    id: UUID
    kind: str
    label: str
    subject: str
    body: str
    made_at: datetime
    served_at: datetime
    recalled_at: datetime | None
    template: str
    template_sha256: str


@dataclass
class PortalView:
    """One case for its respondent."""

    number: str
    version: int
    track: str
    papers: list[Paper]
    clocks: list[dict[str, Any]]
    disclosures: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    sanctions: list[dict[str, Any]]
    deciders: list[str]
    acts: list[dict[str, str]] = field(default_factory=list)


def open_portal(work: Work, number: str) -> Case:
    """The case behind a portal; MatterNotFound for anybody else, and before anything was served."""
    case = access_case(work, number, Permission.PORTAL_READ)
    if not is_anything_served(work.session, case.id):
        raise MatterNotFound
    return case


def portal_cases(work: Work) -> list[Case]:
    """The cases whose portal is open to this viewer, the last changed first."""
    return list(
        work.session.scalars(
            select(Case)
            .where(visible_case(work.viewer, Permission.PORTAL_READ, work.now))
            .order_by(Case.stage_since_at.desc(), Case.number)
        )
    )


def served_papers(work: Work, case: Case) -> list[Paper]:
    """The papers that were served, newest first, each once, when it was first deemed served."""
    rows = work.session.execute(
        select(Letter, Service.deemed_served_at)
        .join(Service, Service.letter_id == Letter.id)
        .where(Letter.case_id == case.id, Service.succeeded.is_(True))
        .order_by(Service.deemed_served_at)
    )
    found: dict[UUID, Paper] = {}
    for row, served in rows:
        paper = Paper(
            row.id,
            row.kind,
            letter_label(row.kind),
            row.subject,
            row.body,
            row.at,
            served or row.at,
            row.recalled_at,
            row.template,
            row.template_sha256,
        )
        found.setdefault(row.id, paper)
    return sorted(found.values(), key=lambda paper: paper.served_at, reverse=True)


def _clocks(work: Work, case: Case) -> list[dict[str, Any]]:
    rows = work.session.scalars(
        select(Deadline)
        .where(Deadline.case_id == case.id, Deadline.met_at.is_(None), Deadline.ended_at.is_(None))
        .order_by(Deadline.due_at)
    )
    found = []
    for row in rows:
        if row.who_must_act in OWN_CLOCKS or row.rule in OWN_WAITS:
            words = words_of(work, row)
            state = {"running": "due", "open": "met"}.get(words.state.value, words.state.value)
            found.append({"label": row.label, "words": words.text, "state": state, "due_at": row.due_at})
    return found


def _disclosures(work: Work, case: Case) -> list[dict[str, Any]]:
    rows = work.session.scalars(select(Disclosure).where(Disclosure.case_id == case.id).order_by(Disclosure.at.desc()))
    found = []
    for row in rows:
        items = work.session.execute(
            select(DisclosureItem, Evidence)
            .join(Evidence, Evidence.id == DisclosureItem.evidence_id)
            .where(DisclosureItem.disclosure_id == row.id)
            .order_by(Evidence.added_at)
        )
        found.append(
            {
                "at": row.at,
                "explanation": row.explanation,
                "witnesses": row.witnesses,
                "files": [
                    {
                        "id": evidence.id,
                        "kind": label(EVIDENCE_KINDS, evidence.kind),
                        "description": evidence.description,
                        "size": evidence.size,
                        "sha256": evidence.sha256,
                        "note": item.note,
                    }
                    for item, evidence in items
                ],
            }
        )
    return found


def _answers(work: Work, case: Case) -> list[dict[str, Any]]:
    responses = work.session.scalars(select(Response).where(Response.case_id == case.id))
    found = [
        {"what": label(RESPONSE_KINDS, row.kind), "at": row.received_at, "text": row.text, "ruling": ""}
        for row in responses
    ]
    ruled = {row.motion_id: row.granted for row in work.session.scalars(select(Order).where(Order.case_id == case.id))}
    motions = work.session.scalars(select(Motion).where(Motion.case_id == case.id, Motion.side == "respondent"))
    for row in motions:
        words = {"exceptions": "Exceptions", "exceptions_waived": "Exceptions waived"}.get(
            row.kind, f"Request: {label(MOTION_KINDS, row.kind).lower()}"
        )
        ruling = "Ruled on" if row.id in ruled else "Waits for a ruling" if row.kind in MOTION_KINDS else ""
        found.append({"what": words, "at": row.at, "text": row.text, "ruling": ruling})
    return sorted(found, key=lambda row: row["at"], reverse=True)


def _sanctions(work: Work, case: Case, papers: list[Paper]) -> list[dict[str, Any]]:
    """What was imposed, once the paper that imposes it was served; a later decision shows with its own paper."""
    told = max((paper.made_at for paper in papers if paper.kind in DECIDED_BY), default=None)
    if told is None:
        return []
    rows = work.session.scalars(
        select(Sanction)
        .join(Decision, Decision.id == Sanction.decision_id)
        .where(Sanction.case_id == case.id, Decision.issued_at <= told)
        .order_by(Decision.issued_at, Sanction.id)
    )
    found = []
    for row in rows:
        replaced = row.status in {SanctionStatus.SUPERSEDED, SanctionStatus.VACATED} and row.status_at > told
        conditions = conditions_of(work, row)
        words = short_words(work.reference.sanction(row.track, row.kind), terms_of(row, conditions))
        found.append(
            {
                "words": words,
                "status": "A later paper is on its way" if replaced else SANCTION_LABELS[row.status],
                "effective_on": row.effective_on,
                "ends_on": row.ends_on,
                "conditions": [one.text for one in conditions],
            }
        )
    return found


def open_acts(work: Work, case: Case) -> list[dict[str, str]]:
    """What this viewer can do now, each with the address of its form."""
    held = {permission.value for permission in permissions_on(work, case)}
    papers = {paper.kind for paper in served_papers(work, case)}
    lives = case.stage is not Stage.CLOSED
    possible = {
        "portal:answer": lives and bool(answers_open(work, case)),
        "portal:except": lives and can_except(work, case),
        "portal:waive": lives and waivable(work, case) is not None,
        "portal:challenge": lives and bool(deciders(work, case)),
        "portal:move": lives,
        "portal:appeal": case.stage is Stage.DECIDED and bool(papers & set(DECIDED_BY)),
    }
    return [
        {"name": act.name, "label": act.title, "href": act.form_href(case.number)}
        for name, can in possible.items()
        for act in REGISTRY.get(name, [])
        if can and act.on == "portal" and name in held
    ]


def portal_view(work: Work, case: Case) -> PortalView:
    """Everything that the respondent's side is owed in one case, and nothing else."""
    papers = served_papers(work, case)
    return PortalView(
        case.number,
        case.version,
        TRACK_LABELS[case.track],
        papers,
        _clocks(work, case),
        _disclosures(work, case),
        _answers(work, case),
        _sanctions(work, case, papers),
        [name for _, name in deciders(work, case)],
        open_acts(work, case),
    )


def disclosed_file(work: Work, case: Case, evidence_id: UUID) -> tuple[str, str]:
    """Hash and name of a file that was disclosed; MatterNotFound for any other."""
    row = work.session.scalars(
        select(Evidence)
        .join(DisclosureItem, DisclosureItem.evidence_id == Evidence.id)
        .join(Disclosure, Disclosure.id == DisclosureItem.disclosure_id)
        .where(Disclosure.case_id == case.id, Evidence.id == evidence_id)
    ).first()
    if row is None:
        raise MatterNotFound
    ending = row.file_name.rsplit(".", 1)[-1].lower()[:8] if "." in row.file_name else "bin"
    return row.sha256, f"{case.number}-{row.sha256[:8]}.{ending}"
