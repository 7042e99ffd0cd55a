"""The problem answers that every act documents in OpenAPI, so that clients and fuzzers know them."""

import msgspec
from litestar.openapi.datastructures import ResponseSpec


class MissingItem(msgspec.Struct):
    """One thing that must be true first, and the act that makes it so."""

    code: str
    text: str
    act: str | None = None


class ProblemDetails(msgspec.Struct):
    """An error as RFC 9457 describes it, with what is missing where a rule said no."""

    type: str
    title: str
    status: int
    detail: str
    missing: list[MissingItem] = []
    fields: dict[str, str] = {}


def _spec(words: str) -> ResponseSpec:
    return ResponseSpec(
        ProblemDetails, description=words, media_type="application/problem+json", generate_examples=False
    )


READ_PROBLEMS = {
    400: _spec("The request could not be read."),
    401: _spec("Not signed in."),
    403: _spec("Not open to this role or relation."),
    404: _spec("No such matter for this viewer."),
}
SEARCH_PROBLEMS = {**READ_PROBLEMS, 429: _spec("Asked too often; Retry-After says how many seconds to wait.")}
SIGN_IN_PROBLEMS = {
    **SEARCH_PROBLEMS,
    422: _spec("An answer cannot be used."),
    503: _spec("The record cannot be reached."),
}
OWN_PROBLEMS = {
    **SIGN_IN_PROBLEMS,
    409: _spec("A rule says no; every missing item is listed."),
}
ACT_PROBLEMS = {
    **READ_PROBLEMS,
    409: _spec("A rule says no; every missing item is listed."),
    412: _spec("The matter changed since it was read."),
    413: _spec("Larger than the limit."),
    422: _spec("An answer cannot be used."),
    428: _spec("If-Match is needed."),
    503: _spec("The record cannot be reached; nothing was saved."),
    507: _spec("There is no room left; nothing was saved."),
}
FILE_PROBLEMS = {**ACT_PROBLEMS, 415: _spec("A kind of file, or of body, that is not taken.")}
