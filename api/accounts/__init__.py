"""Accounts and roles: the administrator's work, who reads no case content."""
