"""Preconditions from charges to the hearing and to deliberation (`lifecycle.md`, the table of moves)."""

from __future__ import annotations

from collections.abc import Iterator

from db.domain.before_charges import drafting_act
from db.domain.conflict import earlier_functions
from db.domain.facts import CaseFacts, ChargeFacts, DeciderFacts
from db.domain.instance import Instance
from db.domain.plain import count_words, day_words, list_words, moment_day
from db.domain.rule import Missing
from db.domain.stage import Track


def charges_are_served(facts: CaseFacts) -> Missing | None:
    """Charges (or proposed action) served."""
    words = facts.procedure.words.charges
    if not facts.standing_charges:
        return Missing("charges_served", f"Draft and serve the {words}.", drafting_act(facts.track))
    unserved = [charge.label for charge in facts.standing_charges if charge.served_at is None]
    if not unserved:
        return None
    return Missing("charges_served", f"Serve the {words}: {list_words(unserved)}.", "letter:serve")


def charges_are_answered(facts: CaseFacts) -> Missing | None:
    """Answered, or default ordered on proof of valid service, or time run."""
    if facts.default_ordered:
        return default_has_proof(facts)
    waiting = [charge for charge in facts.standing_charges if not _is_answered(charge, facts)]
    if facts.standing_charges and not waiting:
        return None
    words = facts.procedure.words.charges
    dues = [charge.answer_due_at for charge in waiting if charge.served_at and charge.answer_due_at]
    when = f" ({day_words(moment_day(max(dues), facts.zone))})" if dues else " after service"
    # Only the licence track knows a default; an employee who does not answer is decided on without one.
    default = ", or have a default ordered" if facts.track is Track.LICENCE else ""
    return Missing(
        "charges_answered",
        f"Record the answer to the {words}, or wait until its time has run{when}{default}.",
        "response:record",
    )


def _is_answered(charge: ChargeFacts, facts: CaseFacts) -> bool:
    if charge.answered_at is not None:
        return True
    served, due = charge.served_at, charge.answer_due_at
    return served is not None and due is not None and facts.now > due


def default_has_proof(facts: CaseFacts) -> Missing | None:
    """A default rests on proof of valid service."""
    if not facts.default_ordered or facts.default_service_proven:
        return None
    return Missing("default_proof", "Record proof of valid service for the default.", "letter:serve")


def evidence_is_disclosed(facts: CaseFacts) -> Missing | None:
    """Evidence disclosed."""
    if facts.evidence_disclosed:
        return None
    return Missing("evidence_disclosed", "Disclose the evidence to the respondent.", "disclosure:record")


def evidence_is_explained(facts: CaseFacts) -> Missing | None:
    """Evidence explained."""
    if facts.evidence_explained:
        return None
    return Missing("evidence_explained", "Explain the evidence to the respondent.", "disclosure:record")


def witnesses_are_named(facts: CaseFacts) -> Missing | None:
    """Witness names given."""
    if facts.witness_names_given:
        return None
    return Missing("witness_names", "Give the respondent the names of the witnesses.", "disclosure:record")


def deciders_are_named(facts: CaseFacts) -> Missing | None:
    """Deciders named, in number and mix."""
    return missing_deciders(facts, facts.procedure.first)


def deciders_are_fit(facts: CaseFacts) -> tuple[Missing, ...]:
    """Deciders qualified and free of conflict; none of them screened, investigated or reviewed."""
    return missing_fitness(facts, facts.procedure.first)


def missing_deciders(facts: CaseFacts, instance: Instance) -> Missing | None:
    """What the instance lacks in people: members, lawyers, members of the public."""
    sitting = [one for one in facts.deciders if one.instance == instance.code and one.sits]
    name = instance.label.lower()
    if instance.is_single:
        if sitting:
            return None
        return Missing("deciders_named", "Designate the deciding official.", "official:designate")
    lacking = _lacking(sitting, instance)
    if not lacking:
        return None
    open_seats = any(one.recused and not one.replaced for one in facts.deciders if one.instance == instance.code)
    if open_seats:
        text = f"Replace the recused member ({name}): {list_words(lacking)} needed."
        return Missing("deciders_named", text, "decider:replace")
    return Missing("deciders_named", f"Name the members ({name}): {list_words(lacking)} needed.", "panel:compose")


