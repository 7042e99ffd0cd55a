"""A list as CSV: it holds what the viewer may read, and that it was taken is an entry of its own in the record."""

from collections.abc import Iterable, Sequence

from litestar import Response

from analytics.export import write_csv
from analytics.figures.figure import Value
from api.dependencies import AnyRequest, credential_of, services_of, unit
from db.work import Work


def csv_answer(
    request: AnyRequest, work: Work, name: str, header: Sequence[str], rows: Iterable[Sequence[Value]]
) -> Response[str]:
    """The rows as a file named by the day. The export is committed to the record before anything is sent."""
    text = write_csv(header, rows)
    with unit(services_of(request), credential_of(request), writing=True) as writer:
        writer.begin("list:exported")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{work.today:%Y-%m-%d}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
