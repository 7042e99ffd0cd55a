"""An outside designee by order, when nobody qualified remains to decide (`lifecycle.md`, "Panel, Recusal")."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from api.acts import Outcome
from api.board.schemas.panel import OrderDesignee
from api.board.service.panels import open_appeals, seat_member
from api.board.service.recusals import open_seats
from api.forms import Choice, Choices
from db.deadlines import start_clocks
from db.domain.choice import SEATS
from db.domain.conflict import missing_for_designee
from db.domain.instance import Instance
from db.domain.rule import Missing, ensure
from db.domain.stage import Stage
from db.models import BoardTerm, Case, Employment, Order, Panel, PanelMember, Person
from db.office import new_person
from db.panels import Candidate, free_candidates, members_of, official_candidates, panel_of, sitting_members
from db.work import Work


@dataclass(frozen=True)
class Bench:
    """The seats of one instance: who sits, who of ours is free to, and the seats that a recusal left open."""

    instance: Instance
    panel: Panel | None
    sitting: list[PanelMember]
    left: list[PanelMember]
    free: list[Candidate]

    @property
    def ours(self) -> list[Candidate]:
        """Before a panel is named: those of ours who would sit beside a designee, as many of each kind as the mix
        has seats for."""
        if self.panel is not None or self.instance.is_single:
            return []
        places = {"lawyer": self.instance.lawyers, "public": self.instance.public}
        return [
            one
            for kind, most in places.items()
            for one in [other for other in self.free if other.qualification == kind][:most]
        ]

    def wanted(self, kind: str) -> int:
        """How many seats of a kind lack somebody, as long as those who sit make no quorum."""
        if len(self.sitting) >= self.instance.quorum or self.instance.is_single != (kind == "official"):
            return 0
        if self.instance.is_single:
            return 1
        have = [*(one.qualification for one in self.sitting), *(one.qualification for one in self.ours)].count(kind)
        return max({"lawyer": self.instance.lawyers, "public": self.instance.public}[kind] - have, 0)

    def free_for(self, kind: str) -> list[str]:
        """The names of those of ours who could take a seat of this kind; none where all of them will sit anyhow."""
        if self.panel is None and self.wanted(kind) and not self.instance.is_single:
            return []
        return [one.name for one in self.free if one.qualification == kind]


def _instances(work: Work, case: Case) -> list[Instance]:
    procedure = work.reference.procedure(case.track)
    if case.stage == Stage.DECIDED:
        return [procedure.appeal] if open_appeals(work, case) else []
    return list(procedure.instances)


def bench(work: Work, case: Case, instance: Instance) -> Bench:
    """The seats of an instance as they stand."""
    panel = panel_of(work, case, instance.code)
    candidates = official_candidates if instance.is_single else free_candidates
    return Bench(
        instance,
        panel,
        sitting_members(work, case, instance.code),
        [seat for seat, of in open_seats(work, case) if panel is not None and of.id == panel.id],
        candidates(work, case, instance),
    )


def designee_choices(work: Work, case: Case) -> Choices:
    """The instances that have an open seat."""
    benches = [bench(work, case, one) for one in _instances(work, case)]
    lacking = [one.instance for one in benches if any(one.wanted(kind) for kind in SEATS)]
    return {"instances": [Choice(one.code, one.label) for one in lacking]}


def order_designee(work: Work, case: Case, data: OrderDesignee) -> Outcome:
    """Seat somebody from outside by order; before a panel is named, beside those of ours who are free."""
    instance = next((one for one in _instances(work, case) if one.code == data.instance), None)
    if instance is None:
        ensure(Missing("instance", "Choose an instance that decides this case now.", "designee:order"))
        raise AssertionError("unreachable")
    found = bench(work, case, instance)
    name = " ".join(data.name.split())
    ensure(
        missing_for_designee(
            wanted=found.wanted(data.qualification),
            free=found.free_for(data.qualification),
            seat=SEATS[data.qualification].lower(),
            of_the_office=_is_ours(work, name),
            name=name,
        )
    )
    work.record("designee:ordered", case=case, text=f"for the {instance.label.lower()}.")
    person = new_person(name)
    work.session.add(person)
    work.session.add(
        Order(
            case_id=case.id, motion_id=None, kind="designee", granted=True, reasons=data.reason,
            effect=f"{instance.label}: a designee from {data.body} sits.", until_on=None,
            ruled_by_id=work.viewer.account_id, at=work.now, set_aside_at=None,
        )
    )  # fmt: skip
    work.session.flush()
    row = _seated(work, case, found, Candidate(person.id, name, data.qualification))
    start_clocks(work, "panel_named", at=work.now, case=case)
    return Outcome(row.id, f"{name} is ordered to decide, and declares conflicts first.")


def _is_ours(work: Work, name: str) -> bool:
    """Whether somebody of this name works or worked here, or is or was on the board."""
    employed, seated = select(Employment.person_id), select(BoardTerm.person_id)
    found = select(Person.id).where(
        func.lower(Person.name) == name.lower(), or_(Person.id.in_(employed), Person.id.in_(seated))
    )
    return work.session.scalars(found.limit(1)).first() is not None


def _seated(work: Work, case: Case, found: Bench, who: Candidate) -> PanelMember:
    """The designee in the seat that a recusal left, or in one that was never filled."""
    panel = found.panel or _new_panel(work, case, found)
    left = next((seat for seat in found.left if seat.qualification == who.qualification), None)
    if left is not None:
        left.left_at, left.replaced_by_id = work.now, who.person_id
        left.left_reason = "An outside designee sits by order."
        return seat_member(work, case, panel, found.instance, who, left.seat, is_chair=left.is_chair)
    number = max((seat.seat for seat in members_of(work, panel)), default=0) + 1
    return seat_member(work, case, panel, found.instance, who, number, is_chair=number == 1)


def _new_panel(work: Work, case: Case, found: Bench) -> Panel:
    """The panel of an instance that had none, with those of ours who are free."""
    panel = Panel(
        case_id=case.id, instance=found.instance.code, round=case.round, composed_by_id=work.viewer.account_id,
        at=work.now,
    )  # fmt: skip
    work.session.add(panel)
    work.session.flush()
    for seat, one in enumerate(found.ours, 1):
        seat_member(work, case, panel, found.instance, one, seat, is_chair=seat == 1)
    return panel
