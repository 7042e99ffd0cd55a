"""How the product is served: alone, or in several processes, as the settings say."""

from collections.abc import Callable
from typing import Any

import uvicorn

from api.collecting import collect_seldom
from api.processes import ensure_free, serve_together
from api.settings import Settings, load_settings


def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until told to stop. Raises CannotServe where several processes are asked for and the address is taken."""
    said = f"Probity is on {settings.public_url} (stop with Ctrl+C)."
    if settings.process_count == 1:
        how = served_on(settings)
        collect_seldom()
        say(said)
        uvicorn.run(**how)
        return
    ensure_free(settings.host, int(settings.port))
    say(said)
    serve_together(settings.host, int(settings.port), settings.process_count, "api.serving:served", say)


def served() -> dict[str, Any]:
    """The keywords of `uvicorn.Config` for the application on the settings of this process."""
    return served_on(load_settings())


def served_on(settings: Settings) -> dict[str, Any]:
    """The keywords of `uvicorn.Config` for the application on these settings."""
    from api.app import create_app  # a parent of several processes and other commands do without it

    return {
        "app": create_app(settings),
        "host": settings.host,
        "port": int(settings.port),
        "log_level": settings.log_level,
        "access_log": False,
        "ws": "none",
        "server_header": False,
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies or None,
    }
