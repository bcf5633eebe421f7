"""The database as a worker's process knows it: opened once, from the settings it was started with."""

from functools import cache

from mis.db import Database, connect
from mis.settings import Settings, read_settings


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read_settings()


@cache
def database() -> Database:
    """The database of this process; workers hold session locks, so they connect to it directly."""
    return Database(connect(str(settings().database_url), pool_size=2))
