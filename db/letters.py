"""Papers of a case: made from a template with its version and hash, and served with proof. Clocks start from service.

Templates are `frontend/templates/letters/KIND.txt`; each names in its head what its maker must give (`needs`):
    notice_of_allegations: alleged when rules    charges: charges            proposed_action: charges action
    hearing_notice: when place [more]           panel_report: findings recommendation reasons
    final_order: findings order reasons         appeal_decision: outcome reasons      dismissal: reasons
    final_outcome: outcome      recall: recalled reason      consent_order: terms
    ruling: request ruling reasons effect
    protective_measure: measure reason from_day until_day [more]      preservation: what      other: title text
Number, respondent, office, date, the track's words, its proof and the time to answer are filled in here.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from db.deadlines import end_clocks, meet_clocks, start_clocks
from db.domain.choice import SERVED_ON, label
from db.domain.deadline import rules_for
from db.domain.instance import proof_label
from db.domain.letter import (
    TRIGGERS,
    InvalidTemplateError,
    ServiceFacts,
    Template,
    letter_label,
    missing_for_service,
    parse_template,
)
from db.domain.plain import count_words, day_words
from db.domain.relation import RelationKind
from db.domain.rule import ensure
from db.models import Case, ChargeVersion, Letter, MatterRelation, Person, Service
from db.work import Work

FOLDER = Path(__file__).resolve().parents[1] / "frontend" / "templates" / "letters"
BINDING = ("respondent", "counsel")  # service on these counts; on a union representative it informs


@cache
def templates() -> dict[str, Template]:
    """Every template by its kind. Raises InvalidTemplateError, so that a broken one stops the first use of any."""
    found = {}
    for path in sorted(FOLDER.glob("*.txt")):
        raw = path.read_bytes()
        found[path.stem] = parse_template(path.stem, raw.decode(), hashlib.sha256(raw).hexdigest())
    return found


def template_of(kind: str) -> Template:
    """The template of a kind. Raises InvalidTemplateError where there is none."""
    if kind not in templates():
        raise InvalidTemplateError(f"There is no template for a letter of the kind {kind}.")
    return templates()[kind]


def _time_to_answer(work: Work, case: Case, kind: str) -> str:
    """How long the respondent has, in words, from the rules that the paper's service starts."""
    rules = rules_for(work.reference.deadlines, TRIGGERS.get(kind, ""), case.track, work.today)
    days = [one.days for one in rules if one.who_must_act in {"respondent", "both_sides"} and one.days]
    if not days:
        return ""
    return f"You have {count_words(min(days), 'day')} from the day on which this paper is served on you."


def _frame(work: Work, case: Case, kind: str) -> dict[str, str]:
    procedure = work.reference.procedure(case.track)
    respondent = work.session.get_one(Person, case.respondent_id)
    words = procedure.words
    return {
        "number": case.number,
        "respondent": respondent.name,
        "office": work.office.name,
        "help": work.office.help_contact,
        "date": day_words(work.today),
        "proof": proof_label(procedure.proof),
        "hearing": words.hearing,
        "charges_word": words.charges,
        "decider": words.decider,
        "appeal": words.appeal,
        "appeal_words": f"You may ask for {'an' if words.appeal[:1] in 'aeiou' else 'a'} {words.appeal}.",
        "time_to_answer": _time_to_answer(work, case, kind),
        "more": "",
    }


def make_letter(work: Work, case: Case, kind: str, values: Mapping[str, str], *, facts: object = None) -> Letter:
    """Make a paper from its template; its words never change after that. Call after `work.record`.

    `values` are what the template needs; they are kept with the letter, and so is `facts` (anything JSON) under
    "facts". Raises KeyError for a value that is lacking. Serving it is an act of its own.
    """
    template = template_of(kind)
    subject, body = template.fill({**_frame(work, case, kind), **values})
    letter = Letter(
        case_id=case.id,
        kind=kind,
        round=case.round,
        template=template.code,
        template_sha256=template.sha256,
        subject=subject,
        body=body,
        facts={**values, **({"facts": facts} if facts is not None else {})},
        drafted_by_id=work.viewer.account_id,
        at=work.now,
        recalled_at=None,
    )
    work.session.add(letter)
    work.session.flush()
    return letter


def latest_letter(work: Work, case: Case, *kinds: str) -> Letter | None:
    """The newest paper of these kinds in the running round that was not recalled."""
    return work.session.scalars(
        select(Letter)
        .where(
            Letter.case_id == case.id, Letter.kind.in_(kinds), Letter.round == case.round, Letter.recalled_at.is_(None)
        )
        .order_by(Letter.at.desc(), Letter.id)
        .limit(1)
    ).first()


