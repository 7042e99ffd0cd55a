"""Disclosure, the hearing or pre-decision meeting, its record and exhibits, and the move to deliberation."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from api.acts import Outcome
from api.board.schemas.cause import MakeMove
from api.board.schemas.hearing import (
    FileRecord,
    HoldHearing,
    ScheduleHearing,
    WaiveHearing,
    WaiveNoticeTime,
)
from api.forms import Choice, Choices
from db.deadlines import end_clocks, meet_clocks, start_clocks
from db.domain.choice import HEARING_KINDS
from db.domain.move import MoveName
from db.domain.plain import day_words
from db.domain.rule import Missing, ensure
from db.domain.stage import Stage, Track
from db.letters import make_letter
from db.models import (
    Case,
    Hearing,
)
from db.moving import move_to
from db.work import Work


def main_kind(case: Case) -> str:
    """The track's own hearing."""
    return "pre_decision_meeting" if case.track == Track.EMPLOYER else "hearing"


def schedule_choices(_work: Work, case: Case) -> Choices:
    """What can be scheduled on this track."""
    kinds = (main_kind(case), "sanction_hearing", *(("name_clearing",) if case.track == Track.EMPLOYER else ()))
    return {"kinds": [Choice(kind, HEARING_KINDS[kind]) for kind in kinds]}


def schedule_values(_work: Work, case: Case) -> dict[str, str]:
    """The track's own hearing is what is usually scheduled."""
    return {"kind": main_kind(case)}


def local_words(work: Work, moment: datetime) -> str:
    """ "Dec 14, 2026 at 10:00 AM EST" in the office's zone."""
    local = moment.astimezone(work.office.zone)
    return f"{day_words(local.date())} at {local.strftime('%I:%M %p').lstrip('0')} {local:%Z}"


def schedule_hearing(work: Work, case: Case, data: ScheduleHearing) -> Outcome:
    """Set day and place, and make the notice that waits to be served. A new day replaces an earlier one."""
    act = "hearing:schedule"
    offered = {choice.value for choice in schedule_choices(work, case)["kinds"] if isinstance(choice, Choice)}
    ensure(
        None if data.kind in offered else Missing("hearing_kind", "This is not held on this track.", act),
        None if data.scheduled_at > work.now else Missing("in_future", "Give a day and time to come.", act),
    )
    what, when = HEARING_KINDS[data.kind], local_words(work, data.scheduled_at)
    work.record("hearing:scheduled", case=case, text=f"{what.lower()}, {when}.")
    values = {"when": when, "place": data.place.strip(), "more": data.more.strip(), "hearing": what.lower()}
    letter = make_letter(work, case, "hearing_notice", values)
    row = Hearing(
        case_id=case.id, kind=data.kind, round=case.round, scheduled_at=data.scheduled_at, place=data.place.strip(),
        notice_letter_id=letter.id, notice_time_waived_at=None, notice_time_waiver="", held_at=None, waived_at=None,
        waiver="", record="", record_filed_at=None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, f"{what} set for {when}. Its notice waits to be served.")


def hearings_of(work: Work, case: Case) -> Sequence[Hearing]:
    """Every hearing of the case, the latest first."""
    return work.session.scalars(
        select(Hearing).where(Hearing.case_id == case.id).order_by(Hearing.scheduled_at.desc(), Hearing.id)
    ).all()


def latest_main(work: Work, case: Case) -> Hearing | None:
    """The hearing or pre-decision meeting that counts: the last one scheduled."""
    return next((one for one in hearings_of(work, case) if one.kind == main_kind(case)), None)


def waive_notice_time(work: Work, case: Case, data: WaiveNoticeTime) -> Outcome:
    """Record the respondent's signed waiver of the notice time."""
    row = latest_main(work, case)
    if row is None:
        ensure(Missing("hearing_scheduled", f"Schedule the {_words(work, case)}.", "hearing:schedule"))
        raise AssertionError("unreachable")
    if data.signed_on > work.today:
        ensure(Missing("signed_on", "The day of the signature has not come.", "notice_time:waive"))
    work.record("notice_time:waived", case=case, text=f"signed by the {data.signed_by}.")
    row.notice_time_waived_at = work.now
    row.notice_time_waiver = f"{data.waiver.strip()} (signed by the {data.signed_by}, {day_words(data.signed_on)})"
    return Outcome(row.id, "The waiver is recorded.")


def _words(work: Work, case: Case) -> str:
    return work.reference.procedure(case.track).words.hearing


