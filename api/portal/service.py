"""What a respondent does: answer, challenge, except, ask, waive."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.errors import BadInput
from api.forms import Choice, Choices
from api.portal.schemas import AnswerPaper, AskFor, ChallengeDecider, FileExceptions, WaiveRight
from db.deadlines import meet_clocks
from db.domain.choice import RESPONSE_KINDS, label
from db.domain.relation import RelationKind
from db.domain.rule import Missing, collect, ensure
from db.letters import latest_letter, served_at
from db.models import Case, Challenge, Hearing, Motion, PanelMember, Person
from db.motions import file_motion
from db.panels import sitting_members
from db.responses import answerable_kinds, record_response
from db.work import Work

OWN_ACT = frozenset({"exceptions"})  # answered by the act of its own


def answers_open(work: Work, case: Case) -> list[str]:
    """The kinds of paper that can be answered now."""
    return [kind for kind in answerable_kinds(work, case) if kind not in OWN_ACT]


def answer_choices(work: Work, case: Case) -> Choices:
    """The papers that were served and take an answer."""
    return {"kinds": [Choice(kind, label(RESPONSE_KINDS, kind)) for kind in answers_open(work, case)]}


def answer_values(work: Work, case: Case) -> Mapping[str, Any]:
    """A form that opens with the last paper that takes an answer."""
    kinds = answers_open(work, case)
    return {"kind": kinds[-1]} if kinds else {}


def answer(work: Work, case: Case, data: AnswerPaper) -> Outcome:
    """Answer a paper; the answer counts as received at this moment."""
    row = record_response(work, case, kind=data.kind, text=data.text, received_at=work.now, via="portal")
    return Outcome(row.id, "Your answer was received. It stands on the record as you sent it.")


def deciders(work: Work, case: Case) -> list[tuple[PanelMember, str]]:
    """Those who sit in this case now, with their names, in the order of the instances."""
    found: dict[UUID, tuple[PanelMember, str]] = {}
    procedure = work.reference.procedure(case.track)
    for instance in (*procedure.instances, procedure.appeal):
        for seat in sitting_members(work, case, instance.code):
            found.setdefault(seat.person_id, (seat, work.session.get_one(Person, seat.person_id).name))
    return list(found.values())


def decider_choices(work: Work, case: Case) -> Choices:
    """Those who can be challenged."""
    return {"deciders": [Choice(str(seat.person_id), name) for seat, name in deciders(work, case)]}


def challenge(work: Work, case: Case, data: ChallengeDecider) -> Outcome:
    """Challenge a decider for conflict; it waits for a ruling before that person may act."""
    seat = next((seat for seat, _ in deciders(work, case) if seat.person_id == data.person_id), None)
    if seat is None:
        raise BadInput({"person_id": "Choose one of the answers."})
    waiting = work.session.scalars(
        select(Challenge.id).where(
            Challenge.case_id == case.id, Challenge.person_id == data.person_id, Challenge.upheld.is_(None)
        )
    ).first()
    if waiting is not None:
        ensure(Missing("challenge_waits", "A challenge to this person waits for its ruling already.", None))
    work.record("decider:challenged", case=case, text=f"seat {seat.seat}, by the respondent.")
    row = Challenge(
        case_id=case.id,
        person_id=data.person_id,
        side="respondent",
        ground=data.ground,
        at=work.now,
        by_id=work.viewer.account_id,
        upheld=None,
        ruling="",
        ruled_at=None,
    )
    work.session.add(row)
    meet_clocks(work, "challenge_decider", case=case)
    work.session.flush()
    return Outcome(row.id, "Your challenge was received. It is ruled on before that person may act.")


def can_except(work: Work, case: Case) -> bool:
    """Whether the panel's report was served and no exceptions came from this side in this round."""
    report = latest_letter(work, case, "panel_report")
    return report is not None and served_at(work, report) is not None and not _excepted(work, case)


def _excepted(work: Work, case: Case) -> bool:
    report = latest_letter(work, case, "panel_report")
    rows = select(Motion.id).where(
        Motion.case_id == case.id,
        Motion.kind.in_(("exceptions", "exceptions_waived")),
        Motion.side == "respondent",
        *([Motion.at >= report.at] if report is not None else []),
    )
    return work.session.scalars(rows).first() is not None


def file_exceptions(work: Work, case: Case, data: FileExceptions) -> Outcome:
    """File exceptions to the panel's report, or say that there are none."""
    act = "portal:except"
    report = latest_letter(work, case, "panel_report")
    found: list[Missing] = []
    if report is None or served_at(work, report) is None:
        found.append(Missing("report_not_served", "The panel's report was not served yet.", None))
    elif _excepted(work, case):
        found.append(Missing("exceptions_filed", "Your side filed or waived exceptions already.", None))
    if data.choice == "file" and not data.text.strip():
        found.append(Missing("exceptions_text", "Write your exceptions, or waive them.", act))
    ensure(collect(found))
    work.record("exception:filed", case=case, text="By the respondent." if data.choice == "file" else "None: waived.")
    kind = "exceptions" if data.choice == "file" else "exceptions_waived"
    row = Motion(
        case_id=case.id, kind=kind, side="respondent", text=data.text, filed_by_id=work.viewer.account_id, at=work.now
    )
    work.session.add(row)
    work.session.flush()
    words = "Your exceptions were received." if data.choice == "file" else "It is on the record that you file none."
    return Outcome(row.id, words)


def ask_for(work: Work, case: Case, data: AskFor) -> Outcome:
    """File a request; somebody rules on it, and the ruling is served."""
    row = file_motion(work, case, kind=data.kind, side="respondent", text=data.text)
    return Outcome(row.id, "Your request was received. The ruling is served on you.")


def waivable(work: Work, case: Case) -> Hearing | None:
    """The hearing or meeting ahead whose time, or which itself, can still be waived."""
    row = work.session.scalars(
        select(Hearing)
        .where(
            Hearing.case_id == case.id,
            Hearing.round == case.round,
            Hearing.kind.in_(("hearing", "pre_decision_meeting")),
        )
        .order_by(Hearing.scheduled_at.desc())
        .limit(1)
    ).first()
    return row if row is not None and row.held_at is None and row.waived_at is None else None


def waive(work: Work, case: Case, data: WaiveRight) -> Outcome:
    """Give up a right in writing. Only the respondent can, with their own name as the signature."""
    row = waivable(work, case)
    found: list[Missing] = []
    if RelationKind.RESPONDENT not in work.relations(case=case):
        found.append(Missing("own_right", "Only the respondent can give up this right.", None))
    if row is None:
        found.append(Missing("nothing_to_waive", "No hearing or meeting lies ahead.", None))
    elif data.right == "notice_time" and row.notice_time_waived_at is not None:
        found.append(Missing("waived", "The notice time was waived already.", None))
    if " ".join(data.signature.split()).lower() != work.viewer.name.lower():
        found.append(
            Missing("signature", f"Sign with your name as it stands here: {work.viewer.name}.", "portal:waive")
        )
    ensure(collect(found))
    if row is None:
        raise AssertionError("unreachable")
    words = f"{data.statement}\n\nSigned: {data.signature}"
    if data.right == "notice_time":
        work.record("notice_time:waived", case=case, text="By the respondent, in writing.")
        row.notice_time_waived_at, row.notice_time_waiver = work.now, words
    else:
        work.record("hearing:waived", case=case, text="By the respondent, in writing.")
        row.waived_at, row.waiver = work.now, words
    return Outcome(row.id, "It is on the record that you waived this.")
