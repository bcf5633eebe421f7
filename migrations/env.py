"""How alembic reaches the database: by the connection that `mis upgrade` hands it, as the owner of the tables."""

from alembic import context

from mis.db import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    compare_server_default=False,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
