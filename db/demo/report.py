"""A report as a story: filed, acknowledged, checked for conflicts, screened, closed."""

import random
from datetime import date, datetime, timedelta

from db import models
from db.demo.cast import Someone
from db.demo.chronicle import Stopped
from db.demo.days import OPENS
from db.demo.evidence import Gathering
from db.demo.filing import Filing, Named
from db.demo.sheet import Row
from db.demo.world import World

REVIEW = "review_of_dismissal"


class Report(Gathering):
    """One report. Its verbs follow those of intake."""

    def file(self, filing: Filing) -> "Report":
        """File the report, with what evidence came with it."""
        super().file(filing)
        self.first_evidence()
        return self

    def identify(self, named: Named, person: Someone) -> None:
        """Intake finds out who somebody in free text is; from then on that person is locked out."""
        self.wait(0, 2)
        named.person = person
        named.row.update(person_id=person.id, identified_by_id=self.intake.account_id, identified_at=self.at)
        self.event("report:identified", self.intake)
        self.relate(person, "respondent", "Alleged respondent", source="identify", by=self.intake)
        for boss in person.superiors(self.today):
            self.relate(boss, "chain_of_command", "Superior of the respondent", source="identify", by=self.intake)

    def acknowledge(self) -> None:
        """Confirm to the reporter that the report was received; nobody can be told where nobody is known."""
        if self.filing.reporter is None and not self.filing.contact:
            self.end("There is nobody to tell.", "acknowledge")
            return
        self.told("acknowledgement", "Your report reached us. We look at every report and tell you how it ends.")
        self.meet("acknowledge")

    def told(self, kind: str, text: str) -> None:
        """Tell the reporter something."""
        self.sheet.add(
            models.ReporterNotice, incident_id=self.row["id"], kind=kind, text=text, by_id=self.intake.account_id,
            at=self.at,
        )  # fmt: skip
        if self.filing.reporter is not None:
            self.notify(self.filing.reporter, "reporter_told", "There is news about a report of yours.")

    def check_conflicts(self, least: int = 0, most: int = 2) -> None:
        """Check the filing chain and the board; each on its own row."""
        self.wait(least, most)
        officer = self.world.posts["conflict-officer"]
        for scope, reason in (
            ("filing_chain", "Nobody in the chain of filing is named."),
            ("board", "No member of the board knows those named or took part in the matter."),
        ):
            self.sheet.add(
                models.ConflictCheck, incident_id=self.row["id"], scope=scope, outcome="clear", reason=reason,
                checked_by_id=officer.account_id, at=self.at,
            )  # fmt: skip
        self.event("conflict:checked", officer, "Filing chain and board: clear.")
        self.meet("conflict_check")

    def rule_on(self, named: Named, outcome: str, reason: str) -> None:
        """The conflict officer walls or clears somebody marked as involved."""
        self.tick()
        officer = self.world.posts["conflict-officer"]
        person = named.person
        self.sheet.add(
            models.ConflictCheck, incident_id=self.row["id"], incident_person_id=named.row["id"],
            person_id=person.id if person else None, scope="person", outcome=outcome, reason=reason,
            checked_by_id=officer.account_id, at=self.at,
        )  # fmt: skip
        self.event("conflict:ruled", officer, "Walled off." if outcome == "walled" else "Cleared.")
        if person is not None:
            self.end_relation(person, "involved")
            if outcome == "walled":
                self.relate(person, "walled", reason, source="conflict", by=officer)

    def wall(self, person: Someone, reason: str) -> None:
        """Wall a colleague off who was not named in the report."""
        self.tick()
        officer = self.world.posts["conflict-officer"]
        self.sheet.add(
            models.ConflictCheck, incident_id=self.row["id"], person_id=person.id, scope="person", outcome="walled",
            reason=reason, checked_by_id=officer.account_id, at=self.at,
        )  # fmt: skip
        self.event("conflict:ruled", officer, "Walled off.")
        self.relate(person, "walled", reason, source="conflict", by=officer)

    def screen(
        self,
        outcome: str,
        ground: str = "",
        reasons: str = "",
        *,
        named: Named | None = None,
        answer: str = "",
        duplicate_of: "Report | None" = None,
    ) -> Row:
        """The outcome for one respondent, or for the report while nobody is identified."""
        if self.row["status"] == "submitted":
            self.event("report:screened", self.intake)
            self.row.update(status="screened", screened_at=self.at)
            self.meet("screen")
            self.relate(self.intake, "screener", "Screened the report", source="assign", by=self.intake)
            self.no_evidence_left()
        one = named or (self.alleged[0] if self.alleged else None)
        person_row = one.row["id"] if one is not None else None
        before = [row for row in self.screenings if row["incident_person_id"] == person_row]
        row = self.sheet.add(
            models.Screening,
            incident_id=self.row["id"],
            incident_person_id=person_row,
            round=len(before) + 1,
            outcome=outcome,
            ground=ground,
            reasons=reasons,
            duplicate_of_id=duplicate_of.row["id"] if duplicate_of else None,
            respondent_told_on=self.today if outcome == "informal" else None,
            respondent_answer=answer,
            screened_by_id=self.intake.account_id,
            at=self.at,
        )
        self.screenings.append(row)
        return row

    def refer(self, kind: str, to: str, reason: str, *, sealed: bool = False, outcome: str = "", days: int = 0) -> Row:
        """Send the report to another authority."""
        row = self.sheet.add(
            models.Referral, incident_id=self.row["id"], kind=kind, to=to, sealed=sealed, reason=reason, packet=[],
            due_on=None, sent_at=self.at, by_id=self.intake.account_id,
        )  # fmt: skip
        self.event("referral:recorded", self.intake, "Sealed, sent." if sealed else "Sent.")
        answered = self.today + timedelta(days=days)
        if outcome and answered < self.days.as_of:
            row.update(outcome=outcome, outcome_on=answered)
        return row

    def close(self, kind: str = "dismissal", text: str = "") -> None:
        """Tell the reporter how it ended and close the report; the time to ask for a review begins."""
        self.wait(0, 4)
        if self.filing.reporter is not None or self.filing.contact:
            self.told(kind, text or "Your report was looked at and closed. No matter was opened.")
            self.event("reporter:told", self.intake)
        self.row.update(status="closed", closed_at=self.at)
        self.end("The report was closed.", "preserve_evidence", "conflict_check", "acknowledge", "screen")
        if kind == "dismissal":
            self.start("dismissal_served", None)
            self.mark("report_dismissed_at_screening")
            if self.due_at(REVIEW) is not None and self.world.now > self.due_at(REVIEW):  # type: ignore[operator]
                self.lapse(REVIEW)

    def close_with_cases(self) -> None:
        """Close the report once every case of it is closed."""
        if self.row["status"] == "screened" and all(case.row["stage"] == "closed" for case in self.cases):
            at = max([self.at, *(case.at for case in self.cases)])
            self.row.update(status="closed", closed_at=at)
            self.end("The report was closed.")

    def mark(self, record_class: str) -> None:
        """Note when the record becomes due for destruction."""
        rule = next(one for one in self.world.reference.retention if one.record_class == record_class)
        self.sheet.add(
            models.RetentionMark, incident_id=self.row["id"], rule_class=record_class, started_on=self.today,
            due_on=rule.due_on(self.today),
        )  # fmt: skip

    def supplement(self, text: str, *, withdraws: bool = False) -> None:
        """The reporter adds to the report; asking to withdraw it ends nothing."""
        author = self.filing.reporter if self.filing.reporter and self.filing.reporter.account_id else self.intake
        self.sheet.add(
            models.Supplement, incident_id=self.row["id"], account_id=author.account_id, at=self.at, text=text,
            withdraws=withdraws,
        )  # fmt: skip
        self.event("report:supplemented", author, "Asked to withdraw it." if withdraws else "")

    def ask_review(self, grounds: str) -> Row:
        """The reporter asks that another person review the dismissal."""
        asker = self.filing.reporter if self.filing.reporter and self.filing.reporter.account_id else self.intake
        row = self.sheet.add(
            models.Proceeding, incident_id=self.row["id"], kind=REVIEW, side="reporter", stays=False, grounds=grounds,
            opened_at=self.at, opened_by_id=asker.account_id, details={},
        )  # fmt: skip
        self.event("dismissal:review_asked", asker)
        self.meet(REVIEW)
        self.start("review_of_dismissal_filed", None)
        return row

    def decide_review(self, row: Row, outcome: str, reasons: str) -> None:
        """Somebody else looks at the dismissal again, and can reopen the report."""
        reviewer = self.world.posts["cause-reviewer"]
        self.relate(reviewer, "cause_reviewer", "Reviews the dismissal", source="assign", by=self.intake)
        self.wait(8, 24)
        row.update(ended_at=self.at, outcome=outcome, reasons=reasons, decider=reviewer.name)
        self.event("dismissal:reviewed", reviewer, "Reopened." if outcome == "reopened" else "The dismissal stands.")
        self.meet("decide_review_of_dismissal")
        if outcome == "reopened":
            self.row.update(status="submitted", closed_at=None)

    def receive(self, *, quick: bool = False) -> "Report":
        """What intake does with every report before it screens: acknowledge, preserve, check conflicts."""
        self.wait(0, 1 if quick else 4)
        self.acknowledge()
        self.preserve()
        self.check_conflicts(0, 1 if quick else 3)
        return self


def started_on(world: World, day: date, source: random.Random) -> datetime:
    """A moment of a working day for a report to arrive."""
    opened = world.days.next_open(day)
    moment = world.days.at(opened, source.randint(OPENS, 16), source.randint(0, 59))
    if moment >= world.now:
        raise Stopped
    return moment
