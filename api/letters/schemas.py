"""What is sent to serve a paper."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from api.fields import Moment, line, moment, pick, plain, prose
from db.domain.choice import SERVED_ON, SERVICE_METHODS


class ServeLetter(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One attempt to serve a paper. A failed one counts as an attempt and starts nothing."""

    letter_id: Annotated[UUID, pick("Paper", choices="letters", widget="select")]
    on: Annotated[
        Literal["respondent", "counsel", "union"],
        pick("On whom", "Service on the union representative informs; it starts no clock.", labels=SERVED_ON),
    ]
    method: Annotated[Literal["in_person", "certified_mail", "email", "portal"], pick("How", labels=SERVICE_METHODS)]
    address: Annotated[str, line("Address or place")]
    attempted_at: Annotated[datetime, moment("When it was tried")]
    outcome: Annotated[
        Literal["served", "failed"], pick("Outcome", labels={"served": "Served", "failed": "Not served"})
    ]
    deemed_served_at: Annotated[
        Moment | None, plain("Deemed served", "Leave open where that is the time of the attempt.")
    ] = None
    proof: Annotated[str, prose("Proof", "Affidavit, receipt, tracking number; or why it failed.", least=0, rows=3)] = (
        ""
    )


class LetterRow(msgspec.Struct):
    """A paper in a list."""

    id: UUID
    kind: str
    subject: str
    made_at: datetime
    template: str
    template_sha256: str
    served_at: datetime | None
    recalled_at: datetime | None


class LetterList(msgspec.Struct):
    """The papers of a case, newest first, with the version of the case."""

    number: str
    version: int
    letters: list[LetterRow]
