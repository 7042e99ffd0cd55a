"""Naming those who decide: a panel or the board by the chair, one official by intake; and their declarations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from api.acts import Outcome
from api.board.schemas.panel import ComposePanel, DeclareConflict, DesignateOfficial
from api.forms import Choice, Choices
from db.deadlines import start_clocks
from db.domain.choice import SEATS
from db.domain.instance import Instance
from db.domain.plain import count_words, list_words
from db.domain.rule import Missing, ensure
from db.domain.stage import Stage
from db.models import Case, Panel, PanelMember, Proceeding
from db.panels import (
    Candidate,
    board_candidates,
    free_candidates,
    members_of,
    official_candidates,
    panel_of,
    sitting_members,
)
from db.work import Work


def open_appeals(work: Work, case: Case) -> list[Proceeding]:
    """Appeals and grievances of a case that are not decided, oldest first."""
    return list(
        work.session.scalars(
            select(Proceeding)
            .where(
                Proceeding.case_id == case.id,
                Proceeding.kind.in_(("appeal", "grievance")),
                Proceeding.ended_at.is_(None),
            )
            .order_by(Proceeding.opened_at)
        )
    )


def instances_to_name(work: Work, case: Case) -> list[Instance]:
    """Instances of more than one person that have nobody yet: those of the track, and the appeal once one is open."""
    procedure = work.reference.procedure(case.track)
    wanted = [one for one in procedure.instances if not one.is_single and case.stage != Stage.DECIDED]
    if case.stage == Stage.DECIDED and open_appeals(work, case):
        wanted.append(procedure.appeal)
    return [one for one in wanted if panel_of(work, case, one.code) is None]


def compose_choices(work: Work, case: Case) -> Choices:
    """Who can be named to the instance that lacks a panel; nobody else is offered."""
    instances = instances_to_name(work, case)
    found: dict[UUID, Choice] = {}
    for instance in instances[:1]:
        for one in free_candidates(work, case, instance):
            hint = f"{SEATS[one.qualification]}{', alternate' if one.is_alternate else ''}"
            found[one.person_id] = Choice(str(one.person_id), one.name, hint)
    return {
        "instances": [Choice(one.code, f"{one.label}: {_wanted(one)}") for one in instances],
        "candidates": list(found.values()),
    }


def compose_values(work: Work, case: Case) -> dict[str, str]:
    """The instance that is named next."""
    instances = instances_to_name(work, case)
    return {"instance": instances[0].code} if instances else {}


def _wanted(instance: Instance) -> str:
    parts = [count_words(instance.members, "member")]
    if instance.lawyers:
        parts.append(count_words(instance.lawyers, "lawyer"))
    if instance.public:
        parts.append(f"{instance.public} of the public")
    return ", ".join(parts)


def missing_for_mix(instance: Instance, chosen: Sequence[Candidate], free: Sequence[Candidate]) -> tuple[Missing, ...]:
    """What is wrong with the number or the mix. Where fewer people are free, all of them must sit, and a quorum."""
    act = "panel:compose"
    found: list[Missing] = []
    everyone = len(free) < instance.members and len(chosen) == len(free) and len(chosen) >= instance.quorum
    if len(chosen) > instance.members:
        found.append(Missing("too_many", f"Name no more than {count_words(instance.members, 'member')}.", act))
    if everyone:
        return tuple(found)
    for seat, wanted, noun in (("lawyer", instance.lawyers, "lawyer"), ("public", instance.public, "public member")):
        have = sum(one.qualification == seat for one in chosen)
        if have < wanted:
            found.append(Missing("panel_mix", f"{count_words(wanted - have, f'more {noun}')} needed.", act))
    if not found and len(chosen) < instance.members:
        more = count_words(instance.members - len(chosen), "more member")
        found.append(Missing("panel_size", f"{more} needed.", act))
    return tuple(found)


def compose_panel(work: Work, case: Case, data: ComposePanel) -> Outcome:
    """Name the members of one instance. Raises RuleBroken with everything that stands against it."""
    instances = {one.code: one for one in instances_to_name(work, case)}
    code = data.instance or next(iter(instances), "")
    instance = instances.get(code)
    if instance is None:
        ensure(Missing("instance", "Every instance that needs a panel now has one.", "decider:replace"))
        raise AssertionError("unreachable")
    offered = {one.person_id: one for one in board_candidates(work, case, instance)}
    wanted = list(dict.fromkeys(data.members))
    unknown = [one for one in wanted if one not in offered]
    barred = [item for one in wanted if one in offered for item in offered[one].barred]
    chosen = [offered[one] for one in wanted if one in offered and not offered[one].barred]
    ensure(
        Missing("not_on_board", "Choose people who are on the board.", "panel:compose") if unknown else None,
        barred,
        missing_for_mix(instance, chosen, [one for one in offered.values() if not one.barred]),
        None
        if data.chair_id is None or data.chair_id in wanted
        else Missing("chair", "The chair must be one of the members.", "panel:compose"),
    )
    work.record("panel:composed", case=case, text=f"for the {instance.label.lower()}: {_mix(chosen)}.")
    panel = Panel(
        case_id=case.id, instance=instance.code, round=case.round, composed_by_id=work.viewer.account_id, at=work.now
    )
    work.session.add(panel)
    work.session.flush()
    chair = data.chair_id or _default_chair(chosen)
    ordered = sorted(chosen, key=lambda one: (one.qualification != "lawyer", one.person_id != chair))
    for seat, one in enumerate(ordered, 1):
        seat_member(work, case, panel, instance, one, seat, is_chair=one.person_id == chair)
    start_clocks(work, "panel_named", at=work.now, case=case)
    return Outcome(panel.id, f"{count_words(len(chosen), 'member')} named. Each declares conflicts first.")


def _mix(chosen: Sequence[Candidate]) -> str:
    lawyers = sum(one.qualification == "lawyer" for one in chosen)
    return list_words([count_words(lawyers, "lawyer"), f"{len(chosen) - lawyers} of the public"])


def _default_chair(chosen: Sequence[Candidate]) -> UUID:
    first = min(chosen, key=lambda one: one.qualification)
    return next((one for one in chosen if one.is_chair), first).person_id


def seat_member(
    work: Work, case: Case, panel: Panel, instance: Instance, who: Candidate, seat: int, *, is_chair: bool
) -> PanelMember:
    """Seat somebody: the row, the relation that lets them read, and a line in their inbox."""
    row = PanelMember(
        panel_id=panel.id,
        case_id=case.id,
        person_id=who.person_id,
        seat=seat,
        qualification=who.qualification,
        is_chair=is_chair,
        named_at=work.now,
        declared_at=None,
        declaration="",
        has_conflict=False,
        left_at=None,
        left_reason="",
        replaced_by_id=None,
    )
    work.session.add(row)
    reason = f"Named to decide: {instance.label.lower()}."
    work.relate(who.person_id, instance.member_relation, case=case, reason=reason, source="panel")
    text = "You are named to decide a case. Declare first whether you have a conflict."
    work.notify(who.person_id, "panel_named", text, case=case)
    work.session.flush()
    return row


def official_choices(work: Work, case: Case) -> Choices:
    """The officials who are free to decide."""
    instance = _single(work, case)
    people = official_candidates(work, case, instance) if instance else []
    return {"officials": [Choice(str(one.person_id), one.name) for one in people]}


def _single(work: Work, case: Case) -> Instance | None:
    return next((one for one in work.reference.procedure(case.track).instances if one.is_single), None)


def designate_official(work: Work, case: Case, data: DesignateOfficial) -> Outcome:
    """Name the one official who decides; after a recusal, the next one takes the seat."""
    act = "official:designate"
    instance = _single(work, case)
    if instance is None:
        ensure(Missing("track", "A panel decides on this track.", "panel:compose"))
        raise AssertionError("unreachable")
    free = {one.person_id: one for one in official_candidates(work, case, instance)}
    sitting = sitting_members(work, case, instance.code)
    ensure(
        None
        if case.stage not in {Stage.DECIDED, Stage.CLOSED}
        else Missing("stage", "The case is decided already.", None),
        None
        if data.person_id in free
        else Missing("official", "Choose an official who is free of conflict in this matter.", act),
        Missing("official_sits", "An official is designated already: recuse that one first.", "decider:recuse")
        if sitting
        else None,
    )
    work.record("official:designated", case=case, text=data.authority.strip())
    panel = panel_of(work, case, instance.code)
    if panel is None:
        panel = Panel(
            case_id=case.id, instance=instance.code, round=case.round, composed_by_id=work.viewer.account_id,
            at=work.now,
        )  # fmt: skip
        work.session.add(panel)
        work.session.flush()
    for before in members_of(work, panel):
        if before.replaced_by_id is None:
            before.left_at, before.replaced_by_id = work.now, data.person_id
            before.left_reason = "Another official was designated."
    row = seat_member(work, case, panel, instance, free[data.person_id], 1, is_chair=True)
    start_clocks(work, "panel_named", at=work.now, case=case)
    return Outcome(row.id, "The deciding official is designated and declares conflicts first.")


def declare_conflict(work: Work, case: Case, data: DeclareConflict) -> Outcome:
    """A decider's own declaration for every seat they hold in this case; it comes before any other act."""
    seats = [
        seat
        for panel in work.session.scalars(select(Panel).where(Panel.case_id == case.id, Panel.round == case.round))
        for seat in sitting_members(work, case, panel.instance)
        if seat.person_id == work.viewer.person_id
    ]
    waiting = [seat for seat in seats if seat.declared_at is None]
    has = data.conflict == "yes"
    ensure(
        None if seats else Missing("not_a_member", "Only those who decide this case declare.", None),
        Missing("declaration", "Say what the conflict is.", "conflict:declare")
        if has and not data.declaration.strip()
        else None,
    )
    places = list_words(f"seat {seat.seat}" for seat in waiting or seats)
    work.record("conflict:declared", case=case, text=f"{places}: {'a conflict' if has else 'none'}.")
    for seat in waiting or seats:
        seat.declared_at = work.now
        seat.declaration = data.declaration.strip()
        seat.has_conflict = has
    said = "You declared a conflict. The chair rules on it, or you recuse yourself." if has else "No conflict declared."
    return Outcome(None, said)