def served_at(work: Work, letter: Letter) -> datetime | None:
    """When a paper is first deemed served on the respondent or counsel (UTC), or None. A union's copy serves nobody."""
    return work.session.scalars(
        select(Service.deemed_served_at)
        .where(Service.letter_id == letter.id, Service.succeeded.is_(True), Service.on.in_(BINDING))
        .order_by(Service.deemed_served_at)
        .limit(1)
    ).first()


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt to serve. `deemed_at` None means at the attempt itself; times are aware."""

    on: str
    method: str
    address: str
    attempted_at: datetime
    succeeded: bool
    proof: str = ""
    deemed_at: datetime | None = None


def serve_letter(work: Work, case: Case, letter: Letter, attempt: Attempt) -> Service:
    """Record an attempt. The first that succeeds starts the paper's clocks and puts a line in the inboxes.

    Raises RuleBroken with everything that keeps the attempt from standing. Names the unit's act, unless it has a name.
    """
    deemed = (attempt.deemed_at or attempt.attempted_at) if attempt.succeeded else None
    facts = ServiceFacts(
        letter_recalled=letter.recalled_at is not None,
        on=attempt.on,
        method=attempt.method,
        address=attempt.address,
        attempted_at=attempt.attempted_at,
        succeeded=attempt.succeeded,
        deemed_at=deemed,
        proof=attempt.proof,
        drafted_at=letter.at,
    )
    ensure(missing_for_service(facts, work.now))
    first = attempt.succeeded and attempt.on in BINDING and served_at(work, letter) is None
    _record_attempt(work, case, letter, attempt)
    row = Service(
        letter_id=letter.id,
        case_id=case.id,
        on=attempt.on,
        method=attempt.method,
        address=attempt.address,
        attempted_at=attempt.attempted_at,
        succeeded=attempt.succeeded,
        deemed_served_at=deemed,
        proof=attempt.proof,
        by_id=work.viewer.account_id,
    )
    work.session.add(row)
    work.session.flush()
    if first and deemed is not None:
        _after_service(work, case, letter, deemed)
    return row


def _record_attempt(work: Work, case: Case, letter: Letter, attempt: Attempt) -> None:
    what = letter_label(letter.kind).lower()
    where = f"{what} on the {label(SERVED_ON, attempt.on).lower()}"
    if attempt.succeeded:
        work.record("letter:served", case=case, text=f"{where}.")
    else:
        work.record("letter:attempted", case=case, text=f"{where}.")


def _after_service(work: Work, case: Case, letter: Letter, deemed: datetime) -> None:
    """The clocks of the paper start; a newer version of it ends those of the older one."""
    trigger = TRIGGERS.get(letter.kind)
    if trigger:
        older = [rule.code for rule in rules_for(work.reference.deadlines, trigger, case.track, work.today)]
        if older:
            end_clocks(work, case, "A newer paper was served.", *older)
            work.session.flush()
        start_clocks(work, trigger, at=deemed, case=case)
    if letter.kind in {"charges", "proposed_action"}:
        versions = select(ChargeVersion).where(ChargeVersion.letter_id == letter.id, ChargeVersion.served_at.is_(None))
        for version in work.session.scalars(versions):
            version.served_at = deemed
        meet_clocks(work, "charge", case=case)
    for person_id in respondent_side(work, case):
        work.notify(person_id, "letter_served", "A paper was served on you. Read it in your portal.", case=case)


def respondent_side(work: Work, case: Case) -> list[UUID]:
    """The respondent and those who stand on the respondent's side now, as ids of persons."""
    kinds = (RelationKind.RESPONDENT, RelationKind.RESPONDENT_SIDE)
    return list(
        work.session.scalars(
            select(MatterRelation.person_id)
            .where(MatterRelation.case_id == case.id, MatterRelation.kind.in_(kinds), MatterRelation.until_at.is_(None))
            .distinct()
            .order_by(MatterRelation.person_id)
        )
    )


def recall_letter(work: Work, case: Case, letter: Letter, reason: str) -> Letter:
    """Recall a paper: it stays on the record, marked, and a letter says so. Call after `work.record`."""
    letter.recalled_at = work.now
    recalled = f"{letter.subject} ({day_words(letter.at.astimezone(work.office.zone).date())})"
    return make_letter(work, case, "recall", {"recalled": recalled, "reason": reason})
