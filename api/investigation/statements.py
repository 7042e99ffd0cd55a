"""Statements behind their wall, and the privileged speech review."""

from uuid import UUID

from api.acts import Outcome
from api.errors import BadInput
from api.investigation.rows import chosen, ensure_all, people_at_work, statements_of, steps_of
from api.investigation.schemas import ReadStatement, RecordSpeechReview, TakeStatement
from api.investigation.service import derive
from db.compelled import exposures_of_viewer
from db.domain.choice import SPEECH_QUESTIONS, STATEMENT_ROLES, label
from db.domain.rule import Missing, collect, ensure
from db.domain.statement import LABELS, StatementMode, missing_for_statement
from db.models import Case, Person, SpeechReview, Statement, StatementExposure
from db.work import Work


def take_statement(work: Work, case: Case, data: TakeStatement) -> Outcome:
    """Record a statement under its advisement. Whoever took or heard a compelled one is recorded as exposed to it."""
    known = statements_of(work, case)
    step = chosen(steps_of(work, case), data.step_id, "step_id") if data.step_id else None
    ensure_all(known, data.derived_from, "derived_from")
    people = dict(people_at_work(work, case))
    if not set(data.exposed) <= set(people):
        raise BadInput({"exposed": "Choose among the answers."})
    ensure(_missing(work, data))
    mode = LABELS[StatementMode(data.mode)].lower()
    work.record("statement:taken", case=case, text=f"{label(STATEMENT_ROLES, data.role)}, {mode}.")
    is_respondent = data.role == "respondent"
    row = Statement(
        case_id=case.id,
        step_id=step.id if step else None,
        person_id=case.respondent_id if is_respondent else None,
        name=work.session.get_one(Person, case.respondent_id).name if is_respondent else data.name,
        role=data.role,
        mode=data.mode,
        advisement=data.advisement,
        representative=data.representative or ("Offered" if data.representative_offered else ""),
        privilege_claimed=data.privilege_claimed,
        privilege_to=data.privilege_to,
        text=data.text,
        taken_by_id=work.viewer.account_id,
        taken_at=data.taken_at,
    )
    work.session.add(row)
    work.session.flush()
    derive(work, case, data.derived_from, "statement", row.id)
    if data.mode == "compelled":
        for person_id in dict.fromkeys([work.viewer.person_id, *data.exposed]):
            why = "Took the statement" if person_id == work.viewer.person_id else "Heard it"
            _expose(work, row.id, person_id, why)
    return Outcome(row.id)


def _missing(work: Work, data: TakeStatement) -> tuple[Missing, ...]:
    act = "statement:take"
    found: list[Missing] = []
    if data.role != "respondent" and not data.name.strip():
        found.append(Missing("statement_name", "Name who speaks.", act))
    if data.taken_at > work.now:
        found.append(Missing("statement_in_future", "A statement is recorded after it was taken.", act))
    return collect(
        found,
        missing_for_statement(
            data.mode,
            advisement=data.advisement,
            representative_offered=data.representative_offered,
            privilege_claimed=data.privilege_claimed,
            privilege_to_what=data.privilege_to,
        ),
    )


def _expose(work: Work, statement_id: UUID, person_id: UUID, why: str) -> None:
    work.session.add(StatementExposure(statement_id=statement_id, person_id=person_id, at=work.now, why=why))


def read_statement(work: Work, case: Case, statement_id: UUID, data: ReadStatement) -> Outcome:
    """Open a compelled statement: the reader's exposure to it stands on the record from then on."""
    row = chosen(statements_of(work, case), statement_id, "why")
    if row.id not in exposures_of_viewer(work, case):
        work.record("statement:read", case=case, text=f"{label(STATEMENT_ROLES, row.role)}.")
        _expose(work, row.id, work.viewer.person_id, data.why)
    return Outcome(row.id)


def record_speech_review(work: Work, case: Case, data: RecordSpeechReview) -> Outcome:
    """Record counsel's review. Only its date is on the timeline; raises RuleBroken for unanswered questions."""
    questions = SPEECH_QUESTIONS[case.track.value]
    if not set(data.answers) <= set(questions):
        raise BadInput({"answers": "Answer the questions of this track."})
    open_ones = [words for key, words in questions.items() if key not in data.answers]
    ensure(Missing("speech_question", f"Answer: {words}", "speech_review:record") for words in open_ones)
    work.record("speech_review:recorded", case=case)
    row = SpeechReview(
        case_id=case.id,
        reviewer_id=work.viewer.person_id,
        at=work.now,
        answers=dict(data.answers),
        conclusion=data.conclusion,
        text=data.text,
    )
    work.session.add(row)
    work.session.flush()
    return Outcome(row.id)
