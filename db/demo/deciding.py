"""The decision of each instance: issued with its letter, and what it imposes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from db import models
from db.demo.cast import Someone
from db.demo.sheet import Row
from db.demo.verdict import Verdict
from db.demo.weighing import Weighing
from db.domain.finding import LABELS as FINDING_LABELS
from db.domain.finding import Finding
from db.domain.instance import Instance
from db.domain.plain import count_words
from db.domain.stage import SanctionStatus, Stage
from db.sanctioning import Terms, terms_from


class Deciding(Weighing):
    """The instances of a track in their order."""

    final: Row | None = None  # the order in force

    def decide(self, verdict: Verdict) -> Row:
        """The deciding official finds, weighs and decides."""
        instance = self.procedure.first
        official = self.panels[instance.code, self.row["round"]][0].person
        self.wait(2, 11)
        for place, version in enumerate(self.versions):
            self._save_finding(instance, version, verdict.finding(place), verdict.ground(place), official)
            words = FINDING_LABELS[Finding(verdict.finding(place))].lower()
            self.event("finding:recorded", official, f"Charge {place + 1}: {words}.")
        proposals = []
        if verdict.is_sustained:
            self._weigh(instance, verdict, official)
            if verdict.sanction:
                proposals.append(self._propose(instance, verdict, official))
        self.reach("weighed")
        self.tick()
        return self._issue(instance, verdict, official, proposals)

    def vote(self, instance: Instance, verdict: Verdict, *, stop: str = "") -> Row:
        """Members vote on each finding, then on the sanction; the decision follows."""
        members = self.panels[instance.code, self.row["round"]]
        chair = next(one for one in members if one.row["is_chair"]).person
        self.wait(3, 15)
        for place, version in enumerate(self.versions):
            self._finding_question(instance, place, version, verdict, members, chair)
            if stop and place == 0:
                self.reach(stop)
        proposals = []
        if verdict.is_sustained:
            self.wait(0, 3)
            self._weigh(instance, verdict, chair)
            proposals = self._sanction_question(instance, verdict, members, chair)
        self.wait(1, 9)
        return self._issue(instance, verdict, chair, proposals)

    def _issue(self, instance: Instance, verdict: Verdict, by: Someone, proposals: Sequence[Row]) -> Row:
        is_last = instance.code == self.procedure.last.code
        self.event("case:decided" if is_last else "decision:issued", by, f"{instance.label.lower()}.")
        if is_last:
            self.move(Stage.DECIDED, "decide")
        outcome = "sanction" if proposals else "no_sanction" if self._sustains(instance) else "no_violation"
        by_words = by.name if instance.is_single else count_words(instance.members, "member")
        details = {"sanctions": [{"kind": row["kind"], "terms": row["terms"]} for row in proposals], "results": {}}
        reasons = verdict.reasons or self.words("decision_reasons" if self._sustains(instance) else "clearing_reasons")
        row = self.write_decision(instance.code, outcome, reasons, by, by_words, details, final=is_last)
        row.update(departure_reason=verdict.departure, minority_view=verdict.minority)
        self._write_findings(instance, row)
        self._meet_deciding(instance, is_last=is_last)
        self._decision_letter(instance, row, proposals, by, is_last=is_last)
        if is_last:
            for proposal in proposals:
                self.impose(row, proposal["kind"], verdict.terms)
        self.reach("decided" if is_last else "recommended")
        return row

    def _sustains(self, instance: Instance) -> bool:
        keys = ((instance.code, self.row["round"], version["id"]) for version in self.versions)
        return any(self.found[key][0] == "sustained" for key in keys if key in self.found)

    def write_decision(
        self, instance: str, outcome: str, reasons: str, by: Someone, words: str, details: dict[str, Any], *,
        final: bool, proof: str = "",
    ) -> Row:  # fmt: skip
        """A decision; a final one takes the place of the order that was in force."""
        if final and self.final is not None:
            self.final.update(is_current_final=False, superseded_at=self.at)
        row = self.sheet.add(
            models.Decision, case_id=self.row["id"], instance=instance, round=self.row["round"], is_current_final=final,
            outcome=outcome, proof=proof or self.procedure.proof, reasons=reasons, details=details, decided_by=words,
            issued_by_id=by.account_id, issued_at=self.at,
        )  # fmt: skip
        if final:
            self.final = row
        return row

    def _write_findings(self, instance: Instance, decision: Row) -> None:
        for version in self.versions:
            value, ground, reasons = self.found[instance.code, self.row["round"], version["id"]]
            self.sheet.add(
                models.Finding, charge_version_id=version["id"], decision_id=decision["id"], value=value, ground=ground,
                reasons=reasons,
            )  # fmt: skip

    def _meet_deciding(self, instance: Instance, *, is_last: bool) -> None:
        if not is_last:
            self.meet("panel_report")
        elif instance.is_single:
            self.meet("employer_decision")
        else:
            self.meet("final_order", "exceptions")

    def _decision_letter(
        self, instance: Instance, decision: Row, proposals: Sequence[Row], by: Someone, *, is_last: bool
    ) -> None:
        lines = []
        for place, version in enumerate(self.versions, 1):
            value, _, reasons = self.found[instance.code, self.row["round"], version["id"]]
            lines.append(f"Charge {place}, {version['title']}: {FINDING_LABELS[Finding(value)]}. {reasons}")
        order = "\n".join(self._order_words(row) for row in proposals) or "No sanction is imposed."
        said = [decision["reasons"]]
        if decision["departure_reason"]:
            said.append(f"Why this is not the baseline: {decision['departure_reason']}")
        if decision["minority_view"]:
            said.append(f"Minority view: {decision['minority_view']}")
        values = {"findings": "\n".join(lines), "reasons": "\n\n".join(said)}
        kind = "final_order" if is_last else "panel_report"
        values["order" if is_last else "recommendation"] = order
        self.order_letter = self.letter(kind, values, by, facts={"decision_id": str(decision["id"])})

    def _order_words(self, row: Row) -> str:
        return self.sanction_words(row["kind"], terms_from(row["terms"]))

    @property
    def sanctions(self) -> list[Row]:
        """The sanctions of the case, oldest first."""
        found: list[Row] = self.__dict__.setdefault("_sanctions", [])
        return found

    def impose(self, decision: Row, kind: str, terms: Terms, *, now_final: bool = False) -> Row:
        """What a decision imposes: pending until carried out with proof, stayed where all of it is stayed."""
        effective = terms.effective_on or (self.today if now_final else self.default_day())
        term = terms.term
        stayed = term is not None and term.is_fully_stayed
        row = self.sheet.add(
            models.Sanction,
            case_id=self.row["id"],
            decision_id=decision["id"],
            track=self.track,
            kind=kind,
            years=terms.amount.years,
            months=terms.amount.months,
            days=terms.amount.days,
            working_days=terms.working_days,
            indefinite=terms.indefinite,
            paid=terms.paid,
            stayed_years=terms.stayed.years,
            stayed_months=terms.stayed.months,
            stayed_days=terms.stayed.days,
            stayed_for_months=terms.stayed_for_months,
            interim_credit_days=terms.interim_credit_days,
            effective_on=effective,
            status=SanctionStatus.STAYED if stayed else SanctionStatus.PENDING,
            status_at=self.at,
            status_reason="All of it is stayed by the decision." if stayed else "Imposed.",
        )
        self.sanctions.append(row)
        self._conditions(row, terms)
        if not stayed:
            self.start("sanction_effective", self.track, at=self.days.at(effective, 12))
        return row

    def _conditions(self, sanction: Row, terms: Terms) -> None:
        for one in terms.conditions:
            monitor = next((who for who in self.world.chiefs.values() if str(who.id) == one.get("monitor_id")), None)
            due = one.get("due_on")
            self.sheet.add(
                models.Condition, case_id=self.row["id"], sanction_id=sanction["id"], text=one["text"],
                monitor_id=monitor.id if monitor else None, due_on=date.fromisoformat(due) if due else None,
                status="open", status_at=self.at,
            )  # fmt: skip
            if monitor is not None:
                self.relate(monitor, "monitor", "Monitors a condition of the sanction.", source="panel")
                self.notify(monitor, "monitor_named", "You monitor a condition. Its page says which.")

    @property
    def conditions(self) -> list[Row]:
        """The conditions of the case's sanctions."""
        return [row for row in self.sheet.rows(models.Condition) if row["case_id"] == self.row["id"]]
