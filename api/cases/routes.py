"""Cases as JSON."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from api.cases.filters import CaseFilter, checked, read_cursor
from api.cases.listing import list_cases
from api.cases.rows import answer_of
from api.cases.schemas import CaseList
from api.dependencies import requires, within_unit
from api.problems import READ_PROBLEMS
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


handlers = [get_cases]
