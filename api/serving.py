"""How the product is served: what uvicorn is given, in one process or in several."""

from typing import Any

from api.app import create_app
from api.settings import Settings, load_settings


def served() -> dict[str, Any]:
    """The keywords of `uvicorn.Config` for the application on the settings of this process."""
    return served_on(load_settings())


def served_on(settings: Settings) -> dict[str, Any]:
    """The keywords of `uvicorn.Config` for the application on these settings."""
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
