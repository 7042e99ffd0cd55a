"""Policies: versions with their effective days, sections with their owners. For leadership."""
