"""The statements of each family of rows that a case's facts are read from, made once a process."""

from sqlalchemy import and_, case, exists, func, literal, or_, select, union_all

from db.case_facts_counts import ROUND, THIS
from db.companions import belongs_to
from db.dialect.selected import among
from db.models import (
    AffectedMatter,
    Allegation,
    BaselinePick,
    BoardTerm,
    CauseReview,
    Challenge,
    Charge,
    ChargeAllegation,
    ChargeVersion,
    Condition,
    Correction,
    Deadline,
    Decision,
    Factor,
    Finding,
    Hearing,
    Letter,
    MatterRelation,
    Motion,
    Panel,
    PanelMember,
    Person,
    Proceeding,
    ProceedingCase,
    ProposedFinding,
    ProposedSanction,
    ProtectiveMeasure,
    Question,
    Recusal,
    Referral,
    Response,
    Sanction,
    SanctionProof,
    Service,
    Vote,
)

_RELEVANT = (
    *("screener", "investigator", "cause_reviewer", "presenting_counsel", "adviser"),
    *("witness", "chain_of_command", "recused", "walled", "involved"),
)

RELATIONS = select(MatterRelation.person_id, MatterRelation.kind, MatterRelation.until_at).where(
    MatterRelation.case_id == THIS, MatterRelation.kind.in_(_RELEVANT)
)

LETTERS = (
    select(
        Letter.id,
        Letter.kind,
        Letter.round,
        Letter.at,
        Letter.facts,
        Service.deemed_served_at,
        Service.proof,
    )
    .outerjoin(
        Service,
        and_(
            Service.letter_id == Letter.id,
            Service.succeeded.is_(True),
            Service.on.in_(("respondent", "counsel")),
            Service.deemed_served_at.is_not(None),
        ),
    )
    .where(Letter.case_id == THIS, Letter.recalled_at.is_(None))
    .order_by(Letter.at, Service.deemed_served_at)
)

RESPONSES = (
    select(Response.kind, Response.round, Response.received_at)
    .where(Response.case_id == THIS)
    .order_by(Response.received_at)
)

DEADLINES = (
    select(
        Deadline.rule,
        Deadline.started_at,
        Deadline.due_at,
        Deadline.paused_since_at,
        Deadline.met_at,
        Deadline.ended_at,
    )
    .where(Deadline.case_id == THIS)
    .order_by(Deadline.started_at)
)

ALLEGATIONS = (
    select(
        Allegation.ordinal,
        Allegation.content_ground,
        Allegation.evidence_for,
        Allegation.evidence_against,
        Allegation.proposed_finding,
        Allegation.reported_at,
    )
    .where(Allegation.case_id == THIS)
    .order_by(Allegation.ordinal)
)

CHARGES = (
    select(
        ChargeVersion.id,
        ChargeVersion.charge_id,
        Charge.ordinal,
        ChargeVersion.version,
        ChargeVersion.rule_source,
        ChargeVersion.facts,
        ChargeVersion.content_ground,
        ChargeVersion.letter_id,
        ChargeVersion.served_at,
        Charge.withdrawn_at,
    )
    .join(Charge, Charge.id == ChargeVersion.charge_id)
    .where(ChargeVersion.case_id == THIS)
    .order_by(Charge.ordinal, ChargeVersion.version)
)

CAUSE = (
    select(
        ChargeAllegation.charge_version_id,
        ChargeAllegation.allegation_id,
        CauseReview.cause,
        CauseReview.reviewer_id,
    )
    .select_from(ChargeVersion)
    .join(ChargeAllegation, ChargeAllegation.charge_version_id == ChargeVersion.id)
    .outerjoin(CauseReview, CauseReview.allegation_id == ChargeAllegation.allegation_id)
    .where(ChargeVersion.case_id == THIS)
    .order_by(CauseReview.at)
)

HEARINGS = (
    select(
        Hearing.kind,
        Hearing.scheduled_at,
        Hearing.notice_letter_id,
        Hearing.notice_time_waived_at,
        Hearing.held_at,
        Hearing.waived_at,
        Hearing.record_filed_at,
    )
    .where(Hearing.case_id == THIS)
    .order_by(Hearing.scheduled_at)
)

_TERM = exists().where(
    BoardTerm.person_id == PanelMember.person_id,
    BoardTerm.qualification == PanelMember.qualification,
    BoardTerm.from_on <= func.date(PanelMember.named_at),
    or_(BoardTerm.until_on.is_(None), BoardTerm.until_on >= func.date(PanelMember.named_at)),
)

