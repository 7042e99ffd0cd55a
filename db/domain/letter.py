"""Papers: their templates as text with a version, and what the record of serving one must hold.

A template is a head of `name: value` lines (version, subject, needs), a line `---`, and the body. `{name}` stands for
a value; what a person typed is a value, never a template, so braces in it mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from db.domain.choice import LETTER_KINDS, SERVED_ON, SERVICE_METHODS
from db.domain.rule import Missing

TRIGGERS: Final[dict[str, str]] = {
    "notice_of_allegations": "notice_served",
    "charges": "charges_served",
    "proposed_action": "proposed_action_served",
    "hearing_notice": "hearing_notice_served",
    "panel_report": "panel_report_served",
    "final_order": "final_order_served",
    "consent_order": "final_order_served",
    "dismissal": "dismissal_served",
    "final_outcome": "final_outcome_served",
}
"""Kind of letter -> the trigger of deadlines.toml that its service is."""

ANSWERED_BY: Final[dict[str, str]] = {
    "notice_of_allegations": "allegations",
    "charges": "charges",
    "proposed_action": "proposed_action",
    "panel_report": "exceptions",
}
"""Kind of letter -> the kind of response that answers it."""

ANSWER_RULES: Final[dict[str, tuple[str, ...]]] = {
    "allegations": ("respond_licence", "respond_employer"),
    "charges": ("answer_charges",),
    "proposed_action": ("answer_proposed_action",),
    "exceptions": ("exceptions",),
    "pre_decision": (),
}
"""Kind of response -> the deadline rules that it meets."""

_KINDS: Final = {
    **LETTER_KINDS,
    "final_outcome": "Final outcome",
    "recall": "Recall of a paper",
    "consent_order": "Decision by consent",
    "protective_measure": "Protective measure",
    "ruling": "Order on a motion",
}


def letter_label(kind: str) -> str:
    """The kind of a paper in words."""
    return _KINDS.get(kind, kind.replace("_", " ").capitalize())


class InvalidTemplateError(Exception):
    """A template that cannot be used; the text names it and says why. A defect, found when it is loaded."""


@dataclass(frozen=True, slots=True)
class Template:
    """One version of one paper's words. `needs` are the values its maker must give."""

    kind: str
    version: int
    subject: str
    needs: tuple[str, ...]
    body: str
    sha256: str

    @property
    def code(self) -> str:
        """How a letter names the template it was made from."""
        return f"{self.kind}.v{self.version}"

    def fill(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Subject and body with the values put in. Raises KeyError for a value that is lacking or empty."""
        lacking = [name for name in self.needs if not values.get(name, "").strip()]
        if lacking:
            raise KeyError(f"The letter {self.kind} needs {', '.join(lacking)}.")
        body = re.sub(r"\n{3,}", "\n\n", self.body.format_map(values))
        return self.subject.format_map(values), body.strip() + "\n"


def parse_template(kind: str, text: str, sha256: str) -> Template:
    """A template from its file. Raises InvalidTemplateError."""
    head, mark, body = text.partition("\n---\n")
    lines = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    if not mark or not lines.get("version", "").isdigit() or not lines.get("subject"):
        raise InvalidTemplateError(f"{kind}.txt needs the lines version and subject, then ---, then the words.")
    return Template(kind, int(lines["version"]), lines["subject"], tuple(lines.get("needs", "").split()), body, sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """One attempt to serve a paper. Times are aware UTC; `deemed_at` None where the attempt failed."""

    letter_recalled: bool
    on: str
    method: str
    address: str
    attempted_at: datetime
    succeeded: bool
    deemed_at: datetime | None
    proof: str
    drafted_at: datetime


def missing_for_service(facts: ServiceFacts, now: datetime) -> tuple[Missing, ...]:
    """Everything that keeps an attempt from standing on the record as it was given."""
    act = "letter:serve"
    found: list[Missing] = []
    if facts.letter_recalled:
        found.append(Missing("letter_recalled", "This paper was recalled: it cannot be served.", None))
    if facts.on not in SERVED_ON or facts.method not in SERVICE_METHODS:
        found.append(Missing("service_kind", "Say on whom the paper was served, and how.", act))
    if not facts.address.strip():
        found.append(Missing("service_address", "Give the address or place of the attempt.", act))
    if facts.attempted_at > now:
        found.append(Missing("attempt_in_future", "An attempt is recorded after it was made, not before.", act))
    if facts.attempted_at < facts.drafted_at.replace(second=0, microsecond=0):
        found.append(Missing("attempt_before_paper", "The attempt lies before the paper was made.", act))
    if facts.succeeded:
        found.extend(_missing_when_served(facts, now))
    return tuple(found)


def _missing_when_served(facts: ServiceFacts, now: datetime) -> list[Missing]:
    act = "letter:serve"
    found: list[Missing] = []
    if not facts.proof.strip():
        found.append(Missing("service_proof", "Record the proof of service.", act))
    deemed = facts.deemed_at
    if deemed is not None and deemed < facts.attempted_at:
        found.append(Missing("deemed_before_attempt", "A paper cannot be deemed served before the attempt.", act))
    if deemed is not None and deemed > now:
        text = "The day on which it is deemed served has not come: record the service then."
        found.append(Missing("deemed_in_future", text, act))
    return found
