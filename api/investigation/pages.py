"""The sections of a case that an investigation fills, and what opens from them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.access import access_case, permissions_on
from api.dependencies import AnyRequest, in_thread, open_unit, record_reading, requires, within_unit
from api.forms import convert
from api.investigation.allegation_rows import allegation_views
from api.investigation.evidence_rows import absence_views, attribution_views, evidence_views, post_views
from api.investigation.matter_rows import matter_views, referral_views
from api.investigation.respondent_rows import (
    exchanges,
    extension_views,
    measure_views,
    representation_views,
    respondent_facts,
)
from api.investigation.schemas import ReadStatement
from api.investigation.statements import read_statement
from api.investigation.step_rows import speech_views, statement_views, step_views
from api.redirects import see_other
from api.rendering import render
from api.screens import case_screen
from db.work import Work

Rows = Callable[[Work, Any], dict[str, Any]]


def _allegations(work: Work, case: Any) -> dict[str, Any]:
    return {"allegations": allegation_views(work, case)}


def _posts(work: Work, case: Any) -> dict[str, Any]:
    evidence = evidence_views(work, case)
    return {
        "posts": post_views(work, case, evidence),
        "loose": [one for one in evidence if one.post_id is None],
        "attributions": attribution_views(work, case),
        "absences": absence_views(work, case),
    }


def _steps(work: Work, case: Any) -> dict[str, Any]:
    return {
        "steps": step_views(work, case),
        "statements": statement_views(work, case),
        "reviews": speech_views(work, case, permissions_on(work, case)),
    }


def _respondent(work: Work, case: Any) -> dict[str, Any]:
    return {
        "person": respondent_facts(work, case),
        "exchanges": exchanges(work, case),
        "representations": representation_views(work, case),
        "measures": measure_views(work, case),
        "extensions": extension_views(work, case),
        "statements": [one for one in statement_views(work, case) if one.role == "Respondent"],
    }


def _matters(work: Work, case: Any) -> dict[str, Any]:
    return {"matters": matter_views(work, case), "referrals": referral_views(work, case)}


SECTIONS: tuple[tuple[str, str, Rows], ...] = (
    ("allegations", "Allegations and findings", _allegations),
    ("posts", "Posts and evidence", _posts),
    ("steps", "Steps", _steps),
    ("respondent", "Respondent", _respondent),
    ("matters", "Affected matters", _matters),
)

AT_ITS_ROW = frozenset({"complete-step", "record-custody", "review-matter"})
"""Acts on one row, whose link stands at each row that they are for: above an empty list they would lead nowhere."""


def _section(slug: str, title: str, rows: Rows) -> HTTPRouteHandler:
    @get(
        f"/cases/{{number:str}}/{slug}",
        opt=requires("case:read"),
        operation_id=f"case_{slug}_page",
        include_in_schema=False,
        media_type=MediaType.HTML,
    )
    @within_unit
    def show_section(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
        case = access_case(work, number, "case:read")
        record_reading(request, work, case=case)
        screen = case_screen(work, case, slug)
        screen["section_acts"] = [
            act for act in screen["section_acts"] if act["href"].rsplit("/", 1)[1] not in AT_ITS_ROW
        ]
        page = render(
            request,
            work,
            f"investigation/{slug}.html",
            page_title=f"{number} - {title}",
            **rows(work, case),
            **screen,
        )
        return Response(page, media_type=MediaType.HTML)

    return show_section


@post(
    "/cases/{number:str}/statements/{statement_id:uuid}/read",
    opt={**requires("case:read"), "form": True},
    include_in_schema=False,
    status_code=303,
)
@in_thread
def open_statement(
    request: AnyRequest, form: Any, number: FromPath[str], statement_id: FromPath[UUID]
) -> Response[Any]:
    """Open a compelled statement: the reader's exposure is recorded first, in the same unit."""
    with open_unit(request) as work:
        case = access_case(work, number, "case:read")
        data = convert(ReadStatement, {"why": str(form.get("why", "")).strip()})
        read_statement(work, case, statement_id, data)
    return see_other(request, f"/cases/{number}/steps#statement-{statement_id}", "Your reading stands on the record.")


handlers = [*(_section(*row) for row in SECTIONS), open_statement]
