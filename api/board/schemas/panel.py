"""Deciders: named, declared, challenged, recused, replaced."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from api.fields import code, line, pick, prose


class ComposePanel(Struct, forbid_unknown_fields=True, kw_only=True):
    """The members of one instance."""

    members: Annotated[
        list[UUID],
        Meta(
            title="Members",
            description="Only people who are free of conflict in this matter are offered.",
            min_length=1,
            max_length=30,
            extra={"choices": "candidates", "widget": "checkboxes"},
        ),
    ]
    chair_id: Annotated[
        UUID | None,
        pick("Chair", "Without an answer, the first lawyer.", choices="candidates", widget="select"),
    ] = None
    instance: Annotated[str, code("Instance", choices="instances")] = ""


class DesignateOfficial(Struct, forbid_unknown_fields=True, kw_only=True):
    """The official who decides."""

    person_id: Annotated[UUID, pick("Deciding official", choices="officials")]
    authority: Annotated[str, line("On whose authority", "The rule or delegation.", least=0)] = ""


class DeclareConflict(Struct, forbid_unknown_fields=True, kw_only=True):
    """A decider's own declaration, before any act."""

    conflict: Annotated[
        Literal["no", "yes"],
        pick(
            "Do you have a conflict in this matter?",
            "Family, friendship, business, a part in the events, an opinion already given.",
            labels={"no": "No conflict", "yes": "Yes, or it may look like one"},
        ),
    ]
    declaration: Annotated[str, prose("What it is", "Needed if you have one.", rows=3, least=0, record=True)] = ""


class RecuseDecider(Struct, forbid_unknown_fields=True, kw_only=True):
    """A recusal, whole or for one charge."""

    person_id: Annotated[UUID | None, pick("Who", "Leave open for yourself.", choices="deciders", widget="select")] = (
        None
    )
    scope: Annotated[
        Literal["whole", "issue"],
        pick("From what?", labels={"whole": "The whole case", "issue": "One charge only"}),
    ] = "whole"
    charge_id: Annotated[UUID | None, pick("Charge", choices="charges", widget="select")] = None
    reason: Annotated[str, prose("Reason", rows=3, record=True)]


class ReplaceDecider(Struct, forbid_unknown_fields=True, kw_only=True):
    """Who takes an open seat."""

    member_id: Annotated[UUID, pick("Seat", choices="open_seats")]
    person_id: Annotated[UUID, pick("Replacement", choices="candidates")]
    reason: Annotated[str, line("Reason or order", least=0)] = ""


class ChallengeDecider(Struct, forbid_unknown_fields=True, kw_only=True):
    """A side's challenge for conflict."""

    person_id: Annotated[UUID, pick("Who is challenged", choices="deciders")]
    side: Annotated[Literal["respondent", "office"], pick("By which side")]
    ground: Annotated[str, prose("Ground", record=True)]


class RuleOnChallenge(Struct, forbid_unknown_fields=True, kw_only=True):
    """The ruling on a challenge, or on a conflict that was declared."""

    person_id: Annotated[UUID, pick("Who", choices="doubted")]
    upheld: Annotated[
        Literal["yes", "no"],
        pick("Ruling", labels={"yes": "Upheld: there is a conflict", "no": "Not upheld: the member may sit"}),
    ]
    ruling: Annotated[str, prose("Reasons", record=True)]


class OrderDesignee(Struct, forbid_unknown_fields=True, kw_only=True):
    """Somebody from outside who decides, because nobody qualified remains."""

    instance: Annotated[str, code("Instance", choices="instances")]
    qualification: Annotated[
        Literal["lawyer", "public", "official"],
        pick("Seat of", labels={"lawyer": "A lawyer", "public": "A member of the public", "official": "An official"}),
    ]
    name: Annotated[str, line("Name")]
    body: Annotated[str, line("From", "The office or body that lends them, or on whose list they stand.")]
    reason: Annotated[str, prose("Reasons of the order", "Why nobody qualified remains.", record=True)]
