"""Charges: immutable versions, the paper that carries them, withdrawal."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from api.acts import Outcome
from api.board.schemas.cause import DraftCharge, DraftProposedAction, WithdrawCharge
from api.forms import Choice, Choices
from db.deciding import ChargeRow, charge_rows
from db.domain.before_charges import drafting_act
from db.domain.rule import Missing, ensure
from db.domain.stage import Stage, Track
from db.letters import make_letter
from db.models import Allegation, Case, Charge, ChargeAllegation, ChargeVersion, Letter
from db.work import Work

Draft = DraftCharge | DraftProposedAction


def charge_choices(rows: Sequence[ChargeRow]) -> list[Choice]:
    """Charges as a form offers them, by the charge."""
    return [Choice(str(row.charge.id), f"{row.label}: {row.version.title}") for row in rows]


def version_choices(rows: Sequence[ChargeRow]) -> list[Choice]:
    """Charges as a form offers them, by the version that a finding is made on."""
    return [Choice(str(row.version.id), f"{row.label}: {row.version.title}", row.rule) for row in rows]


def draft_choices(work: Work, case: Case) -> Choices:
    """For the form of a charge."""
    allegations = work.session.scalars(
        select(Allegation).where(Allegation.case_id == case.id).order_by(Allegation.ordinal)
    )
    return {
        "charges": charge_choices(charge_rows(work, case)),
        "allegations": [Choice(str(one.id), f"Allegation {one.ordinal}", one.text[:200]) for one in allegations],
    }


def withdraw_choices(work: Work, case: Case) -> Choices:
    """For the form of a withdrawal."""
    return {"charges": charge_choices(charge_rows(work, case))}


def draft_charge(work: Work, case: Case, data: Draft) -> Outcome:
    """Write a new charge, or a new version of one; the older version stays as it was."""
    act = drafting_act(Track(case.track))
    rows = {row.charge.id: row for row in charge_rows(work, case)}
    known = set(work.session.scalars(select(Allegation.id).where(Allegation.case_id == case.id)))
    is_action = isinstance(data, DraftProposedAction)
    ensure(
        None if (case.track == Track.EMPLOYER) == is_action else _wrong_track(case, act),
        None
        if data.charge_id is None or data.charge_id in rows
        else Missing("charge", "Choose a charge of this case that stands.", act),
        None if set(data.allegation_ids) <= known else Missing("allegation", "Choose allegations of this case.", act),
        None if data.allegation_ids else Missing("rests_on", "Say on which allegations it rests.", act),
        Missing("action", "Say which action is proposed.", act)
        if isinstance(data, DraftProposedAction) and not data.action.strip()
        else None,
    )
    charge, number = _charge_for(work, case, data.charge_id, rows)
    what = f"charge {charge.ordinal}" + (f", version {number}" if number > 1 else "")
    work.record("proposed_action:drafted" if is_action else "charge:drafted", case=case, text=f"{what}.")
    work.session.add(charge)
    work.session.flush()
    version = _write_version(work, case, charge.id, number, data)
    if case.stage in {Stage.CHARGED, Stage.HEARING}:
        make_charges_letter(work, case)
    return Outcome(version.id, f"{what[:1].upper()}{what[1:]} drafted.")


def _wrong_track(case: Case, act: str) -> Missing:
    text = (
        "Draft a notice of proposed action on this track."
        if case.track == Track.EMPLOYER
        else "Draft charges on this track."
    )
    return Missing("track", text, act)


def _charge_for(work: Work, case: Case, charge_id: UUID | None, rows: dict[UUID, ChargeRow]) -> tuple[Charge, int]:
    if charge_id is not None:
        row = rows[charge_id]
        return row.charge, row.version.version + 1
    last = work.session.scalar(select(func.max(Charge.ordinal)).where(Charge.case_id == case.id)) or 0
    return Charge(case_id=case.id, ordinal=last + 1, withdrawn_at=None, withdrawn_reason=""), 1


def _write_version(work: Work, case: Case, charge_id: UUID, number: int, data: Draft) -> ChargeVersion:
    version = ChargeVersion(
        charge_id=charge_id,
        case_id=case.id,
        version=number,
        title=data.title.strip(),
        rule_source=data.rule_source.strip(),
        rule_paragraph=data.rule_paragraph.strip(),
        facts=data.facts.strip(),
        content_ground=data.content_ground,
        proposed_action=data.action.strip() if isinstance(data, DraftProposedAction) else "",
        drafted_by_id=work.viewer.account_id,
        at=work.now,
        letter_id=None,
        served_at=None,
    )
    work.session.add(version)
    work.session.flush()
    for allegation_id in dict.fromkeys(data.allegation_ids):
        work.session.add(ChargeAllegation(charge_version_id=version.id, allegation_id=allegation_id))
    work.session.flush()
    return version


def make_charges_letter(work: Work, case: Case) -> Letter:
    """Make the paper that carries every version that stands and is not served yet."""
    rows = [row for row in charge_rows(work, case) if row.version.served_at is None]
    words = "\n\n".join(f"{row.label}: {row.version.title}\n{row.rule}\n{row.version.facts}".strip() for row in rows)
    facts = {"versions": [str(row.version.id) for row in rows]}
    if case.track == Track.EMPLOYER:
        action = "\n".join(dict.fromkeys(row.version.proposed_action for row in rows if row.version.proposed_action))
        letter = make_letter(work, case, "proposed_action", {"charges": words, "action": action}, facts=facts)
    else:
        letter = make_letter(work, case, "charges", {"charges": words}, facts=facts)
    for row in rows:
        row.version.letter_id = letter.id
    work.session.flush()
    return letter


def withdraw_charge(work: Work, case: Case, data: WithdrawCharge) -> Outcome:
    """Withdraw a charge with its reason; its versions stay on the record."""
    row = next((one for one in charge_rows(work, case) if one.charge.id == data.charge_id), None)
    if row is None:
        ensure(Missing("charge", "Choose a charge that stands.", "charge:withdraw"))
        raise AssertionError("unreachable")
    work.record("charge:withdrawn", case=case, text=f"{row.charge.ordinal}: {data.reason}")
    row.charge.withdrawn_at = work.now
    row.charge.withdrawn_reason = data.reason
    return Outcome(row.charge.id, f"{row.label} is withdrawn.")
