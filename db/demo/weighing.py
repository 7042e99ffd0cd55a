"""What a decision is made of: questions and votes, findings, factors, the baseline, proposed sanctions."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from db import models
from db.demo.cast import Someone
from db.demo.hearing import Hearings
from db.demo.seating import Member
from db.demo.sheet import Row
from db.demo.verdict import Verdict
from db.domain.finding import LABELS as FINDING_LABELS
from db.domain.finding import Finding
from db.domain.guidance import factor_label
from db.domain.instance import Instance
from db.domain.sanction import LEVELS, default_effective_on
from db.domain.vote import Ballot, Choice, tally
from db.sanctioning import Terms, letter_words, short_words

_LADDER_FACTORS = (
    ("aggravating", "substantial_experience"), ("aggravating", "pattern"), ("aggravating", "vulnerable_victim"),
    ("mitigating", "no_prior_discipline"), ("mitigating", "full_disclosure_and_cooperation"),
    ("mitigating", "remorse"), ("mitigating", "timely_good_faith_rectification"), ("mitigating", "inexperience"),
    ("mitigating", "good_character"),
)  # fmt: skip


class Weighing(Hearings):
    """Questions, votes, and what is weighed."""

    ordinal = 0

    def _put(
        self, instance: Instance, kind: str, text: str, proposal: dict[str, Any], by: Someone, version: Row | None
    ) -> Row:
        self.tick()
        self.ordinal += 1
        self.event("question:put", by, f"{self.ordinal}: {text}")
        panel = self.panels[instance.code, self.row["round"]][0].row["panel_id"]
        return self.sheet.add(
            models.Question, case_id=self.row["id"], panel_id=panel, instance=instance.code, round=self.row["round"],
            ordinal=self.ordinal, kind=kind, charge_version_id=version["id"] if version else None, proposal=proposal,
            text=text, put_by_id=by.account_id, put_at=self.at,
        )  # fmt: skip

    def _poll(
        self, question: Row, instance: Instance, members: Sequence[Member], *, yes: int, tie: bool = False
    ) -> bool:
        """Everybody votes, the count is announced; True where the question carried."""
        ballots = []
        half = (len(members) - 1) // 2
        for place, one in enumerate(members):
            value = Choice.YES if place < yes else Choice.NO
            if tie:
                value = Choice.ABSTAIN if place == len(members) - 1 else Choice.YES if place < half else Choice.NO
            self.tick(2, 20)
            self.event("vote:cast", one.person, "on 1 question.")
            self.sheet.add(
                models.Vote, question_id=question["id"], case_id=self.row["id"], person_id=one.person.id,
                value=value.value, attested=True, at=self.at,
            )  # fmt: skip
            ballots.append(Ballot(one.person.id, value))
        result = tally(ballots, instance)
        self.tick()
        self.event("question:closed", members[0].person, f"{question['ordinal']}. {result.words}")
        question.update(closed_at=self.at, carried=result.carried, result=result.words)
        return result.carried

    def _finding_question(
        self, instance: Instance, place: int, version: Row, verdict: Verdict, members: Sequence[Member], chair: Someone
    ) -> None:
        wanted, ground = verdict.finding(place), verdict.ground(place)
        asked = "sustained" if wanted == "not_sustained" or verdict.tie else wanted
        words = FINDING_LABELS[Finding(asked)].lower()
        reasons = verdict.reasons or self.words("finding_reasons")
        proposal = {"value": asked, "ground": "evidence" if asked == "sustained" else ground, "reasons": reasons}
        if asked == "sustained" and ground in {"facts_admitted", "facts_admitted_by_default"}:
            proposal["ground"] = ground
        question = self._put(instance, "finding", f"Is Charge {place + 1} {words}?", proposal, chair, version)
        ahead = len(members) - verdict.against
        tie = verdict.tie and place == 0
        carries = asked == wanted and not tie
        carried = self._poll(question, instance, members, yes=ahead if carries else verdict.against or 0, tie=tie)
        if carried:
            self._save_finding(instance, version, asked, proposal["ground"], chair, reasons)
        else:
            self._save_finding(
                instance, version, "not_sustained", "insufficient_evidence", chair, str(question["result"])
            )

    def _sanction_question(
        self, instance: Instance, verdict: Verdict, members: Sequence[Member], chair: Someone
    ) -> list[Row]:
        ahead = len(members) - verdict.against
        if not verdict.sanction:
            question = self._put(instance, "sanction", "Is no sanction imposed?", {"no_sanction": True}, chair, None)
            self._poll(question, instance, members, yes=ahead)
            return []
        row = self._propose(instance, verdict, chair)
        words = self.sanction_words(verdict.sanction, verdict.terms)
        question = self._put(
            instance, "sanction", f"Is this imposed? {words}", {"proposed_sanction_id": str(row["id"])}, chair, None
        )
        self._poll(question, instance, members, yes=ahead)
        return [row]

    def _save_finding(
        self, instance: Instance, version: Row, value: str, ground: str, by: Someone, reasons: str = ""
    ) -> None:
        self.sheet.add(
            models.ProposedFinding, case_id=self.row["id"], charge_version_id=version["id"], instance=instance.code,
            round=self.row["round"], value=value, ground=ground, reasons=reasons or self.words(f"found_{value}"),
            by_id=by.account_id, at=self.at,
        )  # fmt: skip
        self.found[instance.code, self.row["round"], version["id"]] = (
            value,
            ground,
            reasons or self.words(f"found_{value}"),
        )

    @property
    def found(self) -> dict[tuple[str, int, UUID], tuple[str, str, str]]:
        """Finding, ground and reasons by instance, round and charge version."""
        held: dict[tuple[str, int, UUID], tuple[str, str, str]] = self.__dict__.setdefault("_found", {})
        return held

    def _weigh(self, instance: Instance, verdict: Verdict, by: Someone) -> None:
        """Factors with reasons, and the baseline where the track has one."""
        chosen = list(verdict.factors) or self.random.sample(_LADDER_FACTORS, 3)
        for kind, code in dict.fromkeys(chosen):
            self.tick(1, 6)
            self.event("factor:recorded", by, f"{kind}: {factor_label(code).lower()}.")
            self.sheet.add(
                models.Factor, case_id=self.row["id"], instance=instance.code, round=self.row["round"], kind=kind,
                code=code, reason=self.words(f"factor_{kind}"), rests_on=[], by_id=by.account_id, at=self.at,
            )  # fmt: skip
        if not self.procedure.baseline:
            return
        level = verdict.level or (verdict.sanction if verdict.sanction in LEVELS else "censure")
        standard = verdict.standard or self._standard()
        self.tick(1, 6)
        self.event("baseline:picked", by, f"{level}, after standard {standard}.")
        self.sheet.add(
            models.BaselinePick, case_id=self.row["id"], instance=instance.code, round=self.row["round"],
            standard=standard, level=level, text=self.world.reference.guidance.row(standard).text(level),
            mental_state=verdict.mental_state, injury=verdict.injury, isolated=len(self.report.posts) < 2,
            intended=verdict.mental_state == "intent", reason=self.words("baseline"), by_id=by.account_id, at=self.at,
        )  # fmt: skip

    def _standard(self) -> str:
        for row in self.allegations:
            for code in self.kinds[row["id"]]:
                if self.world.subtypes[code].standards:
                    return self.world.subtypes[code].standards[0]
        return "7.0"

    def _propose(self, instance: Instance, verdict: Verdict, by: Someone) -> Row:
        self.tick(1, 10)
        words = short_words(self.world.reference.sanction(self.track, verdict.sanction), verdict.terms)
        self.event("sanction:proposed", by, f"{words}.")
        return self.sheet.add(
            models.ProposedSanction, case_id=self.row["id"], instance=instance.code, round=self.row["round"],
            kind=verdict.sanction, terms=verdict.terms.as_json(), departure_reason="", by_id=by.account_id, at=self.at,
        )  # fmt: skip

    def default_day(self) -> date:
        """The day on which an order of today usually takes effect."""
        rules = self.days.rules("final_order_served", self.track, self.today)
        dues = [due for rule in rules if (due := self.days.due(rule, self.at)) is not None]
        last = max((self.days.day(due) for due in dues), default=None)
        return default_effective_on(self.procedure, self.today, last)

    def sanction_words(self, kind: str, terms: Terms, *, now_final: bool = False) -> str:
        """The sanction as the letter says it."""
        known = self.world.reference.sanction(self.track, kind)
        after = self.is_licence and terms.effective_on is None and not now_final
        day = terms.effective_on or (self.today if now_final else self.default_day())
        return letter_words(known, terms, effective_on=day, after_appeal=after)
