"""Facts that papers and clocks give: letters with their service, answers, due dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.case_facts_rows import CaseRows, Found
from db.case_facts_statements import DEADLINES, LETTERS, RESPONSES


@dataclass
class LetterSeen:
    """A letter with its first service on respondent or counsel. `proven`: some service of it has its proof."""

    kind: str
    round: int
    facts: dict[str, Any]
    served_at: datetime | None = None
    proven: bool = False


@dataclass(frozen=True)
class Papers:
    """Letters (oldest first), answers and clocks of a case."""

    letters: dict[UUID, LetterSeen]
    responses: Found
    deadlines: Found

    def latest(self, *kinds: str, of_round: int | None = None) -> LetterSeen | None:
        """The last letter of these kinds (and of this round)."""
        found = [one for one in self.letters.values() if one.kind in kinds and of_round in (None, one.round)]
        return found[-1] if found else None

    def served_at(self, *kinds: str, of_round: int | None = None) -> datetime | None:
        """When the last letter of these kinds was first served."""
        letter = self.latest(*kinds, of_round=of_round)
        return letter.served_at if letter else None

    def answered_at(self, *kinds: str, since: datetime | None = None) -> datetime | None:
        """The first answer of these kinds, received at or after `since`."""
        return next(
            (
                row.received_at
                for row in self.responses
                if row.kind in kinds and (not since or row.received_at >= since)
            ),
            None,
        )

    def due_at(self, rules: Iterable[str], *, running: bool = False) -> datetime | None:
        """When the latest clock of these rules is due; None while it is paused, or (`running`) once it is over."""
        wanted = set(rules)
        row = next((row for row in reversed(self.deadlines) if row.rule in wanted), None)
        if row is None or row.paused_since_at is not None:
            return None
        if running and (row.met_at is not None or row.ended_at is not None):
            return None
        return row.due_at  # type: ignore[no-any-return]


def papers_of(rows: CaseRows) -> Papers:
    """The papers of a case, in three statements at most."""
    letters: dict[UUID, LetterSeen] = {}
    for row in rows.family(LETTERS, "letters"):
        one = letters.setdefault(row.id, LetterSeen(row.kind, row.round, row.facts or {}))
        one.served_at = one.served_at or row.deemed_served_at
        one.proven = one.proven or bool((row.proof or "").strip())
    return Papers(letters, rows.family(RESPONSES, "responses"), rows.family(DEADLINES, "deadlines"))
