"""Exceptions, appeals and grievances, and the corrections that follow a change."""

from collections.abc import Sequence

from db import models
from db.demo.cast import Someone
from db.demo.deciding import Deciding
from db.demo.sheet import Row
from db.domain.appeal import LABELS as APPEAL_LABELS
from db.domain.appeal import AppealOutcome
from db.domain.plain import count_words, day_words
from db.domain.sanction import next_status
from db.domain.stage import SanctionStatus
from db.sanctioning import Terms

_ENDS_WORK = frozenset({"termination", "suspension", "demotion", "resignation_in_lieu", "disbarment", "surrender"})


class Appealing(Deciding):
    """What a side does against a decision."""

    def except_(self, *sides: str, text: str = "") -> None:
        """Each side files its exceptions, or says that it has none."""
        self.wait(6, 16)
        for side in ("respondent", "office"):
            self.tick()
            has = side in sides
            by = self.counsel if side == "office" and self.counsel else self.clerk
            self.event("exception:filed", by, f"by the {side}{'.' if has else ': none.'}")
            self.sheet.add(
                models.Motion, case_id=self.row["id"], kind="exceptions" if has else "exceptions_waived", side=side,
                text=(text or self.words("exceptions")) if has else "", filed_by_id=by.account_id, at=self.at,
            )  # fmt: skip
        self.meet("exceptions")
        self.reach("excepted")

    def appeal(self, *, side: str = "respondent", grounds: str = "") -> Row:
        """A side lodges an appeal, or an employee a grievance, within the time."""
        self.wait(5, 22)
        kind = "appeal" if self.is_licence or side == "office" else "grievance"
        by = self.respondent if side == "respondent" and self.respondent.account_id else self.clerk
        row = self.proceeding(
            kind, side=side, by=by, grounds=grounds or self.words("appeal_grounds"), round=self.row["round"]
        )
        row["decider"] = ""
        self.event("appeal:lodged", by, f"by the {side}.")
        if side == "respondent":
            self.meet("appeal", "grievance")
        self.start("appeal_filed", self.track)
        self.reach("appealed")
        return row

    def decide_appeal(
        self,
        proceeding: Row,
        outcomes: Sequence[str],
        *,
        sanction: str = "",
        terms: Terms | None = None,
        against: int = 0,
        reasons: str = "",
    ) -> Row:
        """Members who took no part decide, charge by charge; what changes is written anew."""
        instance = self.procedure.appeal
        members = self.compose(instance)
        chair = members[0].person
        self.wait(25, 70)
        given = [outcomes[min(place, len(outcomes) - 1)] for place in range(len(self.versions))]
        for place, (version, outcome) in enumerate(zip(self.versions, given, strict=True), 1):
            words = APPEAL_LABELS[AppealOutcome(outcome)].lower()
            question = self._put(
                instance, "appeal", f"Is the order on Charge {place} {words}?", {"outcome": outcome}, chair, version
            )
            self._poll(question, instance, members, yes=len(members) - against)
        self.reach("appeal_voted")
        self.wait(2, 12)
        return self._end_appeal(proceeding, given, chair, sanction, terms, reasons or self.words("appeal_reasons"))

    def _end_appeal(
        self, proceeding: Row, given: Sequence[str], by: Someone, sanction: str, terms: Terms | None, reasons: str
    ) -> Row:
        instance, old = self.procedure.appeal, self.final
        overall = _overall(given)
        changes = overall not in {"affirmed", "dismissed"}
        words = ", ".join(
            f"charge {place} {APPEAL_LABELS[AppealOutcome(one)].lower()}" for place, one in enumerate(given, 1)
        )
        self.event("appeal:decided", by, f"{words}.")
        details = {"outcomes": {str(row["id"]): one for row, one in zip(self.versions, given, strict=True)}}
        decision = self.write_decision(
            instance.code, overall, reasons, by, count_words(instance.members, "member"), details,
            final=changes and overall != "remanded",
        )  # fmt: skip
        self._findings_on_appeal(decision, old, given, reasons)
        order = self._after_appeal(decision, overall, sanction, terms)
        proceeding.update(
            ended_at=self.at, outcome=overall, reasons=reasons, decider="3 members of the appeal",
            details={**proceeding["details"], "round": self.row["round"]},
        )  # fmt: skip
        self.meet("decide_appeal", "appeal", "grievance")
        values = {"outcome": f"{words[:1].upper()}{words[1:]}.\n\n{order}", "reasons": reasons}
        letter = self.letter("appeal_decision", values, by, facts={"decision_id": str(decision["id"])})
        self.serve(letter)
        self.reach("appeal_decided")
        return decision

    def _findings_on_appeal(self, decision: Row, old: Row | None, given: Sequence[str], reasons: str) -> None:
        before = {
            row["charge_version_id"]: row
            for row in self.sheet.rows(models.Finding)
            if old and row["decision_id"] == old["id"]
        }
        for version, outcome in zip(self.versions, given, strict=True):
            known = before.get(version["id"])
            value, ground, words = "not_sustained", "insufficient_evidence", reasons
            if outcome != "reversed" and known is not None:
                value, ground, words = known["value"], known["ground"], known["reasons"]
            self.sheet.add(
                models.Finding, charge_version_id=version["id"], decision_id=decision["id"], value=value, ground=ground,
                reasons=words,
            )  # fmt: skip

    def _after_appeal(self, decision: Row, overall: str, sanction: str, terms: Terms | None) -> str:
        if overall in {"affirmed", "dismissed"}:
            return "The order stands."
        standing = self.standing()
        new = self.impose(decision, sanction, terms or Terms(), now_final=True) if sanction else None
        for row in standing:
            begun = row["status"]
            happening = "sanction:supersede" if new is not None else "sanction:vacate"
            self._change(row, happening, "Replaced on appeal." if new is not None else "Vacated on appeal.")
            row["superseded_by_id"] = new["id"] if new is not None else None
            self.event("sanction:superseded" if new is not None else "sanction:vacated", None)
            if begun in {SanctionStatus.IN_FORCE, SanctionStatus.CARRIED_OUT}:
                self._open_corrections(row)
        if new is None:
            self.end("The sanction was vacated.", "proof_of_start", "proof_of_completion", "condition_report")
            return "No sanction stands."
        return self.sanction_words(sanction, terms or Terms(), now_final=True)

    def _open_corrections(self, row: Row) -> None:
        kinds = ["corrected_record", "recalled_letter"]
        if row["kind"] in _ENDS_WORK:
            kinds.insert(0, "reinstatement")
            if not self.is_licence and row["paid"] is not True:
                kinds.insert(1, "back_pay")
        for kind in kinds:
            self.corrections.append(
                self.sheet.add(
                    models.Correction, case_id=self.row["id"], sanction_id=row["id"], kind=kind, opened_at=self.at
                )
            )

    @property
    def corrections(self) -> list[Row]:
        """What a change on appeal makes to be put right."""
        found: list[Row] = self.__dict__.setdefault("_corrections", [])
        return found

    def correct(self, *, leave: int = 0) -> None:
        """Put right what a change made wrong; the last `leave` of them stay open."""
        hr = self.world.posts["hr"]
        for row in self.corrections[: len(self.corrections) - leave]:
            self.wait(2, 12)
            words = row["kind"].replace("_", " ")
            self.event("correction:recorded", hr, f"{words}, {day_words(self.today)}.")
            row.update(done_on=self.today, note=self.words("correction"), by_id=hr.account_id)
        self.reach("corrected")

    def standing(self) -> list[Row]:
        """Sanctions that were neither superseded nor vacated."""
        return [
            row for row in self.sanctions if row["status"] not in {SanctionStatus.SUPERSEDED, SanctionStatus.VACATED}
        ]

    def _change(self, row: Row, happening: str, reason: str) -> None:
        row.update(status=next_status(row["status"], happening), status_at=self.at, status_reason=reason)


def _overall(given: Sequence[str]) -> str:
    """The outcome that names the whole: the one that changes most; reversed in part is reduced."""
    found = set(given)
    if "reversed" in found and found != {"reversed"} and "remanded" not in found:
        return "reduced"
    return next(
        one for one in ("remanded", "reversed", "reduced", "increased", "affirmed", "dismissed") if one in found
    )
