"""The features of the product, one line each."""

from typing import Any

from api.accounts import pages as account_pages
from api.accounts import routes as account_routes
from api.actions import pages as action_pages
from api.actions import routes as action_routes
from api.board import pages as board_pages
from api.board import routes as board_routes
from api.cases import acts as case_acts
from api.cases import case_pages
from api.cases import pages as case_list_pages
from api.cases import routes as case_routes
from api.evidence import pages as evidence_pages
from api.guide import pages as guide_pages
from api.guide import routes as guide_routes
from api.help import pages as help_pages
from api.inbox import pages as inbox_pages
from api.intake import json_routes as intake_json_routes
from api.intake import pages as intake_pages
from api.intake import routes as intake_routes
from api.investigation import pages as investigation_pages
from api.investigation import routes as investigation_routes
from api.letters import pages as letter_pages
from api.letters import routes as letter_routes
from api.own_account import pages as own_account_pages
from api.own_account import routes as own_account_routes
from api.people import routes as people_routes
from api.policies import pages as policy_pages
from api.policies import routes as policy_routes
from api.portal import pages as portal_pages
from api.portal import routes as portal_routes
from api.records import pages as record_pages
from api.records import routes as record_routes
from api.reports import following_pages as report_following_pages
from api.reports import pages as report_pages
from api.reports import routes as report_routes
from api.roster import pages as roster_pages
from api.roster import routes as roster_routes
from api.sanctions import pages as sanction_pages
from api.sanctions import routes as sanction_routes
from api.search import pages as search_pages
from api.search import routes as search_routes
from api.sessions import office_pages
from api.sessions import pages as session_pages
from api.sessions import routes as session_routes
from api.trainings import pages as training_pages
from api.trainings import routes as training_routes
from api.trends import pages as trend_pages
from api.trends import routes as trend_routes

FEATURES = (
    investigation_routes,
    investigation_pages,
    letter_routes,
    letter_pages,
    portal_routes,
    portal_pages,
    trend_routes,
    trend_pages,
    action_routes,
    action_pages,
    policy_routes,
    policy_pages,
    training_routes,
    training_pages,
    record_pages,
    record_routes,
    roster_pages,
    roster_routes,
    account_routes,
    account_pages,
    guide_routes,
    guide_pages,
    help_pages,
    own_account_routes,
    own_account_pages,
    session_routes,
    session_pages,
    office_pages,
    inbox_pages,
    people_routes,
    search_routes,
    search_pages,
    report_routes,
    intake_routes,
    intake_json_routes,
    intake_pages,
    evidence_pages,
    report_pages,
    report_following_pages,
    case_routes,
    case_list_pages,
    case_pages,
    case_acts,
    board_routes,
    board_pages,
    sanction_routes,
    sanction_pages,
)


def handlers() -> list[Any]:
    """Every handler of every feature."""
    return [handler for feature in FEATURES for handler in feature.handlers]
