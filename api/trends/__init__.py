"""Trends: figures from live data for leadership, as a page, JSON and CSV."""
