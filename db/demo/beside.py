"""What runs beside the main line: stays, more time, default, consent, referrals, court matters, notes, motions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db import models
from db.demo.carrying import CarryingOut
from db.demo.cast import Someone
from db.demo.matter import Matter
from db.demo.sheet import Row
from db.domain.plain import count_words
from db.domain.stage import Stage
from db.sanctioning import Terms


class Beside(CarryingOut):
    """Proceedings and acts that stand beside the stage."""

    def stay(self, reasons: str, *, days: int | None = None) -> Row:
        """An order stays the case; its clocks stand still. `days` None: it still lasts."""
        self.wait(1, 6)
        by = self.world.posts["board-chair"] if self.is_licence else self.reviewer or self.world.posts["cause-reviewer"]
        self.event("stay:ordered", by, "until the criminal court has decided.")
        self.sheet.add(
            models.Order, case_id=self.row["id"], kind="stay", granted=True, reasons=reasons,
            effect="The case stands still; its clocks are paused.", ruled_by_id=by.account_id, at=self.at,
        )  # fmt: skip
        row = self.proceeding("stay", side="office", by=by, grounds=reasons)
        self.row["stayed_since_at"] = self.at
        paused = [one for one in self.running() if one["kind"] != "not_before"]
        for one in paused:
            one["paused_since_at"] = self.at
        self.reach("stayed")
        if days is not None:
            since = self.at
            self.on(self.today + timedelta(days=days))
            self._lift(row, paused, since, by)
        return row

    def _lift(self, row: Row, paused: Sequence[Row], since: datetime, by: Someone) -> None:
        self.event("stay:lifted", by)
        row.update(ended_at=self.at, outcome="lifted", reasons="The reason for the stay has ended.")
        self.row["stayed_since_at"] = None
        for one in paused:
            old = one["due_at"]
            one.update(paused_since_at=None, due_at=old + (self.at - since))
            self.sheet.add(
                models.DeadlineChange,
                deadline_id=one["id"],
                kind="toll",
                from_at=since,
                until_at=self.at,
                old_due_at=old,
                new_due_at=one["due_at"],
                reason="The case was stayed.",
                by_id=by.account_id,
                at=self.at,
            )

    def extend(self, rule: str, days: int, reason: str, *, as_of_right: bool = True) -> None:
        """More time for one clock; the old date is kept."""
        for row in self.running(rule):
            self.tick()
            self.event("extension:granted", self.clerk, f"{row['label']}: {count_words(days, 'more day')}.")
            old = row["due_at"]
            row["due_at"] = old + timedelta(days=days)
            self.sheet.add(
                models.DeadlineChange, deadline_id=row["id"], days=days, old_due_at=old, new_due_at=row["due_at"],
                kind="extension_of_right" if as_of_right else "extension_by_order", reason=reason,
                by_id=self.clerk.account_id, at=self.at,
            )  # fmt: skip

    def default(self, reasons: str = "") -> None:
        """The time to answer runs out; a person moves for a default and a person orders it, on proof of service."""
        due = self.due_at("answer_charges")
        self.after(max(due, self.at) if due is not None else self.at)
        counsel = self.counsel or self.clerk
        self.event("default:moved", counsel)
        motion = self.sheet.add(
            models.Motion, case_id=self.row["id"], kind="default", side="office", filed_by_id=counsel.account_id,
            text="The charges were served and the time to answer has run.", at=self.at,
        )  # fmt: skip
        self.reach("default_moved")
        self.wait(3, 10)
        chair = self.world.posts["board-chair"]
        self.event("default:ordered", chair)
        self.sheet.add(
            models.Order, case_id=self.row["id"], motion_id=motion["id"], kind="default", granted=True,
            reasons=reasons or "Service is proven by the signed receipt; no answer came.",
            effect="The facts in the charges as served stand admitted; a hearing on the sanction is offered.",
            ruled_by_id=chair.account_id, at=self.at,
        )  # fmt: skip
        self.end("A default was ordered.", "answer_charges")

    def consent(self, terms: str, sanctions: Sequence[tuple[str, Terms]], *, reasons: str = "") -> Row:
        """The respondent consents on an affidavit; somebody who did not negotiate approves."""
        counsel = self.counsel or self.assign(
            self.someone(self.world.role("counsel")[:2]), "presenting_counsel", "Presenting counsel"
        )
        self.wait(3, 12)
        self.event("consent:recorded", counsel)
        offered = [{"kind": kind, "terms": one.as_json(), "effective_on": None} for kind, one in sanctions]
        row = self.proceeding(
            "consent", side="respondent", by=counsel, grounds=terms, terms=terms,
            affidavit="Sworn statement of the respondent that the consent is free and informed.",
            negotiators=[str(counsel.id)], sanctions=offered,
        )  # fmt: skip
        self.reach("consent_offered")
        self.wait(4, 20)
        by = self.world.posts["board-chair"] if self.is_licence else self.world.posts["deciding-official"]
        self.event("consent:approved", by)
        self.move(Stage.DECIDED, "consent")
        why = reasons or "The consent is voluntary and fits the conduct."
        details = {"consent_id": str(row["id"]), "sanctions": offered}
        decision = self.write_decision(
            self.procedure.last.code, "sanction" if sanctions else "no_sanction", why, by,
            f"By consent, approved by {by.name}", details, final=True, proof="consent",
        )  # fmt: skip
        self._by_consent(decision, sanctions)
        row.update(ended_at=self.at, outcome="approved", reasons=why)
        self.end("The case was decided by consent.", *self._before_decision())
        agreed = [self.sanction_words(kind, one, now_final=True) for kind, one in sanctions]
        values = {"terms": "\n".join([terms, *agreed])}
        self.order_letter = self.letter("consent_order", values, by, facts={"decision_id": str(decision["id"])})
        self.reach("consented")
        return row

    def _by_consent(self, decision: Row, sanctions: Sequence[tuple[str, Terms]]) -> None:
        for version in self.versions:
            self.sheet.add(
                models.Finding, charge_version_id=version["id"], decision_id=decision["id"], value="no_finding",
                ground="consent", reasons="Decided by consent.",
            )  # fmt: skip
        for kind, one in sanctions:
            self.impose(decision, kind, one, now_final=True)

    def _before_decision(self) -> list[str]:
        after = {
            "appeal",
            "grievance",
            "proof_of_start",
            "proof_of_completion",
            "condition_report",
            "tell_reporter_outcome",
        }
        return sorted({rule.code for rule in self.world.reference.deadlines} - after)

    def refer(
        self, kind: str, to: str, reason: str, *, packet: Sequence[Row] = (), outcome: str = "", days: int = 0,
        sent: bool = True, sealed: bool = False,
    ) -> Row:  # fmt: skip
        """What goes to another authority."""
        self.tick()
        self.event("referral:recorded", self.investigator, f"{kind.capitalize()}: {'sent' if sent else 'due'}.")
        answered = self.today + timedelta(days=days)
        has = bool(outcome) and answered < self.days.as_of
        return self.sheet.add(
            models.Referral, case_id=self.row["id"], kind=kind, to=to, sealed=sealed, reason=reason,
            packet=[str(row["id"]) for row in packet], due_on=self.today + timedelta(days=14),
            sent_at=self.at if sent else None, outcome=outcome if has else "", outcome_on=answered if has else None,
            by_id=self.investigator.account_id,
        )  # fmt: skip

    def review_matters(self, *reviews: str, note: str = "") -> None:
        """Review the court matters that the conduct may touch."""
        for place, row in enumerate(self.report.matters):
            self.tick()
            value = reviews[min(place, len(reviews) - 1)] if reviews else "no_action"
            self.event(
                "matter:reviewed", self.counsel or self.investigator, f"{row['number']}: {value.replace('_', ' ')}."
            )
            row.update(review=value, reviewed_at=self.at, note=note or self.words("matter_note"))

    def represent(self, kind: str, name: str, scope: str = "This case, until it is closed.") -> None:
        """Counsel, a union representative, an interpreter or an accommodation."""
        self.tick()
        self.event("representation:recorded", self.clerk, f"{kind.capitalize()}.")
        self.sheet.add(
            models.Representation, case_id=self.row["id"], kind=kind, name=name, scope=scope, from_on=self.today
        )

    def link(self, other: Matter, kind: str) -> None:
        """Two cases that belong together."""
        self.sheet.add(models.CaseLink, case_id=self.row["id"], other_id=other.row["id"], kind=kind)

    def note(self, text: str, by: Someone, audience: str = "all") -> None:
        """A note on the case."""
        self.tick()
        self.event("note:added", by)
        self.sheet.add(
            models.Note, case_id=self.row["id"], by_id=by.account_id, at=self.at, audience=audience, text=text
        )

    def motion(
        self, kind: str, side: str, text: str, *, granted: bool | None = None, reasons: str = "", effect: str = ""
    ) -> Row:
        """A request of a side; ruled on, unless `granted` is None."""
        self.tick()
        by = self.counsel if side == "office" and self.counsel else self.clerk
        self.event("motion:filed", by, f"{kind.capitalize()}, by the {side}.")
        row = self.sheet.add(
            models.Motion,
            case_id=self.row["id"],
            kind=kind,
            side=side,
            text=text,
            filed_by_id=by.account_id,
            at=self.at,
        )
        if granted is None:
            return row
        self.wait(2, 8)
        chair = self.world.posts["board-chair"] if self.is_licence else self.world.posts["deciding-official"]
        self.event("motion:ruled", chair, f"{kind.capitalize()}: {'granted' if granted else 'denied'}.")
        self.sheet.add(
            models.Order, case_id=self.row["id"], motion_id=row["id"], kind=kind, granted=granted, reasons=reasons,
            effect=effect, ruled_by_id=chair.account_id, at=self.at,
        )  # fmt: skip
        return row

    def resign(self, words: str) -> None:
        """The respondent resigns: an event that ends nothing by itself."""
        self.tick()
        hr = self.world.posts["hr"]
        self.event("employment:ended", hr, words)
        self.world.leave(self.respondent, self.today)

    def hold_records(self, kind: str, reason: str) -> None:
        """A legal hold stops destruction."""
        records = self.world.posts["records"]
        self.event("hold:placed", records)
        self.sheet.add(
            models.LegalHold, case_id=self.row["id"], kind=kind, reason=reason, by_id=records.account_id, at=self.at
        )
