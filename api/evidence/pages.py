"""A file of evidence, as a download that no browser opens or runs."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from api.dependencies import AnyRequest, in_thread, open_unit, requires, services_of
from api.errors import Problem
from api.evidence.service import access_evidence, record_taking
from api.exports import while_allowed
from db.evidence_store import EvidenceDamaged

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@get("/evidence/{evidence_id:uuid}", opt=requires("search:use"), include_in_schema=False)
@in_thread
def download(request: AnyRequest, evidence_id: FromPath[UUID]) -> Response[Any]:
    """The original bytes. The hash is checked first; a file that changed is never handed out.

    Whoever loses the file while it is sent gets no further piece of it.
    """
    with open_unit(request, writing=False) as work:
        evidence, _case, _incident = access_evidence(work, evidence_id)
        name, sha256, size, media = evidence.file_name, evidence.sha256, evidence.size, evidence.media_type
    try:
        chunks = services_of(request).evidence.open(sha256)
    except EvidenceDamaged:
        text = "Its bytes are not those that were stored. The file was not handed out; tell the records officer."
        raise Problem(409, "This file does not hold", text) from None
    with open_unit(request, writing=True) as work:
        record_taking(work, *access_evidence(work, evidence_id))
    sent = while_allowed(request, chunks, lambda work: access_evidence(work, evidence_id))
    return Stream(sent, media_type=media, headers=_headers(name, size))


def _headers(name: str, size: int) -> dict[str, str]:
    plain = "".join(letter if letter.isascii() and letter not in '"\\' else "_" for letter in name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(size),
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


handlers = [download]
