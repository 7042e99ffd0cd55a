"""The schema's history: Alembic loads each file by its path; a package so that the import contracts see it."""
