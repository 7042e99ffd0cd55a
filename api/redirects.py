"""Going on to the next page after a form, with a sentence that says what was done.

The sentence travels in a cookie that scripts cannot read and that lives for one page: in an address it would stand in
logs, and anybody could send a link that puts words in our mouth.
"""

import re
from typing import Any
from urllib.parse import quote, unquote

from litestar import Response
from litestar.datastructures import Cookie

from api.dependencies import AnyRequest, services_of
from api.security import FLASH_COOKIE

# Plain ASCII without blanks and backslashes. Browsers drop tabs and line ends, and read a backslash as a slash, so that
# a slash, a tab and a slash would lead to another site.
_OUR_PATH = re.compile(r"/(?!/)[!-\[\]-~]*\Z")


def safe_next(path: str) -> str:
    """Only a path of our own: never another site's address."""
    return path if _OUR_PATH.match(path) else "/"


def see_other(request: AnyRequest, href: str, done: str = "", *, cookies: list[Cookie] | None = None) -> Response[Any]:
    """Go on to `href` by GET; `done` is shown there once."""
    held = list(cookies or [])
    if done:
        secure = services_of(request).settings.is_secure
        held.append(
            Cookie(FLASH_COOKIE, value=quote(done[:1500]), httponly=True, samesite="strict", secure=secure, max_age=60)
        )
    return Response("", status_code=303, headers={"Location": href}, cookies=held)


def flash_of(request: AnyRequest) -> str:
    """The sentence that the page before left for this one."""
    return unquote(request.cookies.get(FLASH_COOKIE, ""))