def _lacking(sitting: list[DeciderFacts], instance: Instance) -> list[str]:
    lawyers = instance.lawyers - sum(one.seat == "lawyer" for one in sitting)
    public = instance.public - sum(one.seat == "public" for one in sitting)
    rest = instance.members - len(sitting) - max(lawyers, 0) - max(public, 0)
    lacking = []
    if lawyers > 0:
        lacking.append(count_words(lawyers, "lawyer"))
    if public > 0:
        lacking.append(count_words(public, "public member"))
    if rest > 0:
        lacking.append(count_words(rest, "member"))
    return lacking


def missing_fitness(facts: CaseFacts, instance: Instance) -> tuple[Missing, ...]:
    """What stands against each sitting member of the instance, and the seats left by a recusal."""
    found: list[Missing] = []
    for one in facts.deciders:
        if one.instance == instance.code and one.sits:
            found.extend(_unfit(one, facts))
    return tuple(found)


def _unfit(one: DeciderFacts, facts: CaseFacts) -> Iterator[Missing]:
    replace = "official:designate" if one.seat == "official" else "decider:replace"
    if not one.qualified:
        yield Missing("decider_qualified", f"{one.label} does not qualify to decide this case.", replace)
    if not one.declared:
        yield Missing("decider_declared", f"{one.label} must declare whether a conflict exists.", "conflict:declare")
    if one.conflict:
        yield Missing("decider_conflict", f"{one.label} declared a conflict: recuse or clear.", "decider:recuse")
    if one.challenge_open:
        yield Missing("decider_challenge", f"Rule on the challenge to {one.label}.", "motion:rule")
    earlier = earlier_functions(facts, one.person)
    if earlier:
        text = f"{one.label} {list_words(earlier)} in this matter and cannot decide it."
        yield Missing("separation_of_functions", text, replace)


def hearing_is_scheduled(facts: CaseFacts) -> Missing | None:
    """Hearing (or pre-decision meeting) scheduled and its notice served, or waived."""
    words = facts.procedure.words.hearing
    if facts.hearing_waived:
        return None
    if facts.hearing_scheduled_at is None:
        return Missing("hearing_scheduled", f"Schedule the {words}.", "hearing:schedule")
    if facts.hearing_notice_served_at is None:
        return Missing("hearing_notice_served", f"Serve the notice of the {words}.", "letter:serve")
    return None


def notice_time_has_passed(facts: CaseFacts) -> Missing | None:
    """Required notice time passed, or waived in writing."""
    if facts.notice_time_waived or facts.hearing_waived:
        return None
    first = facts.hearing_not_before_on
    if first is None:
        text = "The required notice time has not started: it runs from service."
        return Missing("notice_time", text, "letter:serve")
    if facts.today >= first:
        return None
    text = f"Wait for the required notice time (not before {day_words(first)}), or record a written waiver."
    return Missing("notice_time", text, "notice_time:waive")


def hearing_is_over(facts: CaseFacts) -> tuple[Missing, ...]:
    """Held, waived, or default ordered and a hearing on sanction offered."""
    if facts.hearing_held_at is not None or facts.hearing_waived:
        return ()
    words = facts.procedure.words.hearing
    if not facts.default_ordered:
        return (Missing("hearing_held", f"Hold the {words}, or record that it was waived.", "hearing:hold"),)
    if facts.sanction_hearing_offered:
        return ()
    return (Missing("sanction_hearing", "Offer a hearing on the sanction after the default.", "hearing:schedule"),)


def exhibits_are_filed(facts: CaseFacts) -> Missing | None:
    """Exhibits filed."""
    if facts.exhibits_filed:
        return None
    return Missing("exhibits_filed", "File the exhibits.", "exhibit:file")


def record_is_filed(facts: CaseFacts) -> Missing | None:
    """Record filed."""
    if facts.record_filed:
        return None
    return Missing("record_filed", f"File the record of the {facts.procedure.words.hearing}.", "hearing:hold")
