"""What the section "Hearing and panel" shows, and to whom: seats to those who seat, content to those who read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.board.service.exhibits import exhibits_of
from api.board.service.hearings import hearings_of, local_words
from api.board.service.panels import instances_to_name
from api.board.service.recusals import open_challenges
from db.deciding import charge_rows
from db.domain.choice import EVIDENCE_KINDS, HEARING_KINDS, SEATS, SIDES, label
from db.domain.instance import Instance
from db.domain.plain import count_words
from db.letters import served_at
from db.models import Case, Disclosure, DisclosureItem, Evidence, Exhibit, Hearing, Letter, Order, PanelMember, Recusal
from db.panels import members_of, panel_of, wholly_recused
from db.people import names_of
from db.work import Work


@dataclass
class SeatRow:
    """One seat with who holds or held it, and how it stands: `state` is a mark, `words` say it."""

    seat: int
    name: str
    qualification: str
    is_chair: bool
    state: str
    words: str
    note: str = ""
    is_own: bool = False


@dataclass
class InstanceRow:
    """One instance with its seats. `wanted` says what it takes."""

    code: str
    label: str
    wanted: str
    seats: list[SeatRow] = field(default_factory=list)
    named_at: datetime | None = None
    is_waiting: bool = False


@dataclass
class HearingPage:
    """Everything of the section."""

    instances: list[InstanceRow]
    own_seat: SeatRow | None
    challenges: list[dict[str, Any]] = field(default_factory=list)
    hearings: list[dict[str, Any]] = field(default_factory=list)
    exhibits: list[dict[str, Any]] = field(default_factory=list)
    disclosures: list[dict[str, Any]] = field(default_factory=list)
    default: str = ""


def wanted_words(instance: Instance) -> str:
    """ "3 members: 2 lawyers and 1 of the public; quorum 3"."""
    if instance.is_single:
        return "One official decides alone."
    words = count_words(instance.members, "member")
    if instance.lawyers or instance.public:
        words += f": {count_words(instance.lawyers, 'lawyer')} and {instance.public} of the public"
    return f"{words}. Quorum {instance.quorum}."


def _seat(work: Work, row: PanelMember, name: str, gone: frozenset[UUID], challenged: set[UUID]) -> SeatRow:
    found = SeatRow(
        row.seat, name, SEATS.get(row.qualification, row.qualification), row.is_chair, "done", "Declared: no conflict",
        is_own=row.person_id == work.viewer.person_id,
    )  # fmt: skip
    if row.replaced_by_id is not None or row.left_at is not None:
        found.state, found.words, found.note = "waived", "Replaced", row.left_reason
    elif row.person_id in gone:
        found.state, found.words, found.note = "locked", "Recused: the seat is open", ""
    elif row.declared_at is None:
        found.state, found.words = "not_started", "Has not declared yet"
    elif row.has_conflict:
        found.state, found.words = "locked", "Declared a conflict: recuse or clear"
    elif row.person_id in challenged:
        found.state, found.words = "progress", "Challenged: waits for a ruling"
    return found


def _instances(work: Work, case: Case) -> list[InstanceRow]:
    procedure = work.reference.procedure(case.track)
    waiting = {one.code for one in instances_to_name(work, case)}
    gone = wholly_recused(work, case)
    challenged = {one.person_id for one in open_challenges(work, case)}
    found = []
    for instance in (*procedure.instances, procedure.appeal):
        panel = panel_of(work, case, instance.code)
        if panel is None and instance.code == procedure.appeal.code and instance.code not in waiting:
            continue
        row = InstanceRow(instance.code, instance.label, wanted_words(instance), is_waiting=panel is None)
        if panel is not None:
            members = members_of(work, panel)
            names = names_of(work, {one.person_id for one in members})
            row.named_at = panel.at
            row.seats = [_seat(work, one, names[one.person_id], gone, challenged) for one in members]
        found.append(row)
    return found


def seats_page(work: Work, case: Case) -> HearingPage:
    """The seats alone: for who names the deciders and reads nothing else."""
    return HearingPage(_instances(work, case), None)


def own_page(work: Work, case: Case) -> HearingPage:
    """A member's own seat alone: for who must declare before reading anything."""
    rows = _instances(work, case)
    mine = [seat for row in rows for seat in row.seats if seat.is_own]
    return HearingPage([], mine[0] if mine else None)


