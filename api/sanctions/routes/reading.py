"""What a program can read of sanctions: those of one case, and what waits to be carried out."""

from litestar import Response, get
from litestar.params import FromPath

from api.dependencies import AnyRequest, record_reading, requires, within_unit
from api.problems import READ_PROBLEMS
from api.sanctions.answers import (
    CarryOutList,
    ConditionAnswer,
    CorrectionAnswer,
    SanctionAnswer,
    SanctionList,
    ToCarryOut,
)
from api.sanctions.service.carry_out_view import carry_out_page
from api.sanctions.service.views import access_sanctions, sanctions_page
from db.work import Work


@get("/api/cases/{number:str}/sanctions", opt=requires("sanction:read"), tags=["sanctions"], responses=READ_PROBLEMS)
@within_unit
def list_case_sanctions(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[SanctionList]:
    """Sanctions with their proofs and conditions, and corrections."""
    case = access_sanctions(work, number)
    record_reading(request, work, case=case)
    page = sanctions_page(work, case)
    sanctions = [
        SanctionAnswer(
            one.id,
            one.line,
            one.words,
            one.status,
            one.effective_on,
            one.ends_on,
            {proof.kind.lower(): proof.on for proof in one.proofs},
            [ConditionAnswer(row.id, row.text, row.words, row.due_on) for row in one.conditions],
        )
        for one in page.rows
    ]
    corrections = [CorrectionAnswer(one.id, one.label, one.opened_at, one.done_on) for one in page.corrections]
    body = SanctionList(case.number, case.version, sanctions, corrections)
    return Response(body, headers={"ETag": f'"{case.version}"'})


@get("/api/sanctions", opt=requires("sanction:carry_out"), tags=["sanctions"], responses=READ_PROBLEMS)
@within_unit
def list_sanctions_to_carry_out(work: Work) -> Response[CarryOutList]:
    """Employer sanctions to carry out and corrections to make, within what the viewer may see."""
    page = carry_out_page(work)
    return Response(
        CarryOutList(
            [ToCarryOut(one.number, one.who, one.what, one.words) for one in page.sanctions],
            [ToCarryOut(one.number, one.who, one.what, one.words) for one in page.corrections],
        )
    )


READS = [list_case_sanctions, list_sanctions_to_carry_out]
