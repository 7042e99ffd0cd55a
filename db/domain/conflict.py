"""Separation of functions: who may investigate, screen, review, present, advise and decide one matter.

Nothing overrides it (`lifecycle.md`: "Nothing overrides a separation of functions or a wall").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from db.domain.facts import CaseFacts, PersonKey
from db.domain.plain import list_words
from db.domain.relation import EXCLUDING, LABELS, RelationKind
from db.domain.rule import Missing, collect

_BAD_DECIDER = (
    RelationKind.INVESTIGATOR,
    RelationKind.SCREENER,
    RelationKind.CAUSE_REVIEWER,
    RelationKind.PRESENTING_COUNSEL,
    RelationKind.ADVISER,
    RelationKind.REPORTER,
    RelationKind.RESPONDENT_SIDE,
    RelationKind.WITNESS,
    RelationKind.CHAIN_OF_COMMAND,
)

_STANDS_IN_THE_WAY: Mapping[RelationKind, tuple[RelationKind, ...]] = {
    RelationKind.INVESTIGATOR: (
        RelationKind.REPORTER,
        RelationKind.RESPONDENT_SIDE,
        RelationKind.WITNESS,
        RelationKind.CHAIN_OF_COMMAND,
        RelationKind.CAUSE_REVIEWER,
        RelationKind.PANEL_MEMBER,
        RelationKind.BOARD_MEMBER,
        RelationKind.APPEAL_MEMBER,
        RelationKind.DECIDING_OFFICIAL,
    ),
    RelationKind.CAUSE_REVIEWER: (
        RelationKind.INVESTIGATOR,
        RelationKind.SCREENER,
        RelationKind.REPORTER,
        RelationKind.RESPONDENT_SIDE,
        RelationKind.WITNESS,
        RelationKind.CHAIN_OF_COMMAND,
        RelationKind.PRESENTING_COUNSEL,
    ),
    RelationKind.PRESENTING_COUNSEL: (
        RelationKind.ADVISER,
        RelationKind.CAUSE_REVIEWER,
        RelationKind.RESPONDENT_SIDE,
        RelationKind.WITNESS,
        *(RelationKind.PANEL_MEMBER, RelationKind.BOARD_MEMBER, RelationKind.APPEAL_MEMBER),
    ),
    RelationKind.ADVISER: (
        RelationKind.PRESENTING_COUNSEL,
        RelationKind.INVESTIGATOR,
        RelationKind.RESPONDENT_SIDE,
        RelationKind.WITNESS,
    ),
    RelationKind.SPEECH_REVIEWER: (RelationKind.INVESTIGATOR, RelationKind.REPORTER, RelationKind.RESPONDENT_SIDE),
    RelationKind.SCREENER: (RelationKind.REPORTER, RelationKind.WITNESS, RelationKind.CHAIN_OF_COMMAND),
    RelationKind.PANEL_MEMBER: _BAD_DECIDER,
    RelationKind.BOARD_MEMBER: _BAD_DECIDER,
    RelationKind.DECIDING_OFFICIAL: tuple(kind for kind in _BAD_DECIDER if kind is not RelationKind.CHAIN_OF_COMMAND),
    RelationKind.APPEAL_MEMBER: (
        *_BAD_DECIDER,
        RelationKind.PANEL_MEMBER,
        RelationKind.BOARD_MEMBER,
        RelationKind.DECIDING_OFFICIAL,
    ),
}
"""Function wanted -> relations (running or ended) that stand in its way. A deciding official is often the
respondent's superior by law, so the chain of command alone does not disqualify one; it disqualifies a panel member."""


def missing_for_function(
    wanted: RelationKind | str, had: Iterable[RelationKind | str], *, name: str = "This person"
) -> tuple[Missing, ...]:
    """Why somebody with these relations to the matter, ended ones included, cannot have the function `wanted`."""
    kind = RelationKind(wanted)
    held = {RelationKind(one) for one in had}
    if held & EXCLUDING:
        return (Missing("excluded", f"{name} is kept from this matter.", "conflict:rule"),)
    barred = [LABELS[one].lower() for one in _STANDS_IN_THE_WAY.get(kind, ()) if one in held]
    if not barred:
        return ()
    return (
        Missing(
            "separation_of_functions",
            f"{name} cannot be {LABELS[kind].lower()} here: already {list_words(barred)} in this matter.",
            None,
        ),
    )


def earlier_functions(facts: CaseFacts, person: PersonKey) -> tuple[str, ...]:
    """What the person already did in this case that keeps them from deciding it, in words."""
    had = (
        ("screened the report", facts.screeners),
        ("investigated", facts.investigators),
        ("reviewed cause", facts.cause_reviewers),
        ("presents the case", facts.presenting_counsel),
        ("advises the board", facts.advisers),
        ("is a witness", facts.witnesses),
    )
    return tuple(words for words, people in had if person in people)


def is_most_of_the_board(board: Iterable[PersonKey], excluded: Iterable[PersonKey]) -> bool:
    """Whether more than half of the board cannot act: the matter then goes outside (`lifecycle.md`, "Relations")."""
    members = set(board)
    return bool(members) and 2 * len(members & set(excluded)) > len(members)


def missing_for_board(board: Iterable[PersonKey], excluded: Iterable[PersonKey]) -> Missing | None:
    """The item that stops a matter in which most of the board is named."""
    if not is_most_of_the_board(board, excluded):
        return None
    return Missing(
        "goes_outside",
        "Most of the board is named in this matter: record the referral to an outside designee.",
        "referral:record",
    )


def missing_for_designee(
    *, wanted: int, free: Collection[str], seat: str, of_the_office: bool, name: str = "This person"
) -> tuple[Missing, ...]:
    """Why nobody from outside can be ordered to decide: no seat of this kind lacks somebody, somebody of ours is free
    and qualified for it, or who is named is one of ours.

    `wanted` counts the lacking seats (`seat` is their kind in words); `free` names those who could take one.
    """
    act = "designee:order"
    return collect(
        None if wanted or free else Missing("open_seat", f"No seat for a {seat} lacks somebody.", act),
        Missing(
            "qualified_remain",
            f"Somebody qualified remains: {list_words(free)}. An outside designee sits only when nobody does.",
            "decider:replace",
        )
        if free
        else None,
        Missing("of_the_office", f"{name} is one of this office or of its board, not from outside.", act)
        if of_the_office
        else None,
    )
