"""Similar decided cases: how many, from where to where, the middle. Read live, without those the viewer is kept from.

Counted, never listed: a figure counts every case from which the viewer is not excluded, readable or not.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from db.domain.plain import count_words
from db.domain.sanction import SanctionKind
from db.domain.stage import SanctionStatus
from db.models import Allegation, AllegationSubtype, Case, Decision, Sanction
from db.visibility import excluded_case_ids
from db.work import Work

LEAST_FOR_MEDIAN = 8  # analytics.md: below this no range and no median
LEAST_FOR_UNUSUAL = 20  # below this nothing is called usual or unusual
TAIL = 0.05  # on one side


@dataclass
class Step:
    """One step of the track's ladder with how many cases ended there."""

    ladder: int
    label: str
    cases: int = 0
    is_baseline: bool = False
    is_proposed: bool = False


@dataclass
class Similar:
    """What the page says of similar decided cases."""

    n: int
    alike: str
    steps: list[Step] = field(default_factory=list)
    range_words: str = ""
    median: str = ""
    refusal: str = ""
    place: str = ""  # where the proposal stands among them, in words
    unusual: str = ""


def categories_of(work: Work, case: Case) -> list[str]:
    """The categories of conduct that a case's allegations fall under."""
    rows = work.session.scalars(
        select(AllegationSubtype.subtype)
        .join(Allegation, Allegation.id == AllegationSubtype.allegation_id)
        .where(Allegation.case_id == case.id)
        .distinct()
    )
    known = {one.code: one.category for one in work.reference.taxonomy.subtypes}
    return sorted({known[one] for one in rows if one in known})


def hardest_by_case(work: Work, case: Case, categories: Sequence[str]) -> list[int]:
    """The ladder step of the hardest standing sanction of each similar case; 0 where none was imposed."""
    subtypes = [one.code for one in work.reference.taxonomy.subtypes if one.category in categories]
    alike = (
        select(Allegation.case_id)
        .join(AllegationSubtype, AllegationSubtype.allegation_id == Allegation.id)
        .where(AllegationSubtype.subtype.in_(subtypes))
    )
    over = (SanctionStatus.SUPERSEDED, SanctionStatus.VACATED)
    rows = work.session.execute(
        select(Case.id, Sanction.kind)
        .join(Decision, Decision.case_id == Case.id)
        .outerjoin(Sanction, (Sanction.decision_id == Decision.id) & Sanction.status.not_in(over))
        .where(
            Decision.is_current_final.is_(True),
            Case.track == case.track,
            Case.id != case.id,
            Case.severity.between(case.severity - 1, case.severity + 1),
            Case.id.in_(alike),
            Case.id.not_in(excluded_case_ids(work.viewer, work.now)),
            Decision.outcome.in_(("sanction", "no_sanction", "reduced", "increased")),
        )
    )
    ladder = {one.code: one.ladder for one in work.reference.track_sanctions(case.track).kinds}
    hardest: dict[object, int] = {}
    for case_id, kind in rows:
        hardest[case_id] = max(hardest.get(case_id, 0), ladder.get(kind, 0))
    return sorted(hardest.values())


def _labels(kinds: Sequence[SanctionKind]) -> dict[int, str]:
    found: dict[int, list[str]] = {0: ["No sanction"]}
    for one in kinds:
        found.setdefault(one.ladder, []).append(one.label)
    return {ladder: " / ".join(labels[:2]) for ladder, labels in sorted(found.items())}


def similar_cases(work: Work, case: Case, proposed: Sequence[SanctionKind], baseline: SanctionKind | None) -> Similar:
    """Similar decided cases and where the proposal stands among them."""
    categories = categories_of(work, case)
    kinds = work.reference.track_sanctions(case.track).kinds
    found = hardest_by_case(work, case, categories) if categories else []
    labels, counts = _labels(kinds), Counter(found)
    mine = max((one.ladder for one in proposed), default=None)
    steps = [
        Step(step, label, counts[step], baseline is not None and baseline.ladder == step, mine == step)
        for step, label in labels.items()
    ]
    named = [work.reference.taxonomy.category(one).label.lower() for one in categories]
    alike = f"Alike in track, conduct ({', '.join(named)}) and severity." if named else ""
    if not categories:
        return Similar(0, "", steps, refusal="No conduct is classified yet, so nothing can be compared.")
    answer = Similar(len(found), alike, steps)
    if len(found) < LEAST_FOR_MEDIAN:
        have = (
            "None was"
            if not found
            else f"{count_words(len(found), 'case was')}"
            if len(found) == 1
            else (f"{len(found)} cases were")
        )
        answer.refusal = f"{have} found. A range and a median are shown from {LEAST_FOR_MEDIAN} cases on."
        return answer
    answer.median = labels[found[(len(found) - 1) // 2]]
    answer.range_words = f"From {labels[found[0]].lower()} to {labels[found[-1]].lower()}."
    if mine is not None:
        _place(answer, found, mine)
    return answer


def _place(answer: Similar, found: Sequence[int], mine: int) -> None:
    n = len(found)
    below, above = sum(one < mine for one in found), sum(one > mine for one in found)
    if below > above:
        answer.place = f"above {below} of {n} similar cases"
    elif above:
        answer.place = f"below {above} of {n} similar cases"
    else:
        answer.place = f"the same as {n} similar cases"
    if n < LEAST_FOR_UNUSUAL:
        answer.unusual = f"With fewer than {LEAST_FOR_UNUSUAL} cases nothing is called usual or unusual."
    elif sum(one >= mine for one in found) <= n * TAIL or sum(one <= mine for one in found) <= n * TAIL:
        answer.unusual = "Unusual: at most one in twenty similar cases ended as hard, or as mildly, as this proposal."
    else:
        answer.unusual = "Within the usual range of similar cases."
