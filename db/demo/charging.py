"""Charges, or a proposed action: cause found, drafted, served, answered, with the evidence disclosed."""

from collections.abc import Sequence
from dataclasses import dataclass

from db import models
from db.demo.alleging import Alleging
from db.demo.cast import Someone
from db.demo.sheet import Row
from db.domain.plain import count_words
from db.domain.stage import Stage


@dataclass
class Count:
    """A charge to draft. `on`: places of the allegations it rests on."""

    title: str
    rule: str = ""
    paragraph: str = ""
    on: tuple[int, ...] = (0,)


class Charging(Alleging):
    """Charges and their answer."""

    @property
    def versions(self) -> list[Row]:
        """The charge versions that stand, in order."""
        found: list[Row] = self.__dict__.setdefault("_versions", [])
        return found

    def charge(self, counts: Sequence[Count] = (), *, action: str = "", counsel: Someone | None = None) -> None:
        """Find cause on each allegation, draft the charges, and make the move; the paper waits to be served."""
        reviewer = self.reviewer
        if reviewer is None:
            raise ValueError("nobody reviews cause")
        self.counsel = self.assign(
            counsel or self.someone(self.world.role("counsel")[:2]), "presenting_counsel", "Presenting counsel"
        )
        self.wait(3, 16)
        self._find_cause(reviewer)
        planned = list(counts) or [Count(self.words("charge_title"), on=tuple(range(len(self.allegations))))]
        for ordinal, count in enumerate(planned, 1):
            self._draft(ordinal, count, reviewer, action)
        self.wait(0, 4)
        self.event("case:charged", reviewer)
        self.move(Stage.CHARGED, "charge")
        self._charges_letter(reviewer)
        self.reach("charged")

    def _find_cause(self, reviewer: Someone) -> None:
        for row in self.allegations:
            self.tick()
            self.event("cause:found", reviewer, f"on allegation {row['ordinal']}: cause found.")
            self.sheet.add(
                models.CauseReview, case_id=self.row["id"], allegation_id=row["id"], cause=True,
                rule=self.rules_of(self.kinds[row["id"]]).replace("\n", "; "), facts=row["text"],
                reasons=self.words("cause_reasons"), reviewer_id=reviewer.id, at=self.at,
            )  # fmt: skip
            self.start("cause_found", self.track)

    def _draft(self, ordinal: int, count: Count, reviewer: Someone, action: str) -> None:
        self.tick()
        rests_on = [self.allegations[place] for place in count.on]
        rule = count.rule or self.rules_of([code for row in rests_on for code in self.kinds[row["id"]]]).split("\n")[0]
        charge = self.sheet.add(models.Charge, case_id=self.row["id"], ordinal=ordinal)
        self.event("charge:drafted" if self.is_licence else "proposed_action:drafted", reviewer, f"charge {ordinal}.")
        version = self.sheet.add(
            models.ChargeVersion,
            charge_id=charge["id"],
            case_id=self.row["id"],
            version=1,
            title=count.title,
            rule_source=rule,
            rule_paragraph=count.paragraph,
            facts=" ".join(row["text"] for row in rests_on),
            content_ground=any(row["content_ground"] for row in rests_on),
            proposed_action="" if self.is_licence else action or "A disciplinary sanction within the penalty table.",
            drafted_by_id=reviewer.account_id,
            at=self.at,
        )
        for row in rests_on:
            self.sheet.add(models.ChargeAllegation, charge_version_id=version["id"], allegation_id=row["id"])
        self.versions.append(version)

    def _charges_letter(self, drafter: Someone) -> None:
        words = "\n\n".join(
            f"Charge {place}: {row['title']}\n{row['rule_source']}\n{row['facts']}"
            for place, row in enumerate(self.versions, 1)
        )
        facts = {"versions": [str(row["id"]) for row in self.versions]}
        values = {"charges": words}
        if not self.is_licence:
            values["action"] = "\n".join(dict.fromkeys(row["proposed_action"] for row in self.versions))
        letter = self.letter("charges" if self.is_licence else "proposed_action", values, drafter, facts=facts)
        for row in self.versions:
            row["letter_id"] = letter["id"]
        self.charges_letter = letter

    def serve_charges(self, *, failed: bool = False, least: int = 0, most: int = 4) -> None:
        """Serve the charges or the proposed action: from then on those who decide read the case."""
        self.serve(self.charges_letter, failed=failed, least=least, most=most)
        for row in self.versions:
            row["served_at"] = self.at
        self.meet("charge")
        self.reach("served")

    def answer_charges(self, text: str = "", *, least: int = 2, most: int | None = None) -> None:
        """The respondent answers."""
        self.wait(least, most if most is not None else (17 if self.is_licence else 6))
        kind = "charges" if self.is_licence else "proposed_action"
        rules = ("answer_charges", "answer_proposed_action")
        self.answer(kind, text or self.words("answer"), letter=self.charges_letter, rules=rules)
        if self.is_licence:
            self.start("answer_filed", self.track)
        self.reach("charges_answered")

    def disclose(self, *, witnesses: str = "") -> None:
        """Give the respondent the evidence with its explanation, and the names of the witnesses."""
        self.wait(0, 9)
        by = self.counsel or self.clerk
        evidence = [row for row in self.report.evidence if row["id"] not in self.sealed()]
        said = [count_words(len(evidence), "item")] if evidence else []
        self.event("disclosure:recorded", by, f"{', '.join([*said, 'an explanation', 'the names of witnesses'])}.")
        row = self.sheet.add(
            models.Disclosure, case_id=self.row["id"], explanation=self.words("disclosure"),
            witnesses=witnesses or self.words("witnesses"), by_id=by.account_id, at=self.at,
        )  # fmt: skip
        for one in evidence:
            self.sheet.add(models.DisclosureItem, disclosure_id=row["id"], evidence_id=one["id"])
            self.sheet.add(
                models.CustodyEvent, evidence_id=one["id"], kind="disclosed", by=by.name, at=self.at,
                note="Disclosed to the respondent.",
            )  # fmt: skip
        self.meet("exchange_witnesses")
        self.reach("disclosed")

    def sealed(self) -> set[object]:
        """Ids of evidence under a restriction."""
        return {row["evidence_id"] for row in self.sheet.rows(models.EvidenceRestriction) if row["ended_at"] is None}
