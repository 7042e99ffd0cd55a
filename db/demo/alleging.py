"""Allegations, the notice of them and its answer, the report on each, and how a case can end at the review of cause."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from db import models
from db.demo.cast import Someone
from db.demo.inquiry import Inquiry
from db.demo.sheet import Row
from db.demo.world import read_words
from db.domain.choice import SPEECH_QUESTIONS
from db.domain.plain import day_words
from db.domain.stage import Stage

SPEECH_SUBTYPES = frozenset(
    {
        *("opinion_of_guilt", "public_condemnation", "show_or_podcast", "attack_on_court", "slur_or_demeaning"),
        *("hostility_to_group", "partisan_activity", "refusal_to_enforce", "membership_or_reaction_only"),
        *("insult_to_participant", "obscene_content", "sock_puppet_commentary", "ambiguous_post", "false_claim"),
        *("identifiable_war_story", "harassment_or_threat"),
    }
)
"""Content or viewpoint is part of the ground: a speech review is due."""


class Alleging(Inquiry):
    """From the allegations to the review of cause."""

    reviewer: Someone | None = None
    counsel: Someone | None = None

    def allege(
        self,
        text: str = "",
        *,
        codes: Sequence[str] = (),
        posts: Sequence[Row] | None = None,
        dates: tuple[date, date] | None = None,
        content: bool | None = None,
    ) -> Row:
        """State an allegation."""
        kinds = list(codes or self.subtypes)
        ordinal = len(self.allegations) + 1
        self.tick()
        self.event("allegation:added", self.investigator, f"Allegation {ordinal}.")
        is_content = any(code in SPEECH_SUBTYPES for code in kinds) if content is None else content
        row = self.sheet.add(
            models.Allegation,
            case_id=self.row["id"],
            ordinal=ordinal,
            text=text or self.alleged_words(kinds),
            occurred_from_on=dates[0] if dates else None,
            occurred_until_on=dates[1] if dates else None,
            content_ground=is_content,
        )
        for code in kinds:
            self.sheet.add(models.AllegationSubtype, allegation_id=row["id"], subtype=code)
        for post in self.report.posts if posts is None and not dates else posts or ():
            self.sheet.add(models.AllegationPost, allegation_id=row["id"], post_id=post["id"])
        self.kinds[row["id"]] = kinds
        self.allegations.append(row)
        return row

    def alleged_words(self, codes: Sequence[str]) -> str:
        """The first kind of conduct as an allegation puts it."""
        texts = read_words("posts").get(codes[0], read_words("posts")["other"])["alleged"]
        text: str = self.random.choice(texts)
        return text.format_map(self.names())

    @property
    def allegations(self) -> list[Row]:
        """The allegations so far."""
        found: list[Row] = self.__dict__.setdefault("_allegations", [])
        return found

    @property
    def kinds(self) -> dict[UUID, list[str]]:
        """Sub-types by allegation."""
        found: dict[UUID, list[str]] = self.__dict__.setdefault("_kinds", {})
        return found

    def rules_of(self, codes: Sequence[str]) -> str:
        """The rules that sub-types fall under, one a line."""
        rules = dict.fromkeys(rule for code in codes for rule in self.world.subtypes[code].rules)
        return "\n".join(f"Rule {rule}" if rule[:1].isdigit() else rule.capitalize() for rule in rules) or "Policy SM-4"

    def notice(self, *, failed: bool = False, most: int = 4) -> Row:
        """Draft and serve the notice of allegations."""
        self.wait(0, most)
        self.event("notice:drafted", self.investigator)
        values = {
            "alleged": "\n\n".join(f"{row['ordinal']}. {row['text']}" for row in self.allegations),
            "when": self.names()["day"],
            "rules": self.rules_of([code for row in self.allegations for code in self.kinds[row["id"]]]),
        }
        letter = self.letter("notice_of_allegations", values, self.investigator)
        self.reach("drafted")
        self.serve(letter, failed=failed, most=most)
        self.reach("noticed")
        return letter

    def respond(self, letter: Row, text: str = "", *, least: int = 3, most: int | None = None) -> None:
        """The respondent answers the notice, usually within its time."""
        longest = most if most is not None else (26 if self.is_licence else 9)
        self.wait(least, longest)
        rules = ("respond_licence", "respond_employer")
        self.answer("allegations", text or self.words("response"), letter=letter, rules=rules)
        self.reach("answered")

    def speech(self, conclusion: str = "not_protected", text: str = "") -> None:
        """Counsel's recorded review, where content is part of the ground."""
        reviewer = self.someone(self.world.role("counsel"))
        self.assign(reviewer, "speech_reviewer", "Speech reviewer")
        self.reach("speech")
        self.wait(3, 15)
        weights = {"protected": "protects", "partly": "open", "not_protected": "does_not_protect"}
        questions = SPEECH_QUESTIONS[self.track.value]
        self.event("speech_review:recorded", reviewer)
        self.sheet.add(
            models.SpeechReview, case_id=self.row["id"], reviewer_id=reviewer.id, at=self.at,
            answers=dict.fromkeys(questions, weights[conclusion]), conclusion=conclusion,
            text=text or self.words(f"speech_{conclusion}"),
        )  # fmt: skip

    def is_speech(self) -> bool:
        """Whether any allegation rests on content."""
        return any(row["content_ground"] for row in self.allegations)

    def report_on(self, *findings: str) -> None:
        """Report on each allegation, what helps the respondent included."""
        for place, row in enumerate(self.allegations):
            self.wait(1, 7)
            finding = findings[min(place, len(findings) - 1)] if findings else "sustained"
            self.event("allegation:reported", self.investigator, f"Allegation {row['ordinal']}.")
            row.update(
                evidence_for=self.words("evidence_for"),
                evidence_against=self.words("evidence_against"),
                proposed_finding=finding,
                reported_by_id=self.investigator.account_id,
                reported_at=self.at,
            )
        self.reach("reported")

    def submit(self, reviewer: Someone | None = None) -> None:
        """To the review of cause, by somebody who neither investigated nor screened."""
        self.wait(0, 3)
        self.event("case:submitted_for_review", self.investigator)
        self.move(Stage.CAUSE_REVIEW, "submit_for_review")
        self.meet("investigate")
        self.tick()
        self.reviewer = self.assign(
            reviewer or self.someone(self.world.role("cause-reviewer")), "cause_reviewer", "Cause reviewer"
        )
        self.reach("review")

    def return_for_changes(self, reasons: str) -> None:
        """The reviewer sends the case back; the investigator mends it and submits again."""
        self.wait(3, 10)
        self.event("case:returned_for_changes", self.reviewer, reasons)
        self.move(Stage.INVESTIGATION, "return_for_changes")
        self.reach("returned")
        self.wait(5, 20)
        self.event("case:submitted_for_review", self.investigator)
        self.move(Stage.CAUSE_REVIEW, "submit_for_review")

    def dismiss(self, ground: str, reasons: str) -> None:
        """Close the case without charges, with reasons."""
        self.wait(4, 18)
        by = self.reviewer or self.world.posts["cause-reviewer"]
        if self.reviewer is None:
            self.assign(by, "cause_reviewer", "Cause reviewer")
        self.event("case:dismissed", by, f"{ground}.")
        self.move(Stage.CLOSED, "dismiss")
        letter = self.letter("dismissal", {"reasons": reasons}, by)
        self.close("dismissed", reasons, "case_dismissed_or_diverted")
        self.serve(letter)
        self._tell("Your report was investigated. The matter is closed without a finding.")

    def divert(self, terms: str, *, days: int = 90) -> None:
        """Divert the case; it stays open until the terms are met."""
        self.wait(3, 10)
        by = self.reviewer or self.assign(self.world.posts["cause-reviewer"], "cause_reviewer", "Cause reviewer")
        due = self.today + timedelta(days=days)
        row = self.proceeding(
            "diversion", side="office", by=by, grounds="A first slip without harm; the respondent agreed at once.",
            terms=terms, due_on=due.isoformat(), agreed_on=self.today.isoformat(),
        )  # fmt: skip
        self.event("case:diverted", by, f"To be completed by {day_words(due)}.")
        text = f"{terms}\n\nTo be completed by {day_words(due)}."
        letter = self.letter("other", {"title": "Diversion", "text": text}, by)
        self.serve(letter)
        self.reach("diverted")
        self.on(due - timedelta(days=self.random.randint(2, 25)))
        self.event("diversion:completed", self.clerk, "Completed.")
        row.update(outcome="completed", reasons="Certificate of completion on file.", ended_at=self.at)
        self.wait(1, 6)
        self.event("case:closed", by)
        self.move(Stage.CLOSED, "complete_diversion")
        self.close("diverted", "The diversion was completed.", "case_dismissed_or_diverted")
        self._tell("Your report was looked into, and steps were taken. The matter is closed.")

    def _tell(self, text: str) -> None:
        """Tell the reporter how it ended; the report closes with its last case."""
        report = self.report
        if report.filing.reporter is not None or report.filing.contact:
            self.wait(0, 5)
            report.at = self.at
            report.told("outcome", text)
            self.event("reporter:told", self.intake)
            self.meet("tell_reporter_outcome")
        report.close_with_cases()
