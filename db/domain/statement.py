"""Statements, voluntary and compelled, and the wall around what a compelled one led to (`decisions.md` 24)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from db.domain.plain import list_words
from db.domain.rule import Missing

Key = TypeVar("Key", bound=Hashable)


class StatementMode(StrEnum):
    """Whether the person spoke freely or under an order to answer."""

    VOLUNTARY = "voluntary"
    COMPELLED = "compelled"


LABELS: dict[StatementMode, str] = {StatementMode.VOLUNTARY: "Voluntary", StatementMode.COMPELLED: "Compelled"}


def missing_for_statement(
    mode: StatementMode | str,
    *,
    advisement: str,
    representative_offered: bool,
    privilege_claimed: bool,
    privilege_to_what: str,
) -> tuple[Missing, ...]:
    """What the record of a statement lacks. `advisement` names the version of the text that was read out."""
    found: list[Missing] = []
    act = "statement:take"
    compelled = StatementMode(mode) is StatementMode.COMPELLED
    if not advisement.strip():
        kind = "compelled" if compelled else "voluntary"
        found.append(Missing("advisement", f"Name the version of the advisement for a {kind} statement.", act))
    if compelled and not representative_offered:
        text = "Record that a representative was offered before the compelled statement."
        found.append(Missing("representative", text, act))
    if privilege_claimed and not privilege_to_what.strip():
        found.append(Missing("privilege", "Say which privilege was claimed, and to what.", act))
    return tuple(found)


def descendants(roots: Iterable[Key], derived_from: Mapping[Key, Collection[Key]]) -> frozenset[Key]:
    """Everything that derives from `roots`, the roots included. `derived_from`: item -> what it derives from."""
    children: dict[Key, list[Key]] = {}
    for item, parents in derived_from.items():
        for parent in parents:
            children.setdefault(parent, []).append(item)
    reached: set[Key] = set()
    waiting = list(roots)
    while waiting:
        item = waiting.pop()
        if item not in reached:
            reached.add(item)
            waiting.extend(children.get(item, ()))
    return frozenset(reached)


def missing_for_criminal_referral(
    packet: Mapping[Key, str],
    compelled: Iterable[Key],
    derived_from: Mapping[Key, Collection[Key]],
) -> Missing | None:
    """What keeps a packet from going to a prosecutor: a compelled statement or anything that derives from one.

    `packet`: item -> how a page names it.
    """
    walled = descendants(compelled, derived_from)
    labels = [label for item, label in packet.items() if item in walled]
    if not labels:
        return None
    return Missing(
        "compelled_wall",
        f"Take out of the criminal referral what comes from a compelled statement: {list_words(labels)}.",
        "referral:record",
    )
