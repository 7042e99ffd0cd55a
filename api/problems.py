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
