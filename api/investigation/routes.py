"""The investigation as JSON: every act, and what its sections show."""

from collections.abc import Callable
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.access import access_case
from api.act_routes import act_routes
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.investigation.acts import ACTS
from api.investigation.allegation_rows import AllegationView, allegation_views
from api.investigation.evidence_rows import EvidenceView, PostView, evidence_views, post_views
from api.investigation.matter_rows import matter_views, referral_views
from api.investigation.step_rows import StatementView, StepView, statement_views, step_views
from api.problems import READ_PROBLEMS
from db.work import Work

Rows = list[dict[str, Any]]


def _posts(work: Work, case: Any) -> list[PostView]:
    return post_views(work, case, evidence_views(work, case))


# (resource, what it lists, the type of its answer, rows)
READINGS: tuple[tuple[str, str, Any, Callable[[Work, Any], Any]], ...] = (
    ("allegations", "The allegations of a case, with how each finding moved.", list[AllegationView], allegation_views),
    ("posts", "The posts of a case, each with its evidence.", list[PostView], _posts),
    ("evidence", "The evidence of a case with its chains of custody.", list[EvidenceView], evidence_views),
    ("steps", "The steps of a case, open ones first.", list[StepView], step_views),
    ("statements", "The statements of a case; a compelled one is closed.", list[StatementView], statement_views),
    ("affected-matters", "The court matters that the conduct may touch.", Rows, matter_views),
    ("referrals", "What went, or is to go, to other authorities.", Rows, referral_views),
)


def _reading(resource: str, words: str, answer: Any, rows: Callable[[Work, Any], Any]) -> HTTPRouteHandler:
    @get(
        f"/api/cases/{{number:str}}/{resource}",
        opt=requires("case:read"),
        operation_id=f"case_{resource.replace('-', '_')}_list",
        summary=words,
        tags=["investigation"],
        responses=READ_PROBLEMS,
    )
    @within_unit
    def read(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[answer]:
        case = access_case(work, number, "case:read")
        record_reading(request, work, case=case)
        return Response(rows(work, case), headers={"ETag": f'"{case.version}"'})

    return read


handlers = [*(_reading(*row) for row in READINGS), *act_routes(*ACTS)]
