"""Intake: the queue, conflicts, identification, screening, and opening cases from reports."""
