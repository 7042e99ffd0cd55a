"""Default: a person moves for it, a person orders it, on proof of valid service; it can be set aside (decision 17)."""

from sqlalchemy import select

from api.acts import Outcome
from api.board.schemas.hearing import MoveForDefault, OrderDefault, SetDefaultAside
from db.case_facts import facts_of
from db.domain.deadline import OnMiss
from db.domain.facts import CaseFacts
from db.domain.plain import day_words, moment_day
from db.domain.rule import Missing, ensure
from db.models import Case, Motion, Order
from db.motions import file_motion
from db.work import Work


def missing_for_default(work: Work, case: Case, facts: CaseFacts, act: str) -> tuple[Missing, ...]:
    """What a default still lacks: a track that knows it, service, proof, and an answer whose time has run."""
    words = facts.procedure.words.charges
    rules = [rule for rule in work.reference.deadlines if rule.applies_to(case.track)]
    if all(rule.on_miss is not OnMiss.MAY_MOVE_FOR_DEFAULT for rule in rules):
        return (Missing("no_default", "There is no default on this track: decide on the record as it stands.", None),)
    found: list[Missing] = []
    standing = facts.standing_charges
    unserved = [charge for charge in standing if charge.served_at is None]
    if not standing or unserved:
        found.append(Missing("charges_served", f"Serve the {words} first.", "letter:serve"))
    if any(charge.answered_at is not None for charge in standing):
        found.append(Missing("answered", f"The {words} were answered: there is nothing to default.", None))
    dues = [charge.answer_due_at for charge in standing if charge.answer_due_at is not None]
    if dues and facts.now <= max(dues):
        until = day_words(moment_day(max(dues), facts.zone))
        found.append(Missing("time_to_answer", f"Wait until the time to answer has run ({until}).", None))
    if standing and not unserved and not facts.default_service_proven:
        found.append(Missing("default_proof", "Record proof of valid service for the default.", "letter:serve"))
    if act == "default:order" and not facts.default_moved:
        found.append(Missing("default_moved", "A side must move for the default first.", "default:move"))
    return tuple(found)


def move_for_default(work: Work, case: Case, data: MoveForDefault) -> Outcome:
    """File the request for a default."""
    ensure(missing_for_default(work, case, facts_of(work, case), "default:move"))
    work.record("default:moved", case=case)
    row = file_motion(work, case, kind="default", side="office", text=data.text)
    return Outcome(row.id, "The motion for a default waits for an order.")


def order_default(work: Work, case: Case, data: OrderDefault) -> Outcome:
    """Rule on the request. A default reaches only the facts in the charges as served, never the sanction."""
    granted = data.granted == "yes"
    facts = facts_of(work, case)
    ensure(
        missing_for_default(work, case, facts, "default:order") if granted or not facts.default_moved else None,
        Missing("default_ordered", "A default was ordered already.", None) if facts.default_ordered else None,
    )
    motion = work.session.scalars(
        select(Motion).where(Motion.case_id == case.id, Motion.kind == "default").order_by(Motion.at.desc()).limit(1)
    ).one()
    work.record("default:ordered" if granted else "motion:ruled", case=case, text="" if granted else "default denied.")
    row = Order(
        case_id=case.id, motion_id=motion.id, kind="default", granted=granted, reasons=data.reasons,
        effect="The facts in the charges as served stand admitted; a hearing on the sanction is offered."
        if granted
        else "No default.",
        until_on=None, ruled_by_id=work.viewer.account_id, at=work.now, set_aside_at=None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id, "A default is ordered." if granted else "The default is denied.")


def set_default_aside(work: Work, case: Case, data: SetDefaultAside) -> Outcome:
    """Set the default aside: the facts are open again."""
    row = work.session.scalars(
        select(Order).where(
            Order.case_id == case.id, Order.kind == "default", Order.granted.is_(True), Order.set_aside_at.is_(None)
        )
    ).first()
    if row is None:
        ensure(Missing("no_default", "No default stands.", "default:order"))
        raise AssertionError("unreachable")
    work.record("default:set_aside", case=case, text=data.reasons)
    row.set_aside_at = work.now
    return Outcome(row.id, "The default is set aside.")
