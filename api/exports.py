"""What is handed out as a file: sent piece by piece, and no further than the person may still have it.

A list or figure is made from one state of the record, and may be long on its way. Before each piece the person is
looked at again: where a recusal, a wall or the end of a session took it from them meanwhile, it breaks off.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import structlog
from litestar.response import Stream

from analytics.export import write_csv
from analytics.figures.figure import Value
from api.access import MatterNotFound, NotSignedIn
from api.dependencies import AnyRequest, credential_of, is_portal_route, services_of, unit
from db.standing import Standing, standing_of
from db.work import Work

PIECE = 1 << 15  # bytes of a text between two looks

log = structlog.get_logger()


class ExportStopped(Exception):
    """What was being sent was taken from the person: the connection ends short of the announced length."""


def csv_answer(
    request: AnyRequest, work: Work, name: str, header: Sequence[str], rows: Iterable[Sequence[Value]]
) -> Stream:
    """The rows as a file named by the day. The export is committed to the record before anything is sent."""
    text, standing = write_csv(header, rows), standing_of(work)
    with unit(services_of(request), credential_of(request), writing=True) as writer:
        writer.begin("list:exported")
    return csv_file(request, f"{name}-{work.today:%Y-%m-%d}.csv", text, standing)


def csv_file(request: AnyRequest, name: str, text: str, standing: Standing) -> Stream:
    """A text as a file, sent while `standing`, which it was made under, still holds."""

    def look(work: Work) -> None:
        if not standing.still_holds(standing_of(work)):
            raise MatterNotFound

    body = text.encode()
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(len(body)),
        "X-Content-Type-Options": "nosniff",
    }
    pieces = (body[start : start + PIECE] for start in range(0, len(body), PIECE))
    return Stream(while_allowed(request, pieces, look), media_type="text/csv; charset=utf-8", headers=headers)


def while_allowed(request: AnyRequest, pieces: Iterable[bytes], look: Callable[[Work], object]) -> Iterator[bytes]:
    """The pieces, before each of which `look` asks in a unit of its own whether the person may still have it.

    Raises ExportStopped once they are not signed in any more, or `look` raises MatterNotFound.
    """
    services, credential = services_of(request), credential_of(request)
    for piece in pieces:
        try:
            with unit(services, credential, writing=False, portal=is_portal_route(request)) as work:
                look(work)
        except (MatterNotFound, NotSignedIn):
            log.info("export_stopped", path=request.url.path)
            raise ExportStopped("this was taken from the person while it was sent") from None
        yield piece
