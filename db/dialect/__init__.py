"""Where SQLite and PostgreSQL differ (decision 33)."""
