"""A case as a story: its opening, its stages, and its end."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from db import models
from db.demo.cast import Someone
from db.demo.chronicle import Chronicle, Stopped
from db.demo.filing import Named
from db.demo.report import Report
from db.demo.sheet import Row
from db.demo.world import read_words
from db.domain.choice import PLATFORMS, label
from db.domain.instance import Procedure
from db.domain.lockout import propagated_kind
from db.domain.plain import day_words
from db.domain.stage import Stage, Track


class Matter(Chronicle):
    """One case. `until` names a point of the story at which it stops; the matter stays open there."""

    def __init__(self, report: Report, named: Named | None = None, *, track: str, until: str = "") -> None:
        super().__init__(report.world, report.random, report.at)
        self.report, self.track, self.until = report, Track(track), until
        self.has_reached = False
        one = named or report.alleged[0]
        if one.person is None:
            raise ValueError("a case needs an identified respondent")
        self.named, self.respondent = one, one.person
        self.procedure: Procedure = self.world.reference.procedure(self.track)
        self.stages: list[Row] = []
        self.letters: list[Row] = []
        self.subtypes = list(dict.fromkeys(code for post in report.filing.posts for code in post.subtypes))
        self.intake = report.intake
        self.clerk = self.someone(self.world.role("clerk"))

    def keys(self) -> dict[str, UUID | None]:
        """The case's own id."""
        return {"incident_id": None, "case_id": self.row["id"]}

    @property
    def is_licence(self) -> bool:
        """Whether the case is on the licence track."""
        return self.track is Track.LICENCE

    def reach(self, point: str) -> None:
        """Stop here where the story was told to."""
        if self.until == point:
            self.has_reached = True
            raise Stopped

    def words(self, key: str, **more: str) -> str:
        """A text of the office's files, chosen at random, with this case's names put in."""
        text: str = self.random.choice(read_words("case")[key])
        return text.format_map({**self.names(), **more}) if "{" in text else text

    def names(self) -> dict[str, str]:
        """What texts may say of this case."""
        post = self.report.posts[0] if self.report.posts else None
        known = self.world.subtypes.get(self.subtypes[0]) if self.subtypes else None
        day = self.days.day(self.report.row["occurred_from_at"]) if self.report.row["occurred_from_at"] else self.today
        return {
            "name": self.respondent.name,
            "handle": post["handle"] if post else "the account",
            "platform": label(PLATFORMS, post["platform"]) if post else "the platform",
            "day": day_words(day),
            "what": known.label.lower() if known else "the conduct",
        }

    # --- opening

    def open(self, *, investigator: Someone | None = None, reasons: str = "", severity: int | None = None) -> "Matter":
        """Open the case from its report, with the report's relations carried over, and assign it."""
        report = self.report
        self.at = report.at
        screening = report.screen("opened", "", reasons or self.words("screened_in"), named=self.named)
        job = self.respondent.job(self.days.day(report.row["occurred_from_at"] or self.at))
        self.row = self.sheet.add(
            models.Case,
            number=self.world.case_number(self.today.year, self.random),
            version=1,
            track=self.track,
            stage=Stage.INVESTIGATION,
            stage_since_at=self.at,
            round=1,
            respondent_id=self.respondent.id,
            employment_id=job.id if job else None,
            severity=severity or report.row["severity"] or 1,
            summary=report.row["summary"],
            opened_at=self.at,
            opened_by_id=self.intake.account_id,
            changed_at=self.at,
        )
        screening["case_id"] = self.row["id"]
        self.sheet.add(models.CaseIncident, case_id=self.row["id"], incident_id=report.row["id"], at=self.at)
        self.event("case:opened", self.intake, f"{'License' if self.is_licence else 'Employer'} track.")
        self._stage_row(Stage.INVESTIGATION, "open")
        self._carry_over()
        report.cases.append(self)
        self.start("case_opened", self.track)
        self.investigator = investigator or self.someone(self.world.role("investigator"))
        self.assign(self.investigator, "investigator", "Investigator")
        self.row["assignee_id"] = self.investigator.id
        self.reach("opened")
        return self

    def _carry_over(self) -> None:
        """What is written on a report is written on its cases; its other respondents are walled off."""
        for row in self.report.relations:
            kind = propagated_kind(row["kind"], row["person_id"], self.respondent.id)
            if row["until_at"] is not None or self._has(row["person_id"], kind.value):
                continue
            copy = {
                **row,
                "id": self.sheet.new_id(),
                "incident_id": None,
                "case_id": self.row["id"],
                "kind": kind.value,
            }
            copy["from_at"] = self.at
            if kind.value == "walled" and row["kind"] == "respondent":
                copy["reason"] = "Respondent of another case from the same report"
            self.relations.append(self.sheet.add(models.MatterRelation, **copy))
        self.relate(self.respondent, "respondent", "Respondent of this case", source="assign", by=self.intake)

    def _has(self, person_id: UUID, kind: str) -> bool:
        return any(row["person_id"] == person_id and row["kind"] == kind for row in self.relations)

    def assign(self, person: Someone, kind: str, words: str) -> Someone:
        """Give somebody a part in the case."""
        self.relate(person, kind, f"Assigned: {words.lower()}", source="assign", by=self.intake)
        self.event("case:assigned", self.intake, f"{words}: {person.name}.")
        self.notify(person, "case_assigned", "A case was assigned to you.")
        return person

    # --- stages

    def _stage_row(self, stage: Stage, move: str) -> None:
        for row in self.stages:
            if row["ended_at"] is None:
                row["ended_at"] = self.at
        self.stages.append(
            self.sheet.add(models.CaseStage, case_id=self.row["id"], stage=stage, started_at=self.at, move=move)
        )

    def move(self, stage: Stage, move: str) -> None:
        """Go to a stage; clocks whose right has lapsed by now are over."""
        self.row.update(stage=stage, stage_since_at=self.at)
        self._stage_row(stage, move)
        self.let_lapse(self.at)

    def let_lapse(self, moment: datetime) -> None:
        """End the clocks whose right lapsed before that moment."""
        for row in self.running():
            if row["on_miss"] == "right_lapses" and row["due_at"] < moment and row["paused_since_at"] is None:
                row["ended_at"], row["ended_reason"] = row["due_at"], "The time has run."

    # --- beside the main line

    def proceeding(self, kind: str, *, side: str, by: Someone, grounds: str, **details: Any) -> Row:
        """Open what runs beside the main line."""
        return self.sheet.add(
            models.Proceeding, case_id=self.row["id"], kind=kind, side=side, decider=by.name, stays=kind == "stay",
            grounds=grounds, opened_at=self.at, opened_by_id=by.account_id, details=details,
        )  # fmt: skip

    def finish(self) -> None:
        """Whatever the story's end, leave the case as a reader of the as-of date finds it."""
        self.row["changed_at"] = self.at
        self.let_lapse(self.world.now)

    def close(self, closure: str, reasons: str, record_class: str) -> None:
        """Close the case; its clocks end, the checks for retaliation begin."""
        self.row.update(closed_at=self.at, closure=closure, closure_reasons=reasons)
        self.end("The case was closed.")
        self.start("case_closed", self.track)
        self._checks()
        rule = next(one for one in self.world.reference.retention if one.record_class == record_class)
        self.sheet.add(
            models.RetentionMark, case_id=self.row["id"], rule_class=record_class, started_on=self.today,
            due_on=rule.due_on(self.today),
        )  # fmt: skip

    def _checks(self) -> None:
        """Ask the reporter about retaliation 30, 90 and 180 days after closing, where there is one to ask."""
        has_reporter = self.report.filing.reporter is not None or bool(self.report.filing.contact)
        for row in self.running("retaliation_check_30", "retaliation_check_90", "retaliation_check_180"):
            if not has_reporter:
                row["ended_at"], row["ended_reason"] = self.at, "There is nobody to ask."
                continue
            asked = row["due_at"] - timedelta(
                days=self.random.choice((1, 2, 3, 5, -2)), hours=self.random.randint(8, 13)
            )
            if asked < self.world.now:
                row["met_at"] = asked
                self.sheet.add(
                    models.ReporterNotice, incident_id=self.report.row["id"], kind="retaliation_check",
                    text="How have you been treated since you reported? Tell us if anything changed for you.",
                    by_id=self.intake.account_id, at=asked,
                )  # fmt: skip
