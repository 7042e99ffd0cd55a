"""Cases as JSON."""

from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from api.access import access_case, permissions_on
from api.cases.answers import answer_case, answer_moves, answer_timeline
from api.cases.filters import CaseFilter, checked, read_cursor
from api.cases.listing import list_cases
from api.cases.rows import answer_of
from api.cases.schemas import CaseAnswer, CaseList, MovesAnswer, Timeline
from api.cases.timeline import read_timeline
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.problems import READ_PROBLEMS
from db.domain.permission import Permission
from db.work import Work

Code = Annotated[str, QueryParameter(max_length=60)]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many rows at most.")]
Opaque = Annotated[str, QueryParameter(max_length=600, description="`next` or `previous` of the page before.")]


@get("/api/cases", opt=requires("case:list"), responses=READ_PROBLEMS, tags=["cases"])
@within_unit
def get_cases(
    work: Work,
    stage: Code = "",
    track: Code = "",
    unit: Code = "",
    category: Code = "",
    assignee: Code = "",
    overdue: Code = "",
    q: Annotated[str, QueryParameter(max_length=200, description="Words in the number or a name.")] = "",
    sort: Annotated[str, QueryParameter(max_length=20, description="opened, stage, due, number; - for descending.")] = (
        "-opened"
    ),
    limit: Limit = 25,
    cursor: Opaque = "",
) -> CaseList:
    """The cases you may see, filtered and sorted; `stage` is one of the stages, or open."""
    found = checked(CaseFilter(stage, track, unit, category, assignee, overdue, q, sort), work.reference)
    return answer_of(work, list_cases(work, found, limit=limit, cursor=read_cursor(cursor)))


@get("/api/cases/{number:str}", opt=requires("case:read"), responses=READ_PROBLEMS, tags=["cases"])
@within_unit
def get_case(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[CaseAnswer]:
    """A case: its header, and its content where you read it. The ETag is the version to send back as If-Match."""
    answered = answer_case(work, number)
    if answered.to_record:
        record_reading(request, work, case=access_case(work, number, Permission.CASE_READ))
    return Response(answered.body, headers={"ETag": f'"{answered.body.version}"'})


@get("/api/cases/{number:str}/moves", opt=requires("case:read"), responses=READ_PROBLEMS, tags=["cases"])
@within_unit
def get_moves(work: Work, request: AnyRequest, number: FromPath[str]) -> MovesAnswer:
    """Every move from where the case stands, with everything that it still lacks."""
    case = access_case(work, number, Permission.CASE_READ)
    record_reading(request, work, case=case)
    return answer_moves(work, case, permissions_on(work, case))


@get("/api/cases/{number:str}/timeline", opt=requires("case:read"), responses=READ_PROBLEMS, tags=["cases"])
@within_unit
def get_timeline(
    work: Work, request: AnyRequest, number: FromPath[str], limit: Limit = 25, cursor: Opaque = ""
) -> Timeline:
    """What happened in a case, newest first, as far as it is for you."""
    case = access_case(work, number, Permission.CASE_READ)
    record_reading(request, work, case=case)
    page = read_timeline(work, case, permissions_on(work, case), limit=limit, cursor=read_cursor(cursor))
    return answer_timeline(page)


handlers = [get_cases, get_case, get_moves, get_timeline]
