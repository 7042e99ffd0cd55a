"""Pages: one Jinja environment, autoescaped, rendered in the request's own thread and transaction."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, pass_context, select_autoescape
from jinja2.runtime import Context

from api.dependencies import AnyRequest, credential_of, services_of
from api.navigation import main_navigation
from api.redirects import flash_of
from api.security import VISITOR_COOKIE, csrf_token
from api.settings import ROOT
from db.domain.role import LABELS, Role
from db.work import Work

NBSP = "\u00a0"


class LoudUndefined(StrictUndefined):
    """A name the page was not given fails the page, in tests and in production alike."""


def new_key() -> str:
    """A fresh Idempotency-Key for a form."""
    return secrets.token_urlsafe(18)


def static_version() -> str:
    """The folder of the built assets, named by their content."""
    manifest = ROOT / "frontend" / "static" / "manifest.json"
    found: str = json.loads(manifest.read_text())["version"] if manifest.is_file() else "unbuilt"
    return found


@lru_cache
def _assets() -> str:
    return f"/static/{static_version()}"


def asset(path: str) -> str:
    """The address of a built file."""
    return f"{_assets()}/{path}"


def _zone(context: Context) -> ZoneInfo:
    zone: ZoneInfo = context["zone"]
    return zone


def _as_local(context: Context, moment: datetime | date) -> datetime | date:
    return moment.astimezone(_zone(context)) if isinstance(moment, datetime) else moment


@pass_context
def office_time(context: Context, moment: datetime | None) -> str:
    """ "2:14 PM EDT" in the office's zone."""
    if moment is None:
        return ""
    local = moment.astimezone(_zone(context))
    return f"{local.strftime('%I').lstrip('0')}:{local:%M}{NBSP}{local:%p}{NBSP}{local:%Z}"


@pass_context
def office_date(context: Context, moment: datetime | date | None) -> str:
    """ "Oct 28, 2026", the day in the office's zone."""
    if moment is None:
        return ""
    local = _as_local(context, moment)
    return f"{local:%b}{NBSP}{local.day}, {local.year}"


@pass_context
def office_day(context: Context, moment: datetime | date | None) -> str:
    """ "Wed, Oct 28", the day in the office's zone."""
    if moment is None:
        return ""
    local = _as_local(context, moment)
    return f"{local:%a}, {local:%b}{NBSP}{local.day}"


@pass_context
def office_datetime(context: Context, moment: datetime | None) -> str:
    """ "Oct 28, 2026, 2:14 PM EDT"."""
    return "" if moment is None else f"{office_date(context, moment)}, {office_time(context, moment)}"


ZONES = {
    "Eastern Time": (
        "America/New_York",
        "America/Detroit",
        "America/Indiana/Indianapolis",
        "America/Kentucky/Louisville",
    ),
    "Central Time": ("America/Chicago", "America/Menominee"),
    "Mountain Time": ("America/Denver", "America/Boise", "America/Phoenix"),
    "Pacific Time": ("America/Los_Angeles",),
    "Alaska Time": ("America/Anchorage", "America/Juneau"),
    "Hawaii Time": ("Pacific/Honolulu",),
}


def zone_name(zone: ZoneInfo, now: datetime) -> str:
    """What people call a zone all year round, "Eastern Time"; elsewhere its letters at this moment."""
    return next((name for name, keys in ZONES.items() if zone.key in keys), f"{now.astimezone(zone):%Z}")


def number(value: int | float | None) -> str:
    """A number with separators of thousands."""
    return "" if value is None else f"{value:,}"


def filesize(size: int) -> str:
    """ "1.8 MB"."""
    amount = float(size)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f}{NBSP}{unit}" if unit == "bytes" else f"{amount:.1f}{NBSP}{unit}"
        amount /= 1000
    return ""


def hash_groups(sha256: str) -> str:
    """A hash in groups of four."""
    return " ".join(sha256[start : start + 4] for start in range(0, len(sha256), 4))


def code_words(code: str) -> str:
    """A code as words: "panel_member" reads "Panel member"."""
    text = code.replace("_", " ")
    return text[:1].upper() + text[1:]


@lru_cache
def environment() -> Environment:
    """The one environment; templates are compiled once a process."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "frontend" / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for function in (office_time, office_date, office_day, office_datetime, number, filesize, hash_groups, code_words):
        made.filters[function.__name__] = function
    made.globals["asset"] = asset
    return made


class PageViewer:
    """The viewer as pages see them."""

    def __init__(self, work: Work) -> None:
        self.name = work.viewer.name
        self.roles = work.viewer.roles
        self.role_label = ", ".join(LABELS[Role(role)] for role in sorted(work.viewer.roles))
        self.can = work.viewer.can


def _session(work: Work) -> dict[str, Any] | None:
    ends = work.session_ends_at
    if ends is None:
        return None
    return {"expires_at_iso": ends.isoformat(), "seconds_left": int((ends - work.now).total_seconds())}


def render(request: AnyRequest, work: Work, template: str, **context: Any) -> str:
    """The page as HTML text, with everything the frame of the page needs."""
    zone = work.office.zone
    frame = {
        "office": {"name": work.office.name, "zone_name": zone_name(zone, work.now), "help": work.office.help_contact},
        "zone": zone,
        "viewer": PageViewer(work),
        "nav": main_navigation(work, request.url.path),
        "csrf_token": csrf_token(credential_of(request).token),
        "nonce": request.scope["state"].get("nonce", ""),
        "demo": work.office.is_demo,
        "flash": flash_of(request),
        "now": work.now,
        "today": work.today,
        "session": _session(work),
        "is_fragment": False,
    }
    return environment().get_template(template).render({**frame, **context})


def render_open(request: AnyRequest, template: str, *, secret: str = "", **context: Any) -> str:
    """A page without a signed-in viewer: sign-in, errors."""
    services = services_of(request)
    try:
        with services.sessions.reading() as session:
            office = services.office(session)
        name, zone, demo = office.name, office.zone, office.is_demo
    except Exception:  # noqa: BLE001  an error page must render while the database is away
        name, zone, demo = "Probity", ZoneInfo("UTC"), False
    now = services.clock.now()
    frame: Mapping[str, Any] = {
        "office": {"name": name, "zone_name": zone_name(zone, now), "help": ""},
        "zone": zone,
        "viewer": None,
        "nav": [],
        "csrf_token": csrf_token(secret or request.cookies.get(VISITOR_COOKIE, "")),
        "nonce": request.scope["state"].get("nonce", ""),
        "demo": demo,
        "flash": flash_of(request),
        "now": now.astimezone(UTC),
        "session": None,
        "is_fragment": False,
    }
    return environment().get_template(template).render({**frame, **context})


def render_error(request: AnyRequest, *, status: int, title: str, text: str, missing: list[dict[str, Any]]) -> str:
    """An error as a page: what happened and what to do."""
    return render_open(request, "error.html", page_title=title, status=status, title=title, text=text, missing=missing)
