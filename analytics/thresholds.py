"""When a figure refuses. The numbers are those of the design page `analytics.md`; each line names its row."""

from __future__ import annotations

RATE_EVENTS = 5  # rate per 100 staff-years: x >= 5, or the reader has case access
COMPARE_EVENTS = 10  # compare two periods or units: 10 events in all
SHARE_SHOWN = 10  # share, Wilson: 10 to show
SHARE_COMPARED = 30  # share, Wilson: 30 to compare
DISPOSITION_CLOSED = 10  # time to disposition: 10 closed
DISPOSITION_GROUP = 20  # time to disposition: 20 a group to compare
AT_RISK_SHOWN = 5  # survival for readers below case level ends where fewer remain
SMALL_CELL = 5  # small cells, internal
MISSING_SHARE = 0.10  # missing over 10 % of a variable shows bounds
