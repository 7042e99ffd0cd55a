"""The request headers that acts take, by their real names."""

from typing import Annotated

from litestar.params import HeaderParameter

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key", max_length=200, description="A fresh random text per act; a retry sends it again."
    ),
]
IfMatch = Annotated[
    str | None, HeaderParameter(name="If-Match", max_length=60, description="The ETag of the version that was read.")
]
