"""Carrying out: proof of start and of completion, conditions kept."""

from datetime import date, timedelta
from typing import Any

from db import models
from db.demo.appealing import Appealing
from db.demo.cast import Someone
from db.demo.sheet import Row
from db.domain.plain import day_words
from db.domain.stage import SanctionStatus
from db.sanctioning import Terms, short_words, terms_from

_LICENCE_ENDS = {"disbarment": "disbarred", "surrender": "surrendered"}


class CarryingOut(Appealing):
    """Imposed is not carried out."""

    def _prover(self) -> Someone:
        return self.clerk if self.is_licence else self.world.posts["hr"]

    def _prove(self, row: Row, kind: str, on: date, proof: str) -> None:
        self.sheet.add(
            models.SanctionProof, sanction_id=row["id"], case_id=self.row["id"], kind=kind, on=on, proof=proof,
            by_id=self._prover().account_id, at=self.at,
        )  # fmt: skip

    def begin(self, row: Row, *, most: int = 6) -> None:
        """Prove that a sanction started, on or after its day of effect."""
        day = row["effective_on"]
        self.on(day + timedelta(days=self.random.randint(0, most))) if day > self.today else self.wait(0, most)
        started = max(day, self.today - timedelta(days=2)) if day <= self.today else self.today
        words = self._short(row)
        self.event("sanction:start_proven", self._prover(), f"{words}, from {day_words(started)}.")
        proof = self.words("proof_start")
        self._change(row, "sanction:prove_start", proof)
        term = _terms(row).term
        ends = term.active_end_on(started) if term is not None and term.amount and not term.amount.is_zero else None
        row["ends_on"] = ends
        self._prove(row, "start", started, proof)
        if all(one["status"] is not SanctionStatus.PENDING for one in self.standing()):
            self.meet("proof_of_start")
        self.start("sanction_ends", self.track, at=self.days.at(ends or started, 12))
        self.reach("started")

    def _short(self, row: Row) -> str:
        return short_words(self.world.reference.sanction(self.track, row["kind"]), _terms(row))

    def complete_sanction(self, row: Row, *, most: int = 12) -> None:
        """Prove that a sanction was completed."""
        ends = row["ends_on"]
        if ends is not None and ends >= self.today:
            self.on(ends + timedelta(days=self.random.randint(1, most)))
        else:
            self.wait(0, most)
        proof = self.words("proof_completion")
        was_stayed = row["status"] is SanctionStatus.STAYED
        self.event("sanction:completion_proven", self._prover(), f"{self._short(row)}, on {day_words(self.today)}.")
        self._change(row, "sanction:prove_completion", proof)
        if was_stayed:
            self._prove(row, "start", row["effective_on"], "Stayed from the day of effect.")
        self._prove(row, "completion", self.today, proof)
        if row["kind"] in {"termination", "resignation_in_lieu"}:
            self.world.leave(self.respondent, row["effective_on"])
        elif row["kind"] in _LICENCE_ENDS:
            self.world.leave(self.respondent, self.today, licence=_LICENCE_ENDS[row["kind"]])
        waiting = {SanctionStatus.PENDING, SanctionStatus.IN_FORCE}
        if all(one["status"] not in waiting for one in self.standing()):
            self.meet("proof_of_completion", "proof_of_start")

    def keep_conditions(self, months: int) -> None:
        """The monitor reports that the conditions were kept, once their time has run."""
        self.on(self.today + timedelta(days=30 * months))
        for row in self.conditions:
            self.tick()
            self.event("condition:reported", self.clerk, "met.")
            row.update(status="done", status_at=self.at, status_note="Kept throughout, as the monitor's reports show.")

    def carry_out(self) -> None:
        """Every sanction that stands, from start to completion."""
        for row in self.standing():
            if row["status"] is SanctionStatus.PENDING:
                self.begin(row)
            self.complete_sanction(row)
        self.reach("carried_out")


def _terms(row: Row) -> Terms:
    """A sanction's terms from its row."""
    parts = ("years", "months", "days")
    given: dict[str, Any] = {
        "amount": {part: row[part] for part in parts},
        "stayed": {part: row[f"stayed_{part}"] for part in parts},
        "indefinite": row["indefinite"],
        "working_days": row["working_days"],
        "paid": row["paid"],
    }
    return terms_from(given)
