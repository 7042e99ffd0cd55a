"""The JSON interface described by itself, for those who are signed in."""

from typing import Any

from litestar import Response, get

from api.bodies import described
from api.dependencies import AnyRequest, signed_in, within_unit
from api.problems import READ_PROBLEMS
from db.work import Work


@get("/api/openapi.json", opt=signed_in(), responses=READ_PROBLEMS, tags=["manual"])
@within_unit
def openapi(work: Work, request: AnyRequest) -> Response[dict[str, Any]]:
    """The OpenAPI description of every JSON route."""
    return Response(described(request.app))


handlers = [openapi]
