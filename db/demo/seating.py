"""Those who decide: a panel or the board, one official; their declarations, recusals and challenges."""

from collections.abc import Sequence
from dataclasses import dataclass

from db import models
from db.demo.cast import Seat, Someone
from db.demo.charging import Charging
from db.demo.sheet import Row
from db.domain.instance import Instance
from db.domain.plain import count_words, list_words


@dataclass
class Member:
    """Somebody on a panel."""

    person: Someone
    row: Row


class Seating(Charging):
    """Who decides."""

    @property
    def panels(self) -> dict[tuple[str, int], list[Member]]:
        """Those who sit, by instance and round."""
        found: dict[tuple[str, int], list[Member]] = self.__dict__.setdefault("_panels", {})
        return found

    def free_seats(self, instance: Instance) -> list[Seat]:
        """Board seats whose holders may sit on an instance of this case: none with another part in it."""
        barred = {"panel_member", "board_member"} if instance.code == "appeal" else set()
        found = []
        for seat in self.world.board_on(self.today):
            kinds = {row["kind"] for row in self.relations if row["person_id"] == seat.person.id}
            if not kinds - {"panel_member", "board_member"} and not kinds & barred:
                found.append(seat)
        return found

    def compose(self, instance: Instance, *, declare: bool = True) -> list[Member]:
        """The chair names the members of an instance: the board's own members first, alternates for an appeal."""
        self.wait(0, 3)
        free = self.free_seats(instance)
        if instance.code == "appeal":
            free.sort(key=lambda seat: not seat.is_alternate)
        elif instance.members < 9:
            self.random.shuffle(free)
            free.sort(key=lambda seat: (seat.is_alternate or seat.is_chair, seat.person not in self.world.prefer))
        chosen = [seat for seat in free if seat.qualification == "lawyer"][: instance.lawyers]
        chosen += [seat for seat in free if seat.qualification == "public"][: instance.public]
        mix = list_words([count_words(instance.lawyers, "lawyer"), f"{instance.public} of the public"])
        chair = self.world.posts["board-chair"]
        self.event("panel:composed", chair, f"for the {instance.label.lower()}: {mix}.")
        panel = self._panel(instance, chair)
        members = [
            self._seat(panel, instance, one.person, one.qualification, place, is_chair=place == 1)
            for place, one in enumerate(chosen, 1)
        ]
        self.panels[instance.code, self.row["round"]] = members
        self.start("panel_named", self.track)
        if instance.members == 3 and instance.code != "appeal":
            self.reach("composed")
        if declare:
            self.declare(members)
        return members

    def _panel(self, instance: Instance, by: Someone) -> Row:
        return self.sheet.add(
            models.Panel, case_id=self.row["id"], instance=instance.code, round=self.row["round"],
            composed_by_id=by.account_id, at=self.at,
        )  # fmt: skip

    def _seat(
        self, panel: Row, instance: Instance, person: Someone, seat: str, place: int, *, is_chair: bool
    ) -> Member:
        row = self.sheet.add(
            models.PanelMember, panel_id=panel["id"], case_id=self.row["id"], person_id=person.id, seat=place,
            qualification=seat, is_chair=is_chair, named_at=self.at, has_conflict=False,
        )  # fmt: skip
        reason = f"Named to decide: {instance.label.lower()}."
        self.relate(person, instance.member_relation.value, reason, source="panel")
        text = "You are named to decide a case. Declare first whether you have a conflict."
        self.notify(person, "panel_named", text)
        return Member(person, row)

    def declare(self, members: Sequence[Member]) -> None:
        """Each declares whether a conflict exists, before any act."""
        self.wait(0, 2)
        for one in members:
            self.tick(1, 9)
            self.event("conflict:declared", one.person, f"seat {one.row['seat']}: none.")
            one.row["declared_at"] = self.at

    def recuse(self, member: Member, reason: str, *, instance: Instance | None = None) -> Member:
        """A member steps back from the whole case; an alternate of the same kind takes the seat."""
        body = instance or self.procedure.first
        self.tick()
        self.event("decider:recused", member.person, f"seat {member.row['seat']}, from the whole case.")
        self.sheet.add(
            models.Recusal, case_id=self.row["id"], person_id=member.person.id, scope="whole", reason=reason,
            found_after_act=False, at=self.at, by_id=member.person.account_id,
        )  # fmt: skip
        for kind in ("panel_member", "board_member"):
            self.end_relation(member.person, kind)
        self.relate(member.person, "recused", reason, source="recusal")
        self.wait(0, 2)
        seats = [seat for seat in self.free_seats(body) if seat.qualification == member.row["qualification"]]
        seated = [one.person for one in self.panels[body.code, self.row["round"]]]
        free = [seat for seat in seats if seat.person not in seated]
        successor = min(free, key=lambda seat: not seat.is_alternate).person
        self.event(
            "decider:replaced", self.world.posts["board-chair"], f"seat {member.row['seat']}, {body.label.lower()}."
        )
        member.row.update(left_at=self.at, left_reason="Replaced after a recusal.", replaced_by_id=successor.id)
        panel = {"id": member.row["panel_id"]}
        new = self._seat(
            panel, body, successor, member.row["qualification"], member.row["seat"], is_chair=member.row["is_chair"]
        )
        members = self.panels[body.code, self.row["round"]]
        members[members.index(member)] = new
        self.declare([new])
        return new

    def challenge(self, member: Member, side: str, ground: str, *, upheld: bool, ruling: str) -> None:
        """A side challenges a member; the chair rules."""
        by = self.clerk if side == "respondent" else self.counsel or self.clerk
        self.wait(1, 5)
        self.event("decider:challenged", by, f"seat {member.row['seat']}, by the {side}.")
        row = self.sheet.add(
            models.Challenge, case_id=self.row["id"], person_id=member.person.id, side=side, ground=ground, at=self.at,
            by_id=by.account_id,
        )  # fmt: skip
        self.meet("challenge_decider")
        self.reach("challenged")
        self.wait(1, 6)
        chair = self.world.posts["board-chair"]
        self.event("challenge:ruled", chair, f"seat {member.row['seat']}: {'upheld' if upheld else 'not upheld'}.")
        row.update(upheld=upheld, ruling=ruling, ruled_by_id=chair.account_id, ruled_at=self.at)

    def designate(self, *, declare: bool = True) -> Member:
        """One official decides on the employer track."""
        self.wait(0, 3)
        instance = self.procedure.first
        free = [
            one
            for one in self.world.role("deciding-official")
            if not any(row["person_id"] == one.id and row["kind"] != "chain_of_command" for row in self.relations)
        ]
        official = self.someone(free)
        self.event("official:designated", self.intake, "Personnel rules, part 9.")
        member = self._seat(self._panel(instance, self.intake), instance, official, "official", 1, is_chair=True)
        self.panels[instance.code, self.row["round"]] = [member]
        self.start("panel_named", self.track)
        if declare:
            self.declare([member])
        self.reach("designated")
        return member
