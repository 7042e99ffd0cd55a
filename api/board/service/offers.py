"""Which acts of a section have something to act on now: the others are no buttons, though never forbidden."""

from collections.abc import Iterable
from typing import Any

from api.access import ActNotAllowed, MatterNotFound, access_case
from api.board.service.consent import open_consent
from api.board.service.deliberation_view import is_at_work
from api.board.service.hearings import hold_choices, latest_main, record_choices
from api.board.service.panels import instances_to_name
from api.board.service.questions import open_proposals
from api.board.service.recusals import open_seats, ruling_choices, sitting
from api.board.service.votes import open_questions, voting_instance
from api.board.service.weighing import withdrawable
from db.case_facts import facts_of
from db.domain.instance import Instance
from db.domain.permission_name import Permission
from db.domain.stage import Stage, Track
from db.models import Case
from db.panels import current_instance, own_seat, sitting_members
from db.work import Work

SEATING = (Permission.PANEL_COMPOSE, Permission.OFFICIAL_DESIGNATE, Permission.CONFLICT_DECLARE)


def access_hearing(work: Work, number: str) -> tuple[Case, bool]:
    """The case for its section of deciders, and whether all of it is open to the viewer.

    Who names the deciders sees their seats; who was named and reads nothing yet sees their own. Raises MatterNotFound.
    """
    try:
        return access_case(work, number, Permission.CASE_READ), True
    except (MatterNotFound, ActNotAllowed):
        pass
    for permission in SEATING:
        try:
            return access_case(work, number, permission), False
        except (MatterNotFound, ActNotAllowed):
            continue
    raise MatterNotFound


def _seating(work: Work, case: Case) -> set[str]:
    single = next((one for one in work.reference.procedure(case.track).instances if one.is_single), None)
    found = set()
    if instances_to_name(work, case):
        found.add("compose-panel")
    if single is not None and case.stage not in {Stage.DECIDED, Stage.CLOSED}:
        if not sitting_members(work, case, single.code):
            found.add("designate-official")
    elif open_seats(work, case):
        found.add("replace-decider")
    if sitting(work, case):
        found |= {"recuse-decider", "challenge-decider"}
    if ruling_choices(work, case)["doubted"]:
        found.add("rule-on-challenge")
    return found


def _hearing(work: Work, case: Case) -> set[str]:
    found = set()
    if case.stage in {Stage.CHARGED, Stage.HEARING}:
        row = latest_main(work, case)
        found |= {"schedule-hearing", "file-exhibit"}
        if row is None or not (row.held_at or row.waived_at):
            found.add("waive-hearing")
        if row is not None and row.notice_time_waived_at is None and not row.held_at:
            found.add("waive-notice-time")
        if hold_choices(work, case)["hearings"]:
            found.add("hold-hearing")
        if record_choices(work, case)["hearings"]:
            found.add("file-record")
        found.add("open-hearing" if case.stage == Stage.CHARGED else "open-deliberation")
        if case.track == Track.LICENCE:
            found |= _default(work, case)
    return found


def _default(work: Work, case: Case) -> set[str]:
    facts = facts_of(work, case)
    if facts.default_ordered:
        return {"set-default-aside"}
    if facts.default_moved:
        return {"order-default"}
    answered = any(one.answered_at for one in facts.standing_charges)
    return set() if answered else {"move-for-default"}


def _voting(work: Work, case: Case, instance: Instance) -> set[str]:
    if own_seat(work, case, instance.code) is None:
        return set()
    found = {"put-question"}
    if case.stage == Stage.DECIDED:
        found |= {"put-appeal", "decide-appeal"}
    else:
        found |= {"put-finding"}
        if withdrawable(work, case) or not open_proposals(work, case):
            found.add("put-sanction")
    if open_questions(work, case, mine=True):
        found.add("vote")
    if open_questions(work, case):
        found.add("close-question")
    return found


def _weighing(work: Work, case: Case) -> set[str]:
    found = set()
    if open_consent(work, case) is not None:
        found.add("approve-consent")
    if case.stage != Stage.DELIBERATION:
        return found
    instance = current_instance(work, case)
    if instance.code != work.reference.procedure(case.track).first.code:
        found.add("file-exceptions")
    if own_seat(work, case, instance.code) is None:
        return found
    found |= {"record-factor", "propose-sanction", "issue-decision"}
    if work.reference.procedure(case.track).baseline:
        found.add("pick-baseline")
    if instance.is_single:
        found.add("record-finding")
    if withdrawable(work, case):
        found.add("withdraw-proposal")
    return found


def useful_acts(work: Work, case: Case) -> set[str]:
    """Slugs of the acts of the board's sections that have something to act on."""
    instance = voting_instance(work, case)
    found = _seating(work, case) | _hearing(work, case) | _weighing(work, case)
    if not instance.is_single and is_at_work(work, case, instance):
        found |= _voting(work, case, instance)
    return found


def offered(acts: Iterable[dict[str, Any]], useful: set[str], *, hidden: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Those acts of a section that are useful now and have no link of their own on the page."""
    kept = useful - set(hidden)
    return [act for act in acts if act["href"].rsplit("/", 1)[1] in kept]
