"""The investigation of a case: attribution, steps, statements, evidence, protective measures."""

from collections.abc import Sequence
from datetime import timedelta

from db import models
from db.demo.cast import Someone
from db.demo.papers import Papers
from db.demo.sheet import Row
from db.domain.choice import ATTRIBUTION_STATUSES, PLATFORMS, STATEMENT_ROLES, STEP_KINDS, label
from db.domain.plain import day_words
from db.domain.statement import LABELS as MODES
from db.domain.statement import StatementMode


class Inquiry(Papers):
    """What the investigator does."""

    investigator: Someone

    def attribute(self, status: str = "confirmed", basis: str = "admission", reasons: str = "") -> None:
        """Decide who is behind each account that the posts came from."""
        self.wait(1, 6)
        for platform, handle in dict.fromkeys((post["platform"], post["handle"]) for post in self.report.posts):
            words = label(ATTRIBUTION_STATUSES, status).lower()
            text = f"{label(PLATFORMS, platform)} {handle}: {words}."
            self.event("attribution:decided", self.investigator, text)
            self.sheet.add(
                models.Attribution,
                incident_id=self.report.row["id"],
                case_id=self.row["id"],
                platform=platform,
                handle=handle,
                person_id=self.respondent.id,
                status=status,
                basis=basis,
                reasons=reasons or self.words(f"attributed_by_{basis}", handle=handle),
                decided_by_id=self.investigator.account_id,
                at=self.at,
            )

    def plan(
        self, kind: str, title: str, *, mode: str | None = None, days: int = 14, owner: Someone | None = None
    ) -> Row:
        """Plan a step."""
        self.tick()
        spoken = f", {MODES[StatementMode(mode)].lower()}" if mode else ""
        self.event("step:planned", self.investigator, f"{label(STEP_KINDS, kind)}{spoken}: {title}.")
        return self.sheet.add(
            models.Step,
            case_id=self.row["id"],
            kind=kind,
            mode=mode,
            title=title,
            owner_id=(owner or self.investigator).id,
            due_on=self.days.next_open(self.today + timedelta(days=days)),
            planned_by_id=self.investigator.account_id,
            planned_at=self.at,
        )

    def complete(self, step: Row, result: str = "", *, outcome: str = "done") -> Row:
        """Record what came of a step."""
        self.event(
            "step:completed", self.investigator, f"{step['title']}: {'done' if outcome == 'done' else 'not done'}."
        )
        step.update(
            completed_at=self.at,
            completed_by_id=self.investigator.account_id,
            outcome=outcome,
            result=result or self.words(f"step_{step['kind']}"),
        )
        return step

    def do(self, kind: str, title: str, *, least: int = 2, most: int = 12, result: str = "") -> Row:
        """Plan a step and complete it some days later."""
        step = self.plan(kind, title)
        self.wait(least, most)
        return self.complete(step, result)

    def statement(
        self,
        mode: str,
        text: str,
        *,
        role: str = "respondent",
        name: str = "",
        step: Row | None = None,
        representative: str = "",
        privilege: str = "",
        exposed: Sequence[Someone] = (),
    ) -> Row:
        """What somebody said, under which advisement; a compelled one exposes whoever heard it."""
        spoken = MODES[StatementMode(mode)].lower()
        self.event("statement:taken", self.investigator, f"{label(STATEMENT_ROLES, role)}, {spoken}.")
        row = self.sheet.add(
            models.Statement,
            case_id=self.row["id"],
            step_id=step["id"] if step else None,
            person_id=self.respondent.id if role == "respondent" else None,
            name=self.respondent.name if role == "respondent" else name,
            role=role,
            mode=mode,
            advisement="Compelled statement, version 3" if mode == "compelled" else "Voluntary statement, version 2",
            representative=representative or ("Offered" if mode == "compelled" else ""),
            privilege_claimed=bool(privilege),
            privilege_to=privilege,
            text=text,
            taken_by_id=self.investigator.account_id,
            taken_at=self.at,
        )
        if mode == "compelled":
            for person in dict.fromkeys([self.investigator, *exposed]):
                why = "Took the statement" if person is self.investigator else "Heard it"
                self.sheet.add(
                    models.StatementExposure, statement_id=row["id"], person_id=person.id, at=self.at, why=why
                )
        return row

    def derive(self, statement: Row, kind: str, child: Row) -> None:
        """Mark what came from a statement."""
        self.sheet.add(
            models.Derivation,
            case_id=self.row["id"],
            statement_id=statement["id"],
            child_kind=kind,
            child_id=child["id"],
        )

    def interview(self, *, mode: str = "voluntary", text: str = "", **more: object) -> Row:
        """Interview the respondent: a step, and what was said."""
        step = self.plan("interview", f"Interview {self.respondent.name}", mode=mode, days=10)
        self.wait(3, 12)
        row = self.statement(mode, text or self.words("statement_respondent"), step=step, **more)  # type: ignore[arg-type]
        self.complete(step, self.words("step_interview"))
        return row

    def capture(
        self, kind: str, description: str, *, post: Row | None = None, restriction: str = "", order: str = ""
    ) -> Row:
        """Evidence that the investigator adds."""
        self.tick()
        report = self.report
        report.at = self.at
        row = report.add_evidence(
            kind, by=self.investigator, post=post, description=description, case_id=self.row["id"]
        )
        self.event("evidence:added", self.investigator, f"SHA-256 {row['sha256'][:8]}.")
        if restriction:
            self.sheet.add(models.EvidenceRestriction, evidence_id=row["id"], kind=restriction, order=order, readers=[])
        return row

    def measure(self, kind: str, *, paid: bool, days: int, reason: str, by: Someone, review: bool = True) -> Row:
        """A protective measure with its paper: never discipline."""
        start = self.today
        flagged = not paid
        until = start + timedelta(days=days)
        row = self.sheet.add(
            models.ProtectiveMeasure,
            case_id=self.row["id"],
            kind=kind,
            paid=paid,
            authority="Personnel rules, part 9",
            reason=reason,
            from_on=start,
            review_on=start + timedelta(days=min(days, 30)) if review else None,
            until_on=until,
            flagged=flagged,
            by_id=by.account_id,
        )
        words = {"paid_leave": "Paid administrative leave", "matters_reassigned": "Matters reassigned"}.get(kind, kind)
        shown = "Unpaid leave in an emergency" if kind == "paid_leave" and not paid else words.replace("_", " ")
        marked = "; flagged: unpaid, punitive or without an end" if flagged else ""
        self.event("protective_measure:imposed", by, f"{shown}, from {day_words(start)}{marked}.")
        for clock in self.start("measure_imposed", self.track):
            clock["met_at"] = min(clock["due_at"] - timedelta(days=2), self.world.now)
        self.letter(
            "protective_measure",
            {
                "measure": f"{shown}, {'paid' if paid else 'unpaid'}. Authority: Personnel rules, part 9",
                "reason": reason,
                "from_day": day_words(start),
                "until_day": day_words(until),
                "more": "You may answer this at once, see what it rests on, and have it heard promptly."
                if flagged
                else "",
            },
            by,
        )
        return row
