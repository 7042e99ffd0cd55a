"""What a program can read of deciders, questions and decisions."""

from litestar import Response, get
from litestar.params import FromPath

from api.access import access_case, permissions_on
from api.board.schemas.reading import (
    DecisionAnswer,
    DecisionList,
    PanelAnswer,
    PanelList,
    QuestionAnswer,
    QuestionList,
    SeatAnswer,
    VoteAnswer,
)
from api.board.service.deliberation_view import deliberations
from api.board.service.hearing_view import full_page
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.problems import READ_PROBLEMS
from db.deciding import decisions_of, findings_of
from db.domain.permission_name import Permission
from db.work import Work


@get("/api/cases/{number:str}/panels", opt=requires("case:read"), tags=["hearing"], responses=READ_PROBLEMS)
@within_unit
def list_panels(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[PanelList]:
    """Who decides each instance, with declarations and recusals."""
    case = access_case(work, number, Permission.CASE_READ)
    record_reading(request, work, case=case)
    rows = [
        PanelAnswer(
            one.code,
            one.label,
            one.wanted,
            [SeatAnswer(seat.seat, seat.name, seat.qualification, seat.is_chair, seat.words) for seat in one.seats],
        )
        for one in full_page(work, case).instances
    ]
    return Response(PanelList(case.number, case.version, rows), headers={"ETag": f'"{case.version}"'})


@get("/api/cases/{number:str}/questions", opt=requires("case:read"), tags=["hearing"], responses=READ_PROBLEMS)
@within_unit
def list_questions(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[QuestionList]:
    """The questions of the running round: to members of the instance with votes, to others once announced."""
    case = access_case(work, number, Permission.CASE_READ)
    record_reading(request, work, case=case)
    rows = [
        QuestionAnswer(
            one.id,
            body.code,
            one.ordinal,
            one.kind,
            one.text,
            one.is_open,
            one.result,
            one.own_vote,
            [VoteAnswer(vote.name, vote.vote, vote.is_void) for vote in one.votes],
        )
        for body in deliberations(work, case, permissions_on(work, case))
        for one in body.questions
    ]
    return Response(QuestionList(case.number, case.version, rows), headers={"ETag": f'"{case.version}"'})


@get("/api/cases/{number:str}/decisions", opt=requires("case:read"), tags=["decision"], responses=READ_PROBLEMS)
@within_unit
def list_decisions(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[DecisionList]:
    """The decisions that were issued, with the finding on each charge version."""
    case = access_case(work, number, Permission.CASE_READ)
    record_reading(request, work, case=case)
    rows = [
        DecisionAnswer(
            one.instance,
            one.round,
            one.outcome,
            one.proof,
            one.reasons,
            one.departure_reason,
            one.minority_view,
            one.decided_by,
            one.issued_at,
            one.is_current_final,
            {str(found.charge_version_id): found.value for found in findings_of(work, one)},
        )
        for one in decisions_of(work, case)
    ]
    return Response(DecisionList(case.number, case.version, rows), headers={"ETag": f'"{case.version}"'})


READS = [list_panels, list_questions, list_decisions]