MEMBERS = (
    select(
        PanelMember.person_id,
        Person.name,
        Panel.instance,
        PanelMember.qualification,
        PanelMember.declared_at,
        PanelMember.has_conflict,
        PanelMember.left_at,
        PanelMember.replaced_by_id,
        case((PanelMember.qualification == "official", literal(True)), else_=_TERM).label("qualified"),
        exists()
        .where(Challenge.case_id == THIS, Challenge.person_id == PanelMember.person_id, Challenge.upheld.is_(None))
        .label("challenged"),
        or_(
            exists().where(
                Recusal.case_id == THIS, Recusal.person_id == PanelMember.person_id, Recusal.scope == "whole"
            ),
            exists().where(
                MatterRelation.case_id == THIS,
                MatterRelation.person_id == PanelMember.person_id,
                MatterRelation.kind == "recused",
                MatterRelation.until_at.is_(None),
            ),
        ).label("recused"),
    )
    .join(Panel, Panel.id == PanelMember.panel_id)
    .join(Person, Person.id == PanelMember.person_id)
    .where(PanelMember.case_id == THIS, Panel.round == ROUND)
    .order_by(Panel.at, PanelMember.seat, PanelMember.named_at)
)

QUESTIONS = (
    select(
        Question.id,
        Question.instance,
        Question.kind,
        Question.proposal,
        Question.closed_at,
        Question.carried,
        Vote.person_id,
        Vote.value,
        Vote.attested,
        Vote.voided_at,
    )
    .outerjoin(Vote, Vote.question_id == Question.id)
    .where(Question.case_id == THIS, Question.round == ROUND)
    .order_by(Question.ordinal)
)

DECISIONS = select(
    Decision.id,
    Decision.instance,
    Decision.outcome,
    Decision.proof,
    Decision.reasons,
    Decision.departure_reason,
    Decision.issued_at,
).where(Decision.case_id == THIS, Decision.round == ROUND)

FINDINGS = union_all(
    select(
        ProposedFinding.instance.label("instance"),
        ProposedFinding.charge_version_id.label("version_id"),
        ProposedFinding.value.label("value"),
        literal(False).label("issued"),
    ).where(ProposedFinding.case_id == THIS, ProposedFinding.round == ROUND),
    select(Decision.instance, Finding.charge_version_id, Finding.value, literal(True))
    .join(Decision, Decision.id == Finding.decision_id)
    .where(Decision.case_id == THIS, Decision.round == ROUND),
)

PROPOSED_SANCTIONS = select(
    ProposedSanction.id,
    ProposedSanction.instance,
    ProposedSanction.kind,
    ProposedSanction.terms,
    ProposedSanction.departure_reason,
).where(ProposedSanction.case_id == THIS, ProposedSanction.round == ROUND, ProposedSanction.withdrawn_at.is_(None))

FACTORS = (
    select(Factor.instance, Factor.code, Factor.reason)
    .where(Factor.case_id == THIS, Factor.round == ROUND)
    .order_by(Factor.at)
)

BASELINES = select(BaselinePick.instance, BaselinePick.level).where(
    BaselinePick.case_id == THIS, BaselinePick.round == ROUND
)

EXCEPTIONS = select(Motion.side, Motion.at).where(
    Motion.case_id == THIS, Motion.kind.in_(("exceptions", "exceptions_waived"))
)

UNPAID = select(func.min(ProtectiveMeasure.from_on)).where(
    ProtectiveMeasure.case_id == THIS, ProtectiveMeasure.paid.is_(False)
)

PROCEEDINGS = (
    select(Proceeding.kind, Proceeding.opened_at, Proceeding.ended_at, Proceeding.outcome, Proceeding.details)
    .where(
        or_(
            Proceeding.case_id == THIS,
            among(Proceeding.id, select(ProceedingCase.proceeding_id).where(ProceedingCase.case_id == THIS)),
        )
    )
    .order_by(Proceeding.opened_at)
)

SANCTIONS = (
    select(
        Sanction.id,
        Sanction.track,
        Sanction.kind,
        Sanction.years,
        Sanction.months,
        Sanction.days,
        Sanction.indefinite,
        Sanction.status,
        SanctionProof.kind.label("proof"),
    )
    .outerjoin(SanctionProof, SanctionProof.sanction_id == Sanction.id)
    .where(Sanction.case_id == THIS)
    .order_by(Sanction.status_at)
)

CONDITIONS = select(Condition.text, Condition.status).where(Condition.case_id == THIS)

UNFINISHED = union_all(
    select(literal("correction").label("what"), Correction.kind.label("kind"), literal("").label("detail")).where(
        Correction.case_id == THIS, Correction.done_on.is_(None)
    ),
    select(literal("matter"), AffectedMatter.number, AffectedMatter.court).where(
        belongs_to(AffectedMatter, THIS), AffectedMatter.review == "not_reviewed"
    ),
    select(literal("referral"), Referral.kind, Referral.to).where(Referral.case_id == THIS, Referral.sent_at.is_(None)),
)
