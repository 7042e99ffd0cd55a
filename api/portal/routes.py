"""The portal as JSON: reading a case, and its acts."""

from litestar import Response, get
from litestar.params import FromPath

from api.act_routes import act_routes
from api.acts import Act
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.portal import service
from api.portal.reading import open_portal, portal_cases, portal_view
from api.portal.schemas import (
    AnswerPaper,
    AskFor,
    ChallengeDecider,
    FileExceptions,
    PortalCase,
    PortalClock,
    PortalPaper,
    WaiveRight,
)
from api.problems import READ_PROBLEMS
from db.work import Work

ACTS = (
    Act(
        name="portal:answer", path="answers", slug="answer", section="", title="Answer", on="portal",
        schema=AnswerPaper, verb=service.answer, choices=service.answer_choices, values=service.answer_values,
        appends=True, submit="Send my answer",
        intro="You do not have to answer. Silence under a privilege that you claim is not held against you.",
        warning="What you send is kept as you sent it. You can add to it by another answer.",
    ),
    Act(
        name="portal:except", path="exceptions", slug="file-exceptions", section="", title="Exceptions to the report",
        on="portal", schema=FileExceptions, verb=service.file_exceptions, appends=True, submit="Send this",
    ),
    Act(
        name="portal:challenge", path="challenges", slug="challenge", section="", title="Challenge a decider",
        on="portal", schema=ChallengeDecider, verb=service.challenge, choices=service.decider_choices, appends=True,
        submit="Send my challenge",
    ),
    Act(
        name="portal:move", path="motions", slug="ask", section="", title="Ask for something", on="portal",
        schema=AskFor, verb=service.ask_for, appends=True, submit="Send my request",
        intro="For example another day, documents, or that a paper is sealed. The ruling is served on you.",
    ),
    Act(
        name="portal:waive", path="waivers", slug="waive", section="", title="Give up a right", on="portal",
        schema=WaiveRight, verb=service.waive, appends=True, submit="Sign and send",
        warning="You can talk to counsel or your union first. Nobody may press you to sign.",
    ),
)  # fmt: skip


def _answer(view_of: Work, number: str) -> PortalCase:
    view = portal_view(view_of, open_portal(view_of, number))
    return PortalCase(
        view.number,
        view.version,
        [PortalPaper(one.id, one.kind, one.subject, one.served_at.isoformat()) for one in view.papers],
        [PortalClock(one["label"], one["words"], one["due_at"].isoformat(), one["state"]) for one in view.clocks],
        [one["name"] for one in view.acts],
    )


@get("/api/portal", opt=requires("portal:read"), tags=["portal"], responses=READ_PROBLEMS)
@within_unit
def list_own(work: Work) -> Response[list[PortalCase]]:
    """The cases in which something was served on the viewer's side."""
    return Response([_answer(work, case.number) for case in portal_cases(work)])


@get("/api/portal/{number:str}", opt=requires("portal:read"), tags=["portal"], responses=READ_PROBLEMS)
@within_unit
def read_own(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[PortalCase]:
    """One case as its respondent sees it."""
    case = open_portal(work, number)
    record_reading(request, work, case=case)
    return Response(_answer(work, number), headers={"ETag": f'"{case.version}"'})


handlers = [list_own, read_own, *act_routes(*ACTS)]
