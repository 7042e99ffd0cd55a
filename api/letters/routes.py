"""Papers as JSON, and the act of serving one."""

from litestar import Response, get
from litestar.params import FromPath

from api.access import access_case
from api.act_routes import act_routes
from api.acts import Act
from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.letters.schemas import LetterList, LetterRow, ServeLetter
from api.letters.service import offers, opening, papers_of, serve
from api.problems import READ_PROBLEMS
from db.work import Work

SERVE = Act(
    name="letter:serve",
    path="services",
    slug="serve-letter",
    section="letters",
    title="Serve a paper",
    schema=ServeLetter,
    verb=serve,
    appends=True,
    intro="The clock starts from service, and only from service that can be proven.",
    submit="Record this",
    choices=offers,
    values=opening,
)


@get("/api/cases/{number:str}/letters", opt=requires("case:read"), tags=["letters"], responses=READ_PROBLEMS)
@within_unit
def list_letters(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[LetterList]:
    """The papers of a case, newest first."""
    case = access_case(work, number, "case:read")
    record_reading(request, work, case=case)
    rows = [
        LetterRow(
            paper.id,
            paper.kind,
            paper.subject,
            paper.made_at,
            paper.template,
            paper.template_sha256,
            paper.served_at,
            paper.recalled_at,
        )
        for paper in papers_of(work, case)
    ]
    return Response(LetterList(case.number, case.version, rows), headers={"ETag": f'"{case.version}"'})


handlers = [list_letters, *act_routes(SERVE)]
