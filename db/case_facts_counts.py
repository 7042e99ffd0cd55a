"""The one statement that says what there is of a case: single facts, and how many rows each family has."""

from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.companions import belongs_to
from db.dialect.selected import among
from db.models import (
    AffectedMatter,
    Allegation,
    Attribution,
    BaselinePick,
    Case,
    CaseIncident,
    CauseReview,
    ChargeVersion,
    Condition,
    ConflictCheck,
    Correction,
    Deadline,
    Decision,
    Disclosure,
    DisclosureItem,
    Employment,
    Evidence,
    EvidenceAbsence,
    Exhibit,
    Factor,
    Hearing,
    IncidentPerson,
    Letter,
    MatterRelation,
    Motion,
    Order,
    PanelMember,
    Proceeding,
    ProceedingCase,
    ProposedFinding,
    ProposedSanction,
    ProtectiveMeasure,
    Question,
    Referral,
    ReporterIdentity,
    ReporterNotice,
    Response,
    Sanction,
    SpeechReview,
    Step,
)

THIS = bindparam("case", type_=Case.id.type)
ROUND = bindparam("round", type_=Case.round.type)
PERSON = bindparam("person", type_=Case.respondent_id.type)
EMPLOYMENT = bindparam("employment", type_=Case.id.type)
OPENED = bindparam("opened", type_=Case.opened_at.type)

REPORTS = select(CaseIncident.incident_id).where(CaseIncident.case_id == THIS).scalar_subquery()
# An account is one person's, whichever of the cases against them decided so.
_ATTRIBUTED = or_(Attribution.case_id == THIS, among(Attribution.incident_id, REPORTS))


def _count(model: Any, *where: Any) -> Any:
    return select(func.count()).select_from(model).where(*where).scalar_subquery()


def _unchecked() -> Any:
    """How many reports of the case still lack a conflict check, of the filing chain or of the board."""
    report = aliased(CaseIncident)

    def checked(scope: str) -> Any:
        return exists().where(ConflictCheck.incident_id == report.incident_id, ConflictCheck.scope == scope)

    return _count(report, report.case_id == THIS, or_(~checked("filing_chain"), ~checked("board")))


def latest_attribution(person: Any, where: Any) -> Any:
    """The status of the latest attribution that names a person."""
    return (
        select(Attribution.status)
        .where(Attribution.person_id == person, where)
        .order_by(Attribution.at.desc())
        .limit(1)
        .scalar_subquery()
    )


def told_at(where: Any, *kinds: str) -> Any:
    """When the reporter was first told, by notices of these kinds."""
    return select(func.min(ReporterNotice.at)).where(where, ReporterNotice.kind.in_(kinds)).scalar_subquery()


def reachable_reporter(where: Any) -> Any:
    """Whether somebody can be told: a reporter who is known or left a way to be reached."""
    return exists().where(
        where, or_(ReporterIdentity.person_id.is_not(None), func.coalesce(ReporterIdentity.contact, "") != "")
    )


_NAMED = exists().where(
    IncidentPerson.incident_id.in_(REPORTS), IncidentPerson.part == "alleged", IncidentPerson.person_id == PERSON
)

SCALARS = select(
    select(Employment.respondent_type).where(Employment.id == EMPLOYMENT).scalar_subquery().label("respondent_type"),
    select(Employment.protection).where(Employment.id == EMPLOYMENT).scalar_subquery().label("protection"),
    _unchecked().label("unchecked"),
    exists()
    .where(
        MatterRelation.incident_id.in_(REPORTS), MatterRelation.kind == "involved", MatterRelation.until_at.is_(None)
    )
    .label("involved"),
    _count(Evidence, belongs_to(Evidence, THIS), Evidence.derived_from_id.is_(None)).label("evidence"),
    exists().where(belongs_to(EvidenceAbsence, THIS)).label("absence"),
    exists().where(belongs_to(Referral, THIS), Referral.sealed.is_(True)).label("sealed_referral"),
    _NAMED.label("named"),
    latest_attribution(PERSON, _ATTRIBUTED).label("attribution"),
    _count(Step, Step.case_id == THIS, Step.completed_at.is_(None)).label("steps_open"),
    select(func.min(SpeechReview.at)).where(SpeechReview.case_id == THIS).scalar_subquery().label("speech_at"),
    exists().where(Motion.case_id == THIS, Motion.kind == "default").label("default_moved"),
    exists()
    .where(Order.case_id == THIS, Order.kind == "default", Order.granted.is_(True), Order.set_aside_at.is_(None))
    .label("default_ordered"),
    exists()
    .where(Order.case_id == THIS, Order.kind == "dismissal", Order.granted.is_(True), Order.set_aside_at.is_(None))
    .label("dismissal_ordered"),
    exists().where(DisclosureItem.disclosure_id == Disclosure.id, Disclosure.case_id == THIS).label("items_disclosed"),
    exists().where(Disclosure.case_id == THIS).label("disclosed"),
    exists().where(Disclosure.case_id == THIS, Disclosure.explanation != "").label("explained"),
    exists().where(Disclosure.case_id == THIS, Disclosure.witnesses != "").label("witnesses"),
    exists().where(Exhibit.case_id == THIS).label("exhibits"),
    reachable_reporter(ReporterIdentity.incident_id.in_(REPORTS)).label("reporter"),
    told_at(and_(ReporterNotice.incident_id.in_(REPORTS), ReporterNotice.at >= OPENED), "outcome", "dismissal").label(
        "told_at"
    ),
    told_at(ReporterNotice.incident_id.in_(REPORTS), "not_told").label("not_told_at"),
    _count(Letter, Letter.case_id == THIS).label("letters"),
    _count(Response, Response.case_id == THIS).label("responses"),
    _count(Deadline, Deadline.case_id == THIS).label("deadlines"),
    _count(Allegation, Allegation.case_id == THIS).label("allegations"),
    _count(ChargeVersion, ChargeVersion.case_id == THIS).label("charges"),
    _count(CauseReview, CauseReview.case_id == THIS).label("reviews"),
    _count(Hearing, Hearing.case_id == THIS).label("hearings"),
    _count(PanelMember, PanelMember.case_id == THIS).label("members"),
    _count(Question, Question.case_id == THIS).label("questions"),
    _count(Decision, Decision.case_id == THIS).label("decisions"),
    _count(ProposedFinding, ProposedFinding.case_id == THIS).label("proposed_findings"),
    _count(ProposedSanction, ProposedSanction.case_id == THIS).label("proposed_sanctions"),
    _count(Factor, Factor.case_id == THIS).label("factors"),
    _count(BaselinePick, BaselinePick.case_id == THIS).label("baselines"),
    _count(Motion, Motion.case_id == THIS, Motion.kind.in_(("exceptions", "exceptions_waived"))).label("exceptions"),
    _count(ProtectiveMeasure, ProtectiveMeasure.case_id == THIS, ProtectiveMeasure.paid.is_(False)).label("unpaid"),
    (_count(Proceeding, Proceeding.case_id == THIS) + _count(ProceedingCase, ProceedingCase.case_id == THIS)).label(
        "proceedings"
    ),
    _count(Sanction, Sanction.case_id == THIS).label("sanctions"),
    _count(Condition, Condition.case_id == THIS).label("conditions"),
    (
        _count(Correction, Correction.case_id == THIS, Correction.done_on.is_(None))
        + _count(AffectedMatter, belongs_to(AffectedMatter, THIS), AffectedMatter.review == "not_reviewed")
        + _count(Referral, Referral.case_id == THIS, Referral.sent_at.is_(None))
    ).label("unfinished"),
)
