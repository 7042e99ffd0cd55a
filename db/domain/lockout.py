"""Who is locked out, and when: the relations created on the way (`decisions.md` 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from db.domain.facts import PersonKey
from db.domain.relation import RelationKind


@dataclass(frozen=True, slots=True)
class NewRelation:
    """A relation to write, with the reason that its row keeps."""

    person: PersonKey
    kind: RelationKind
    reason: str


def relations_on_submit(
    *,
    reporter: PersonKey | None,
    respondents: Iterable[PersonKey] = (),
    involved: Iterable[PersonKey] = (),
    witnesses: Iterable[PersonKey] = (),
    chains: Mapping[PersonKey, Iterable[PersonKey]] | None = None,
) -> tuple[NewRelation, ...]:
    """The relations that submitting a report creates, on its incident.

    Alleged respondents are locked out at once; others marked as involved until the conflict officer walls or clears
    them; a witness is not walled. `chains`: respondent -> their superiors, who gain nothing and may not act.
    """
    found: list[NewRelation] = []
    if reporter is not None:
        found.append(NewRelation(reporter, RelationKind.REPORTER, "Filed the report"))
    named = list(dict.fromkeys(respondents))
    for person in named:
        found.extend(relations_on_identification(person, (chains or {}).get(person, ())))
    marked = dict.fromkeys(involved)
    found.extend(
        NewRelation(person, RelationKind.INVOLVED, "Marked as involved in the report")
        for person in marked
        if person not in named
    )
    found.extend(
        NewRelation(person, RelationKind.WITNESS, "Named as a witness in the report")
        for person in dict.fromkeys(witnesses)
        if person not in named and person not in marked
    )
    return tuple(dict.fromkeys(found))


def relations_on_identification(person: PersonKey, chain: Iterable[PersonKey] = ()) -> tuple[NewRelation, ...]:
    """The relations that identifying a respondent creates; past reads by that person are then listed."""
    return (
        NewRelation(person, RelationKind.RESPONDENT, "Alleged respondent"),
        *(
            NewRelation(superior, RelationKind.CHAIN_OF_COMMAND, "Superior of the respondent")
            for superior in dict.fromkeys(chain)
            if superior != person
        ),
    )


def relations_on_open(respondent: PersonKey, other_respondents: Iterable[PersonKey]) -> tuple[NewRelation, ...]:
    """The relations of one respondent's case: each other respondent of the same report is walled from it.

    The incident's own relations are propagated as they are, except that the others' `respondent` becomes `walled`.
    """
    return (
        NewRelation(respondent, RelationKind.RESPONDENT, "Respondent of this case"),
        *(
            NewRelation(other, RelationKind.WALLED, "Respondent of another case from the same report")
            for other in dict.fromkeys(other_respondents)
            if other != respondent
        ),
    )


def propagated_kind(kind: RelationKind | str, person: PersonKey, respondent: PersonKey) -> RelationKind:
    """What a relation to the incident becomes on one of its cases."""
    held = RelationKind(kind)
    if held is RelationKind.RESPONDENT and person != respondent:
        return RelationKind.WALLED
    return held
