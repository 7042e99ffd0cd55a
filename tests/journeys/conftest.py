"""Whole journeys by clicks and typing, in a real browser, on both databases."""

from tests.harness.browser_fixtures import live, page, visits

__all__ = ["live", "page", "visits"]
