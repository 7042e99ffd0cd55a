"""The features of the product, one line each."""

from typing import Any

from api.accounts import pages as account_pages
from api.accounts import routes as account_routes
from api.guide import pages as guide_pages
from api.guide import routes as guide_routes
from api.help import pages as help_pages
from api.inbox import pages as inbox_pages
from api.people import routes as people_routes
from api.records import pages as record_pages
from api.roster import pages as roster_pages
from api.roster import routes as roster_routes
from api.sessions import pages as session_pages
from api.sessions import routes as session_routes
from api.trends import pages as trend_pages
from api.trends import routes as trend_routes

FEATURES = (
    trend_routes,
    trend_pages,
    record_pages,
    roster_pages,
    roster_routes,
    account_routes,
    account_pages,
    guide_routes,
    guide_pages,
    help_pages,
    session_routes,
    session_pages,
    inbox_pages,
    people_routes,
)


def handlers() -> list[Any]:
    """Every handler of every feature."""
    return [handler for feature in FEATURES for handler in feature.handlers]
