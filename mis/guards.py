"""What the database itself refuses: rights of the application, tables that are only added to."""

from alembic import context, op


def application_role() -> str:
    """The database role in which the application works; never the owner of the tables."""
    return context.config.attributes["application_role"]


def grant(table: str, rights: str = "SELECT, INSERT, UPDATE") -> None:
    """What the application may do to a table; DELETE only where it is said."""
    op.execute(f'GRANT {rights} ON {table} TO "{application_role()}"')


def append_only(table: str, columns: str = "") -> None:
    """Rows are added (with these columns only) and read, never changed or taken away, by anybody, in no way."""
    grant(table, f"SELECT, INSERT {columns}".strip())
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
