"""The next move of a case: what it lacks, what it has, and where it is made."""

from dataclasses import dataclass, field
from typing import Any

from api.acts import REGISTRY, Act
from api.cures import cure_of, missing_rows, whose_part
from db.domain.before_decision import missing_before_instance, missing_for_decision
from db.domain.facts import CaseFacts
from db.domain.instance import Instance
from db.domain.move import MOVES, Move, MoveName, met_for, missing_for, moves_from
from db.domain.permission import Permission
from db.domain.rule import Missing
from db.domain.stage import Stage, stage_label
from db.models import Case
from db.work import Work

NEXT: dict[Stage, MoveName] = {
    Stage.INVESTIGATION: MoveName.SUBMIT_FOR_REVIEW,
    Stage.CAUSE_REVIEW: MoveName.CHARGE,
    Stage.CHARGED: MoveName.TO_HEARING,
    Stage.HEARING: MoveName.TO_DELIBERATION,
    Stage.DELIBERATION: MoveName.DECIDE,
    Stage.DECIDED: MoveName.CLOSE,
}
OWN_FORM = frozenset({"decision:issue"})
"""Acts whose own form gives what they ask for: those items are no obstacle to opening it."""


@dataclass
class NextMove:
    """The move that leads on. `missing` are rows with links; empty when the move can be made."""

    label: str
    missing: list[dict[str, Any]] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    ready: str = ""
    href: str = ""
    act_label: str = ""


def next_move(work: Work, case: Case, facts: CaseFacts, held: frozenset[Permission]) -> NextMove | None:
    """The next move of the main line, or None once the case is closed."""
    stage = Stage(case.stage)
    if stage not in NEXT:
        return None
    move = MOVES[NEXT[stage]]
    instance = _waiting_instance(facts) if stage is Stage.DELIBERATION else None
    if instance is not None:
        label, missing = instance.label, _missing_for_instance(facts, instance)
        met: tuple[str, ...] = ()
    else:
        words = work.reference.procedure(case.track).words
        label = stage_label(move.target or stage, case.track, words)
        missing, met = missing_for(facts, move), met_for(facts, move)
    obstacles = [item for item in missing if item.act not in OWN_FORM or item.act != move.act]
    act = moving_act(move, held)
    found = NextMove(label, missing_rows(work, case, obstacles), list(met))
    if not obstacles:
        found.ready = "Everything is in place." if act else f"Everything is in place, for the {_who(work, case, move)}."
        found.href = act.form_href(case.number) if act else ""
        found.act_label = act.title if act else ""
    return found


def _who(work: Work, case: Case, move: Move) -> str:
    return whose_part(work, case, move.act) or "person in charge"


def _waiting_instance(facts: CaseFacts) -> Instance | None:
    """An instance before the last that has not issued its decision yet."""
    for instance in facts.procedure.instances[:-1]:
        decision = facts.decision_of(instance.code)
        if decision is None or decision.issued_at is None:
            return instance
    return None


def _missing_for_instance(facts: CaseFacts, instance: Instance) -> tuple[Missing, ...]:
    return (*missing_before_instance(facts, instance), *missing_for_decision(facts, instance))


def moving_act(move: Move, held: frozenset[Permission]) -> Act | None:
    """The act that makes a move, if the viewer may do it. Of several with one permission, the one that lands on the
    overview is the move; the others prepare it."""
    allowed = {permission.value for permission in held}
    acts = [act for act in REGISTRY.get(move.act, ()) if act.on == "case" and act.name in allowed]
    return next((act for act in acts if act.section == "overview"), acts[0] if acts else None)


@dataclass(frozen=True)
class MoveState:
    """One move from the stage: what it lacks, each with the act that cures it for this viewer, and what it has."""

    move: Move
    missing: tuple[tuple[Missing, str | None], ...]
    met: tuple[str, ...]


def move_states(facts: CaseFacts, held: frozenset[Permission]) -> list[MoveState]:
    """Every move from the stage the case stands in."""
    found = []
    for move in moves_from(facts.stage):
        cures = ((item, act.name if (act := cure_of(item, held)) else None) for item in missing_for(facts, move))
        found.append(MoveState(move, tuple(cures), met_for(facts, move)))
    return found
