"""The historic import: a source's files become reports with their own words (decision 13)."""
