"""The application: features, error answers, security, static files. One line per feature."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.openapi.config import OpenAPIConfig
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp

from api import features
from api.dependencies import AnyRequest, ensure_declared, in_thread, public, services_of
from api.errors import answer_error
from api.host_cookies import host_cookies
from api.logs import configure_logs
from api.rendering import static_version
from api.request_shape import ensure_readable
from api.security import csrf_check, security_headers
from api.services import Services, make_services
from api.settings import ROOT, Settings
from db.clock import Clock, SystemClock

BODY_LIMIT = 1_000_000  # bytes; evidence has its own limit on its own routes (decision 25)


@get("/health", opt=public(), include_in_schema=False)
@in_thread
def health(request: AnyRequest) -> Response[dict[str, str]]:
    """Whether the process answers and its database can be read."""
    with services_of(request).sessions.reading() as session:
        session.connection().exec_driver_sql("SELECT 1")
    return Response({"status": "ok"})


def _static() -> Router:
    folder = ROOT / "frontend" / "static" / static_version()
    return create_static_files_router(
        path=f"/static/{static_version()}",
        directories=[folder],
        cache_control=None,
        include_in_schema=False,
        opt={"public": True, "static": True},
        after_request=_immutable,
    )


async def _immutable(response: Response[Any]) -> Response[Any]:
    # The folder's name changes with its content, so a browser may keep every file.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _closed(_connection: Any, _handler: Any) -> None:
    raise NotFoundException


def _openapi() -> OpenAPIConfig:
    # Litestar's own pages are open to everyone and load from elsewhere: they answer 404, and api/guide shows ours.
    return OpenAPIConfig(
        title="Probity",
        version="0.1.0",
        openapi_router=Router("/api/_closed", route_handlers=[], guards=[_closed], opt={"static": True}),
    )


def _takes_forms(path: str) -> bool:
    return not path.startswith("/api/")


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    services: Services = app.state.services
    pool = ThreadPoolExecutor(services.settings.threads, thread_name_prefix="unit")
    asyncio.get_running_loop().set_default_executor(pool)
    try:
        yield
    finally:
        services.sessions.close()


def create_app(settings: Settings, *, clock: Clock | None = None, services: Services | None = None) -> Litestar:
    """The application on these settings; tests hand in their own clock.

    Raises UndeclaredPermission where a route says nothing of who may use it.
    """
    configure_logs(settings.log_level)
    held = services or make_services(settings, clock or SystemClock())
    handlers: list[Any] = [health, *features.handlers()]
    if (ROOT / "frontend" / "static" / static_version()).is_dir():
        handlers.append(_static())

    def with_headers(app: ASGIApp) -> ASGIApp:
        headed = security_headers(app, secure=settings.is_secure)
        return host_cookies(headed) if settings.is_secure else headed

    app = Litestar(
        route_handlers=handlers,
        state=State({"services": held}),
        exception_handlers={Exception: answer_error},
        before_request=ensure_readable,
        middleware=[csrf_check(settings.origin, _takes_forms)],
        lifespan=[_lifespan],
        request_max_body_size=BODY_LIMIT,
        openapi_config=_openapi(),
        debug=False,
    )
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            ensure_declared(handler)
    app.asgi_handler = with_headers(app.asgi_handler)
    return app
