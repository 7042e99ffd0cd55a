"""Whole journeys by clicks and typing, in a real browser, on both databases."""

from tests.harness.browser_fixtures import browser, live, page, visits

__all__ = ["browser", "live", "page", "visits"]
