"""Builds the application and the `mis` command from the parts of the three packages; the one file that knows all."""

from flask import Flask

from mis.app import create_app
from mis.cli import build
from mis.db import WEB_SECONDS_MAX, Database, connect
from mis.logs import init_logs
from mis.office import OFFICE
from mis.settings import read_settings
from payments.cashier import CASHIER
from registries.registers import REGISTERS

PARTS = (OFFICE, REGISTERS, CASHIER)

command = build(PARTS)


def create() -> Flask:
    """The web application on the configured servers, for gunicorn: `gunicorn "wsgi:create()"`."""
    init_logs()
    settings = read_settings()
    return create_app(settings, PARTS, Database(connect(str(settings.database_url), seconds=WEB_SECONDS_MAX)))


if __name__ == "__main__":
    command(prog_name="mis")
