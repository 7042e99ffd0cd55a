"""Papers of a case: made from their templates, served, answered."""

from collections.abc import Mapping, Sequence

from db import models
from db.demo.cast import Someone
from db.demo.matter import Matter
from db.demo.sheet import Row
from db.demo.world import read_words, structure
from db.domain.choice import SERVED_ON, label
from db.domain.deadline import rules_for
from db.domain.instance import proof_label
from db.domain.letter import TRIGGERS, letter_label
from db.domain.plain import count_words, day_words
from db.letters import template_of

METHODS = ("in_person", "certified_mail", "email", "portal")


class Papers(Matter):
    """Letters, their service, and what the respondent answers."""

    def letter(self, kind: str, values: Mapping[str, str], drafter: Someone, *, facts: object = None) -> Row:
        """A paper made from its template."""
        template = template_of(kind)
        subject, body = template.fill({**self._frame(kind), **values})
        row = self.sheet.add(
            models.Letter,
            case_id=self.row["id"],
            kind=kind,
            round=self.row["round"],
            template=template.code,
            template_sha256=template.sha256,
            subject=subject,
            body=body,
            facts={**values, **({"facts": facts} if facts is not None else {})},
            drafted_by_id=drafter.account_id,
            at=self.at,
        )
        self.letters.append(row)
        return row

    def _frame(self, kind: str) -> dict[str, str]:
        words = self.procedure.words
        rules = rules_for(self.world.reference.deadlines, TRIGGERS.get(kind, ""), self.track, self.today)
        days = [one.days for one in rules if one.who_must_act in {"respondent", "both_sides"} and one.days]
        shortest = count_words(min(days, default=0), "day")
        return {
            "number": self.row["number"],
            "respondent": self.respondent.name,
            "office": self.world.name,
            "help": structure()["help"],
            "date": day_words(self.today),
            "proof": proof_label(self.procedure.proof),
            "hearing": words.hearing,
            "charges_word": words.charges,
            "decider": words.decider,
            "appeal": words.appeal,
            "appeal_words": f"You may ask for {'an' if words.appeal[:1] in 'aeiou' else 'a'} {words.appeal}.",
            "time_to_answer": f"You have {shortest} from the day on which this paper is served on you." if days else "",
            "more": "",
        }

    def serve(self, letter: Row, *, least: int = 0, most: int = 3, on: str = "respondent", failed: bool = False) -> Row:
        """Serve a paper, once in a while after an attempt that failed; its clocks start."""
        self.wait(least, most)
        if failed:
            self._attempt(letter, on, "certified_mail", succeeded=False)
            self.wait(2, 6)
        row = self._attempt(letter, on, self.random.choice(METHODS), succeeded=True)
        trigger = TRIGGERS.get(letter["kind"])
        if trigger and on != "union":
            older = [rule.code for rule in self.days.rules(trigger, self.track, self.today)]
            if older:
                self.end("A newer paper was served.", *older)
            self.start(trigger, self.track)
        self.notify(self.respondent, "letter_served", "A paper was served on you. Read it in your portal.")
        return row

    def _attempt(self, letter: Row, on: str, method: str, *, succeeded: bool) -> Row:
        proofs = read_words("case")["service_proof"]
        addresses = read_words("case")["service_address"]
        where = f"{letter_label(letter['kind']).lower()} on the {label(SERVED_ON, on).lower()}."
        self.event("letter:served" if succeeded else "letter:attempted", self.clerk, where)
        return self.sheet.add(
            models.Service,
            letter_id=letter["id"],
            case_id=self.row["id"],
            on=on,
            method=method,
            address=addresses[method],
            attempted_at=self.at,
            succeeded=succeeded,
            deemed_served_at=self.at if succeeded else None,
            proof=proofs[method] if succeeded else "",
            by_id=self.clerk.account_id,
        )

    def answer(self, kind: str, text: str, *, letter: Row, rules: Sequence[str], via: str = "") -> Row:
        """The respondent's answer to a paper."""
        portal = self.respondent.account_id is not None
        how = via or ("portal" if portal else self.random.choice(("clerk", "counsel")))
        author = self.respondent if how == "portal" else self.clerk
        row = self.sheet.add(
            models.Response,
            case_id=self.row["id"],
            letter_id=letter["id"],
            kind=kind,
            round=self.row["round"],
            text=text,
            received_at=self.at,
            via=how,
            by_id=author.account_id,
        )
        words = {"allegations": "Response to the notice of allegations", "charges": "Answer to the charges"}
        self.event("response:recorded", author, f"{words.get(kind, 'Answer to the proposed action')}.")
        self.meet(*rules)
        return row
