"""Search as JSON."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from api.dependencies import requires, within_unit
from api.problems import SEARCH_PROBLEMS
from api.search.schemas import SearchAnswer
from api.search.service import search
from db.work import Work


@get("/api/search", opt=requires("search:use", limited="search"), responses=SEARCH_PROBLEMS, tags=["search"])
@within_unit
def find_matters(
    work: Work, q: Annotated[str, QueryParameter(max_length=200, description="A number, a name, or words.")] = ""
) -> SearchAnswer:
    """Cases, reports and people that hold every word, among what you may see; at most twenty of each kind."""
    return search(work, q)


handlers = [find_matters]
