"""The only way a case's stage changes: the rules are asked, every missing item is raised, the interval is kept."""

from sqlalchemy import select

from db.case_facts import facts_of
from db.deadlines import end_clocks
from db.domain.facts import CaseFacts
from db.domain.move import MoveName, ensure_move
from db.domain.stage import Stage
from db.models import Case, CaseStage
from db.work import Work


def move_to(work: Work, case: Case, move: MoveName, facts: CaseFacts | None = None) -> Stage:
    """Make a move of a case; raises RuleBroken with every missing item. Call after `work.record`.

    `facts` replaces what the tables say where the act itself supplies facts (the reasons of a dismissal, say).
    """
    stage = ensure_move(facts or facts_of(work, case), move)
    set_stage(work, case, stage, move.value)
    return stage


def set_stage(work: Work, case: Case, stage: Stage, move: str) -> None:
    """Write the stage and its interval. For `move_to` and for opening a case only."""
    running = work.session.scalars(
        select(CaseStage).where(CaseStage.case_id == case.id, CaseStage.ended_at.is_(None))
    ).all()
    for row in running:
        row.ended_at = work.now
    case.stage = stage
    case.stage_since_at = work.now
    if stage is Stage.CLOSED:
        case.closed_at = work.now
        end_clocks(work, case, "The case was closed.")
    work.session.add(CaseStage(case_id=case.id, stage=stage, started_at=work.now, ended_at=None, move=move))
    work.session.flush()
