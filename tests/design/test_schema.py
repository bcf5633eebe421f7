"""The database's numbered changes have one head, equal the models, and every table has a maker."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import wsgi
from mis.db import Base
from mis.embedded import Addresses
from mis.folders import folder
from tests import make

assert wsgi.PARTS


def _ours(_name: str | None, kind: str, parents: dict) -> bool:
    """Months of a partitioned table are made by SQL, and are no models."""
    return not (kind == "table" and _name and _name.startswith("payment_line_"))


def test_migrations_have_one_head_and_are_numbered() -> None:
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    script = ScriptDirectory.from_config(config)
    assert len(script.get_heads()) == 1
    numbers = sorted(revision.revision for revision in script.walk_revisions())
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_migrations_equal_the_models(prepared: Addresses) -> None:
    engine = create_engine(prepared.owner_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _ours})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_table_has_a_maker(table: str) -> None:
    assert callable(getattr(make, table, None)), f"tests/make.py makes no {table}"


def test_the_application_owns_nothing_and_cannot_pass_the_guards(prepared: Addresses) -> None:
    engine = create_engine(prepared.database_url)
    with engine.connect() as connection:
        owned = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        assert connection.scalar(text(owned)) == 0
        asked = "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        assert list(connection.execute(text(asked))) == [(False, False, False)]