def _hearing(work: Work, row: Hearing) -> dict[str, Any]:
    letter = work.session.get(Letter, row.notice_letter_id) if row.notice_letter_id else None
    served = served_at(work, letter) if letter else None
    if row.held_at:
        state, words = "done", f"Held {local_words(work, row.held_at)}"
    elif row.waived_at:
        state, words = "waived", "Waived by the respondent, signed"
    elif row.scheduled_at < work.now:
        state, words = "progress", "Its day has passed: record that it was held"
    else:
        state, words = "not_before", f"Set for {local_words(work, row.scheduled_at)}"
    return {
        "label": HEARING_KINDS[row.kind], "state": state, "words": words, "place": row.place,
        "notice_served_at": served, "notice_waiver": row.notice_time_waiver, "waiver": row.waiver,
        "record": row.record, "record_filed_at": row.record_filed_at,
    }  # fmt: skip


def _exhibit(row: Exhibit, evidence: dict[UUID, Evidence]) -> dict[str, Any]:
    known = evidence.get(row.evidence_id) if row.evidence_id else None
    return {
        "label": row.label, "description": row.description, "side": label({**SIDES, "board": "Board"}, row.side),
        "at": row.at, "file": known.file_name if known else "",
    }  # fmt: skip


def _disclosures(work: Work, case: Case) -> list[dict[str, Any]]:
    rows = work.session.scalars(
        select(Disclosure).where(Disclosure.case_id == case.id).order_by(Disclosure.at.desc())
    ).all()
    items = work.session.execute(
        select(DisclosureItem.disclosure_id, Evidence.description, Evidence.kind)
        .join(Evidence, Evidence.id == DisclosureItem.evidence_id)
        .where(DisclosureItem.disclosure_id.in_([row.id for row in rows]))
    ).all()
    return [
        {
            "at": row.at,
            "explanation": row.explanation,
            "witnesses": row.witnesses,
            "items": [
                one.description or label(EVIDENCE_KINDS, one.kind) for one in items if one.disclosure_id == row.id
            ],
        }
        for row in rows
    ]


def _default(work: Work, case: Case) -> str:
    rows = work.session.scalars(
        select(Order).where(Order.case_id == case.id, Order.kind == "default").order_by(Order.at.desc())
    ).all()
    standing = next((one for one in rows if one.granted and one.set_aside_at is None), None)
    if standing is not None:
        return f"Default ordered {local_words(work, standing.at)}. {standing.effect}"
    return "A default was ordered and set aside." if any(one.set_aside_at for one in rows) else ""


def _challenges(work: Work, case: Case) -> list[dict[str, Any]]:
    rows = open_challenges(work, case)
    names = names_of(work, {one.person_id for one in rows})
    return [{"name": names[one.person_id], "side": one.side, "ground": one.ground, "at": one.at} for one in rows]


def issue_recusals(work: Work, case: Case) -> list[str]:
    """Recusals from one charge, in words."""
    rows = work.session.scalars(select(Recusal).where(Recusal.case_id == case.id, Recusal.scope == "issue")).all()
    names = names_of(work, {one.person_id for one in rows})
    charges = {str(row.charge.id): row.label for row in charge_rows(work, case, withdrawn=True)}
    return [f"{names[one.person_id]}, from {charges.get(one.issue, 'one charge').lower()}" for one in rows]


def full_page(work: Work, case: Case) -> HearingPage:
    """The whole section, for who reads the case."""
    exhibits: Sequence[Exhibit] = exhibits_of(work, case)
    ids = {one.evidence_id for one in exhibits if one.evidence_id}
    evidence = {one.id: one for one in work.session.scalars(select(Evidence).where(Evidence.id.in_(ids)))}
    instances = _instances(work, case)
    mine = [seat for row in instances for seat in row.seats if seat.is_own and seat.state in {"not_started", "locked"}]
    return HearingPage(
        instances,
        mine[0] if mine else None,
        _challenges(work, case),
        [_hearing(work, row) for row in hearings_of(work, case)],
        [_exhibit(row, evidence) for row in exhibits],
        _disclosures(work, case),
        _default(work, case),
    )
