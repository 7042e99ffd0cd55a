"""What is disclosed to the respondent, and what is filed in the record of the hearing."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from api.acts import Outcome
from api.board.schemas.hearing import FileExhibit, RecordDisclosure
from api.forms import Choice, Choices
from db.companions import belongs_to
from db.deadlines import meet_clocks
from db.domain.choice import EVIDENCE_KINDS, SIDES, label
from db.domain.plain import count_words
from db.domain.rule import Missing, ensure
from db.models import (
    Case,
    CustodyEvent,
    Disclosure,
    DisclosureItem,
    Evidence,
    EvidenceRestriction,
    Exhibit,
)
from db.work import Work


def evidence_of(work: Work, case: Case) -> Sequence[Evidence]:
    """The evidence of a case and its reports that is under no restriction, oldest first."""
    restricted = select(EvidenceRestriction.evidence_id).where(
        EvidenceRestriction.ended_at.is_(None),
        or_(EvidenceRestriction.until_at.is_(None), EvidenceRestriction.until_at > work.now),
    )
    return work.session.scalars(
        select(Evidence)
        .where(belongs_to(Evidence, case.id), Evidence.id.not_in(restricted))
        .order_by(Evidence.added_at, Evidence.id)
    ).all()


def _evidence_choices(work: Work, case: Case) -> list[Choice]:
    return [
        Choice(str(one.id), one.description or label(EVIDENCE_KINDS, one.kind), one.file_name)
        for one in evidence_of(work, case)
    ]


def disclosure_choices(work: Work, case: Case) -> Choices:
    """What can be disclosed: nothing that is sealed, privileged or protected."""
    return {"evidence": _evidence_choices(work, case)}


def record_disclosure(work: Work, case: Case, data: RecordDisclosure) -> Outcome:
    """Record what the respondent was given. Each piece gets a custody event."""
    act = "disclosure:record"
    known = {one.id for one in evidence_of(work, case)}
    said = bool(data.evidence_ids or data.explanation.strip() or data.witnesses.strip())
    ensure(
        None if set(data.evidence_ids) <= known else Missing("evidence", "Choose evidence of this case.", act),
        None if said else Missing("disclosed", "Say what was disclosed, explained or named.", act),
    )
    parts = [count_words(len(data.evidence_ids), "item")] if data.evidence_ids else []
    parts += ["an explanation"] if data.explanation.strip() else []
    parts += ["the names of witnesses"] if data.witnesses.strip() else []
    work.record("disclosure:recorded", case=case, text=f"{', '.join(parts)}.")
    row = Disclosure(
        case_id=case.id, explanation=data.explanation.strip(), witnesses=data.witnesses.strip(),
        by_id=work.viewer.account_id, at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    for evidence_id in dict.fromkeys(data.evidence_ids):
        work.session.add(DisclosureItem(disclosure_id=row.id, evidence_id=evidence_id, note=""))
        work.session.add(
            CustodyEvent(
                evidence_id=evidence_id, kind="disclosed", by=work.viewer.name, at=work.now,
                note="Disclosed to the respondent.",
            )
        )  # fmt: skip
    if data.witnesses.strip():
        meet_clocks(work, "exchange_witnesses", case=case)
    return Outcome(row.id, "The disclosure is recorded.")


def exhibits_of(work: Work, case: Case) -> Sequence[Exhibit]:
    """The exhibits in the order in which they were filed."""
    return work.session.scalars(
        select(Exhibit).where(Exhibit.case_id == case.id).order_by(Exhibit.at, Exhibit.label)
    ).all()


def exhibit_choices(work: Work, case: Case) -> Choices:
    """The evidence that can be filed."""
    return {"evidence": _evidence_choices(work, case)}


def file_exhibit(work: Work, case: Case, data: FileExhibit) -> Outcome:
    """File an exhibit under its label, which is unique in the case."""
    act = "exhibit:file"
    taken = {one.label for one in exhibits_of(work, case)}
    count = work.session.scalar(select(func.count()).select_from(Exhibit).where(Exhibit.case_id == case.id)) or 0
    name = data.label.strip() or f"Exhibit {count + 1}"
    known = {one.id for one in evidence_of(work, case)}
    ensure(
        Missing("exhibit_label", f"There is already an exhibit called {name}.", act) if name in taken else None,
        None
        if data.evidence_id is None or data.evidence_id in known
        else Missing("evidence", "Choose evidence of this case.", act),
    )
    work.record("exhibit:filed", case=case, text=f"{name}, {label({**SIDES, 'board': 'Board'}, data.side).lower()}.")
    row = Exhibit(
        case_id=case.id, evidence_id=data.evidence_id, label=name, description=data.description.strip(),
        side=data.side, filed_by_id=work.viewer.account_id, at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, f"{name} is filed.")
