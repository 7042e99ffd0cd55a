"""Measures: plain frames in, `Shown` or `Refused` out. Methods and thresholds follow the design page `analytics.md`."""
