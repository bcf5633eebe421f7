"""The schema: bringing a database to the newest numbered change, as the owner of its tables."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url

from mis.errors import refuse
from mis.folders import folder


def configured(connection: Connection, application_role: str) -> Config:
    """Alembic's configuration over an open connection."""
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes.update(connection=connection, application_role=application_role)
    return config


def upgrade(owner_url: str | None, database_url: str) -> None:
    """Bring the database to the newest change, all of it or nothing."""
    if owner_url is None:
        raise refuse(None, "Set DATABASE_OWNER_URL: the owner of the tables is needed to change them", "settings")
    role = make_url(database_url).username or ""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        command.upgrade(configured(connection, role), "head")
    engine.dispose()


def is_current(connection: Connection) -> bool:
    """Whether the database stands at the newest change."""
    return MigrationContext.configure(connection).get_current_revision() == _head()


@cache
def _head() -> str | None:
    """The newest change of this release."""
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    return ScriptDirectory.from_config(config).get_current_head()
