"""What a respondent sends through the portal."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from api.fields import line, pick, prose
from db.domain.choice import MOTION_KINDS, RESPONSE_KINDS


class AnswerPaper(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An answer to a paper that was served."""

    kind: Annotated[
        Literal["allegations", "charges", "proposed_action", "pre_decision"],
        pick("What you answer", choices="kinds", labels=RESPONSE_KINDS, widget="radio"),
    ]
    text: Annotated[
        str, prose("Your answer", "In your own words. You may claim a privilege here.", rows=12, record=True)
    ]  # fmt: skip


class ChallengeDecider(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A challenge to somebody who decides."""

    person_id: Annotated[UUID, pick("Whom you challenge", choices="deciders", widget="radio")]
    ground: Annotated[str, prose("Why", "What makes you doubt that this person is impartial.", rows=6)]


class FileExceptions(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Exceptions to the panel's report, or that there are none."""

    choice: Annotated[
        Literal["file", "waive"],
        pick("What you do", labels={"file": "File exceptions", "waive": "File none: I waive them"}),
    ]
    text: Annotated[str, prose("Your exceptions", "What in the report is wrong, and why.", least=0, rows=10)] = ""


class AskFor(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A request in the case."""

    kind: Annotated[
        Literal["continuance", "discovery", "sealing", "severance", "disqualification", "stay", "set_aside",
                "consolidation", "other"],
        pick("What you ask for", labels=MOTION_KINDS, widget="select"),
    ]  # fmt: skip
    text: Annotated[str, prose("Request and reasons", rows=8)]


class WaiveRight(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A right given up in writing. Only the respondent can."""

    right: Annotated[
        Literal["notice_time", "hearing"],
        pick(
            "What you give up",
            labels={
                "notice_time": "The notice time: the hearing or meeting may be earlier",
                "hearing": "The hearing or meeting itself",
            },
        ),
    ]
    statement: Annotated[str, prose("In your own words", "That you know what you give up, and do so freely.", rows=4)]
    signature: Annotated[str, line("Your full name, as your signature")]


class PortalPaper(msgspec.Struct):
    """A paper that was served."""

    id: UUID
    kind: str
    subject: str
    served_at: str


class PortalClock(msgspec.Struct):
    """A clock in words."""

    label: str
    words: str
    due_at: str
    state: str


class PortalCase(msgspec.Struct):
    """A case as its respondent sees it: nothing that was not served or disclosed."""

    number: str
    version: int
    papers: list[PortalPaper]
    clocks: list[PortalClock]
    acts: list[str]
