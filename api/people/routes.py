"""People as JSON: what a form asks while somebody types a name."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from api.dependencies import requires, within_unit
from api.people.schemas import PeopleAnswer
from api.people.service import find_people
from api.problems import SEARCH_PROBLEMS
from db.work import Work

Query = Annotated[str, QueryParameter(name="q", max_length=200, description="Part of a name, number or unit.")]


@get("/api/people", opt=requires("roster:search", limited="search"), responses=SEARCH_PROBLEMS, tags=["people"])
@within_unit
def find(work: Work, wanted: Query = "") -> PeopleAnswer:
    """People of the roster who fit what was typed, at most twelve."""
    return PeopleAnswer(results=find_people(work, wanted))


handlers = [find]
