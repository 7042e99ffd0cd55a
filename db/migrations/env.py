"""Alembic's environment: runs on the connection handed in by db.migrate; imports nothing of ours."""

from alembic import context

config = context.config
connection = config.attributes["connection"]
is_sqlite = connection.dialect.name == "sqlite"

context.configure(
    connection=connection,
    target_metadata=config.attributes.get("metadata"),
    render_as_batch=is_sqlite,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
