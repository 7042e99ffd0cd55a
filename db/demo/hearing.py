"""The hearing or pre-decision meeting: scheduled, noticed, held, and its record filed."""

from datetime import date, timedelta

from db import models
from db.demo.seating import Seating
from db.demo.sheet import Row
from db.domain.choice import HEARING_KINDS
from db.domain.plain import day_words
from db.domain.stage import Stage


class Hearings(Seating):
    """The hearing itself."""

    def schedule(self, *, days: int | None = None, waived: bool = False) -> Row:
        """Set day and place, and serve the notice; where its time is waived in writing, that is recorded."""
        kind = "hearing" if self.is_licence else "pre_decision_meeting"
        day = self._day_ahead(days, waived=waived)
        hours = (9, 9, 10, 10) if self.hurry else (9, 10, 13, 14)
        moment = self.days.at(day, self.random.choice(hours), self.random.choice((0, 30)))
        local = moment.astimezone(self.days.zone)
        when = f"{day_words(day)} at {local.strftime('%I:%M %p').lstrip('0')} {local:%Z}"
        self.event("hearing:scheduled", self.clerk, f"{HEARING_KINDS[kind].lower()}, {when}.")
        place = self.words("place")
        letter = self.letter(
            "hearing_notice", {"when": when, "place": place, "hearing": HEARING_KINDS[kind].lower()}, self.clerk
        )
        self.hearing = self.sheet.add(
            models.Hearing,
            case_id=self.row["id"],
            kind=kind,
            round=self.row["round"],
            scheduled_at=moment,
            place=place,
            notice_letter_id=letter["id"],
        )
        self.reach("scheduled")
        self.serve(letter, most=1 if self.is_licence else 0)
        if waived:
            self.tick()
            self.event("notice_time:waived", self.clerk, "signed by the respondent.")
            signed = day_words(self.today)
            self.hearing.update(
                notice_time_waived_at=self.at,
                notice_time_waiver=f"The notice time is waived. (signed by the respondent, {signed})",
            )
        self.reach("ready")
        return self.hearing

    def _day_ahead(self, days: int | None, *, waived: bool) -> date:
        """The day to set: past the notice time, unless that is waived."""
        usual = self.random.randint(50, 75) if self.is_licence else self.random.randint(8, 14)
        day = self.today + timedelta(days=usual if days is None else days)
        earliest = None if self.is_licence or waived else self.due_at("pre_decision_meeting")
        return self.days.next_open(day if earliest is None else max(day, self.days.day(earliest)))

    def go_to_hearing(self) -> None:
        """Move to the hearing: on its day, or as soon as the notice time has passed where the story stops there."""
        earliest = self.due_at("hearing_notice", "pre_decision_meeting")
        scheduled = self.hearing["scheduled_at"]
        if self.until == "hearing" and earliest is not None:
            self.after(max(earliest, self.at))
        else:
            before = scheduled - timedelta(minutes=self.random.randint(20, 50))
            self._go(max(before, self.at + timedelta(minutes=5)))
        by = self.clerk if self.is_licence else self.panels[self.procedure.first.code, 1][0].person
        self.event("hearing:opened", by)
        self.move(Stage.HEARING, "to_hearing")
        self.reach("hearing")

    def hold(self, *, record: str = "", waived: bool = False) -> None:
        """Hold the hearing or meeting, file exhibits and record, and go on to deliberation."""
        scheduled = max(self.hearing["scheduled_at"], self.at)
        self._go(scheduled + timedelta(minutes=self.random.randint(75, 260)))
        if waived:
            self.event("hearing:waived", self.clerk, "signed by the respondent.")
            self.hearing.update(
                waived_at=self.at, waiver=f"The hearing is waived. (signed by the respondent, {day_words(self.today)})"
            )
        else:
            self.event("hearing:held", self.clerk, f"{HEARING_KINDS[self.hearing['kind']].lower()}.")
            self.hearing["held_at"] = scheduled
        self.start("hearing_closed" if self.is_licence else "pre_decision_meeting_held", self.track, at=scheduled)
        self.reach("held")
        self.file_record(record)

    def file_record(self, record: str = "") -> None:
        """Exhibits, the record, and the move to deliberation."""
        for place, one in enumerate([row for row in self.report.evidence if row["id"] not in self.sealed()][:4], 1):
            self.tick(2, 9)
            self.event("exhibit:filed", self.clerk, f"Exhibit {place}, office.")
            self.sheet.add(
                models.Exhibit, case_id=self.row["id"], evidence_id=one["id"], label=f"Exhibit {place}",
                description=one["description"][:200], side="office", filed_by_id=self.clerk.account_id, at=self.at,
            )  # fmt: skip
        if not self.report.evidence:
            self.sheet.add(
                models.Exhibit, case_id=self.row["id"], label="Exhibit 1", description="Statement of the reporter",
                side="office", filed_by_id=self.clerk.account_id, at=self.at,
            )  # fmt: skip
        self.wait(1, 7)
        self.event("record:filed", self.clerk, f"{HEARING_KINDS[self.hearing['kind']].lower()}.")
        self.hearing.update(record=record or self.words("record"), record_filed_at=self.at)
        self.tick()
        by = self.clerk if self.is_licence else self.panels[self.procedure.first.code, 1][0].person
        self.event("deliberation:opened", by)
        self.move(Stage.DELIBERATION, "to_deliberation")
        self.reach("deliberation")
