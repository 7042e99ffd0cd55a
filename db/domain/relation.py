"""Relations of a person to one matter, and the acts that create them (`decisions.md` 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class RelationKind(StrEnum):
    """`matter_relation.kind`. One row each, from, until, with a reason and a source; excluding rows are ended only."""

    ADVISER = "adviser"
    APPEAL_MEMBER = "appeal_member"
    BOARD_MEMBER = "board_member"
    CAUSE_REVIEWER = "cause_reviewer"
    CHAIN_OF_COMMAND = "chain_of_command"
    CLERK = "clerk"
    DECIDING_OFFICIAL = "deciding_official"
    GRANTEE = "grantee"
    INVESTIGATOR = "investigator"
    INVOLVED = "involved"
    MONITOR = "monitor"
    PANEL_MEMBER = "panel_member"
    PRESENTING_COUNSEL = "presenting_counsel"
    RECUSED = "recused"
    REPORTER = "reporter"
    RESPONDENT = "respondent"
    RESPONDENT_SIDE = "respondent_side"
    SCREENER = "screener"
    SPEECH_REVIEWER = "speech_reviewer"
    WALLED = "walled"
    WITNESS = "witness"


LABELS: dict[RelationKind, str] = {
    RelationKind.ADVISER: "Board's adviser",
    RelationKind.APPEAL_MEMBER: "Appeal member",
    RelationKind.BOARD_MEMBER: "Board member on this matter",
    RelationKind.CAUSE_REVIEWER: "Cause reviewer",
    RelationKind.CHAIN_OF_COMMAND: "In the respondent's chain of command",
    RelationKind.CLERK: "Clerk",
    RelationKind.DECIDING_OFFICIAL: "Deciding official",
    RelationKind.GRANTEE: "Given access, with a reason and an end date",
    RelationKind.INVESTIGATOR: "Investigator",
    RelationKind.INVOLVED: "Involved: waiting for the conflict officer",
    RelationKind.MONITOR: "Monitor of a condition",
    RelationKind.PANEL_MEMBER: "Panel member",
    RelationKind.PRESENTING_COUNSEL: "Presenting counsel",
    RelationKind.RECUSED: "Recused",
    RelationKind.REPORTER: "Reporter",
    RelationKind.RESPONDENT: "Respondent",
    RelationKind.RESPONDENT_SIDE: "Counsel or union representative of the respondent",
    RelationKind.SCREENER: "Screened the report",
    RelationKind.SPEECH_REVIEWER: "Speech reviewer",
    RelationKind.WALLED: "Walled off",
    RelationKind.WITNESS: "Witness",
}

ALWAYS_EXCLUDING: frozenset[RelationKind] = frozenset(
    {RelationKind.INVOLVED, RelationKind.RECUSED, RelationKind.WALLED}
)
"""These beat every allow there is, the portal included."""

EXCLUDING: frozenset[RelationKind] = ALWAYS_EXCLUDING | {RelationKind.RESPONDENT}
"""These beat every role; a respondent keeps the portal (`lifecycle.md`: "respondent beyond the portal")."""

INACTIVE_PARTIES: frozenset[RelationKind] = frozenset({RelationKind.WITNESS, RelationKind.CHAIN_OF_COMMAND})
"""Not walled, but may not investigate, review or vote on the matter (`decisions.md` 5)."""

DECIDING: frozenset[RelationKind] = frozenset(
    {
        RelationKind.APPEAL_MEMBER,
        RelationKind.BOARD_MEMBER,
        RelationKind.DECIDING_OFFICIAL,
        RelationKind.PANEL_MEMBER,
    }
)

CREATED_BY: dict[str, tuple[RelationKind, ...]] = {
    "access:grant": (RelationKind.GRANTEE,),
    "attribution:decide": (RelationKind.RESPONDENT,),
    "case:assign": (
        RelationKind.ADVISER,
        RelationKind.CAUSE_REVIEWER,
        RelationKind.INVESTIGATOR,
        RelationKind.PRESENTING_COUNSEL,
        RelationKind.SPEECH_REVIEWER,
    ),
    "case:open": (RelationKind.INVESTIGATOR, RelationKind.RESPONDENT, RelationKind.WALLED),
    "conflict:rule": (RelationKind.RECUSED, RelationKind.WALLED),
    "decider:recuse": (RelationKind.RECUSED,),
    "decider:replace": (RelationKind.APPEAL_MEMBER, RelationKind.BOARD_MEMBER, RelationKind.PANEL_MEMBER),
    "official:designate": (RelationKind.DECIDING_OFFICIAL,),
    "panel:compose": (RelationKind.APPEAL_MEMBER, RelationKind.BOARD_MEMBER, RelationKind.PANEL_MEMBER),
    "relation:recuse": (RelationKind.RECUSED,),
    "report:file": (
        RelationKind.CHAIN_OF_COMMAND,
        RelationKind.INVOLVED,
        RelationKind.REPORTER,
        RelationKind.RESPONDENT,
        RelationKind.WITNESS,
    ),
    "report:identify": (RelationKind.CHAIN_OF_COMMAND, RelationKind.RESPONDENT),
    "report:screen": (RelationKind.SCREENER,),
    "representation:record": (RelationKind.RESPONDENT_SIDE,),
    "sanction:propose": (RelationKind.MONITOR,),
}
"""Permission of the act -> relations that it can create, for the person it names or the person who acts."""


def is_excluded(relations: Iterable[str], *, portal: bool = False) -> bool:
    """Whether these relations shut a person out. `portal` is True for a portal permission, which respondents keep."""
    held = {RelationKind(kind) for kind in relations}
    return bool(held & (ALWAYS_EXCLUDING if portal else EXCLUDING))