def open_hearing(work: Work, case: Case, _data: MakeMove) -> Outcome:
    """Move to the hearing."""
    work.record("hearing:opened", case=case)
    move_to(work, case, MoveName.TO_HEARING)
    end_clocks(work, case, "The hearing began.", "challenge_decider")
    meet_clocks(work, "hearing_notice", "pre_decision_meeting", case=case)
    return Outcome(None, f"The case goes to its {_words(work, case)}.")


def hold_choices(work: Work, case: Case) -> Choices:
    """Hearings that were neither held nor waived."""
    rows = [one for one in hearings_of(work, case) if one.held_at is None and one.waived_at is None]
    return {"hearings": [_hearing_choice(work, one) for one in rows]}


def _hearing_choice(work: Work, row: Hearing) -> Choice:
    return Choice(str(row.id), HEARING_KINDS[row.kind], local_words(work, row.scheduled_at))


def record_choices(work: Work, case: Case) -> Choices:
    """Hearings that were held or waived and have no record yet."""
    rows = [one for one in hearings_of(work, case) if (one.held_at or one.waived_at) and not one.record_filed_at]
    return {"hearings": [_hearing_choice(work, one) for one in rows]}


def hold_hearing(work: Work, case: Case, data: HoldHearing) -> Outcome:
    """Record that a hearing was held; with the words of its record, that the record is filed."""
    act = "hearing:hold"
    row = next((one for one in hearings_of(work, case) if one.id == data.hearing_id), None)
    ensure(
        None if row else Missing("hearing_scheduled", f"Schedule the {_words(work, case)}.", "hearing:schedule"),
        Missing("held_already", "This was held or waived already.", act)
        if row and (row.held_at or row.waived_at)
        else None,
        Missing("stage", f"Go to the {_words(work, case)} first.", "hearing:open")
        if row and row.kind == main_kind(case) and case.stage != Stage.HEARING
        else None,
        Missing("held_in_future", "The day on which it was held has not come.", act)
        if data.held_at > work.now
        else None,
    )
    assert row is not None  # noqa: S101 - ensure() raised
    work.record("hearing:held", case=case, text=f"{HEARING_KINDS[row.kind].lower()}.")
    row.held_at = data.held_at
    if data.record.strip():
        row.record, row.record_filed_at = data.record.strip(), work.now
    _start_after_hearing(work, case, row, data.held_at)
    return Outcome(row.id, f"{HEARING_KINDS[row.kind]} recorded as held.")


def _start_after_hearing(work: Work, case: Case, row: Hearing, at: datetime) -> None:
    if row.kind == "hearing":
        start_clocks(work, "hearing_closed", at=at, case=case)
    elif row.kind == "pre_decision_meeting":
        start_clocks(work, "pre_decision_meeting_held", at=at, case=case)


def file_record(work: Work, case: Case, data: FileRecord) -> Outcome:
    """File the record of a hearing that was held or waived."""
    row = next((one for one in hearings_of(work, case) if one.id == data.hearing_id), None)
    if row is None or not (row.held_at or row.waived_at):
        ensure(Missing("hearing_held", f"Hold the {_words(work, case)}, or record that it was waived.", "hearing:hold"))
        raise AssertionError("unreachable")
    work.record("record:filed", case=case, text=f"{HEARING_KINDS[row.kind].lower()}.")
    row.record, row.record_filed_at = data.record.strip(), work.now
    return Outcome(row.id, "The record is filed.")


def waive_hearing(work: Work, case: Case, data: WaiveHearing) -> Outcome:
    """Record the respondent's signed waiver of the hearing itself."""
    row = latest_main(work, case)
    if row is not None and (row.held_at or row.waived_at):
        ensure(Missing("held_already", "This was held or waived already.", "hearing:hold"))
    if data.signed_on > work.today:
        ensure(Missing("signed_on", "The day of the signature has not come.", "hearing:hold"))
    work.record("hearing:waived", case=case, text=f"signed by the {data.signed_by}.")
    if row is None:
        row = Hearing(
            case_id=case.id, kind=main_kind(case), round=case.round, scheduled_at=work.now, place="",
            notice_letter_id=None, notice_time_waived_at=None, notice_time_waiver="", held_at=None,
            record="", record_filed_at=None,
        )  # fmt: skip
        work.session.add(row)
    row.waived_at = work.now
    row.waiver = f"{data.waiver.strip()} (signed by the {data.signed_by}, {day_words(data.signed_on)})"
    work.session.flush()
    _start_after_hearing(work, case, row, work.now)
    return Outcome(row.id, "The waiver is recorded.")


def open_deliberation(work: Work, case: Case, _data: MakeMove) -> Outcome:
    """Move to deliberation."""
    work.record("deliberation:opened", case=case)
    move_to(work, case, MoveName.TO_DELIBERATION)
    return Outcome(None, "Those who decide now deliberate.")
