"""The log: a line of JSON for each thing that happened, so that nobody can write a line of her own into it."""

import logging
import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("mis")


def init_logs() -> None:
    """Write the log to standard error, from now on and for every library."""
    steps: list = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    last: list = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=steps, processors=last))
    logging.getLogger().handlers = [handler]
    logging.getLogger().setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def init_request_log(app: Flask) -> None:
    """Give each request a number, that stands in its answer and in every line it causes, and note how it was answered.

    The line holds no query, no body and no header: nothing that somebody typed.
    """

    @app.before_request
    def begin() -> None:
        g.began, g.request_id = time.monotonic(), uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        if "began" in g:
            who = g.officer.reference if "officer" in g else None
            spent = round((time.monotonic() - g.began) * 1000)
            log.info(
                "answered", method=request.method, endpoint=request.endpoint, status=response.status_code, officer=who, ms=spent
            )
            response.headers["X-Request-Id"] = g.request_id
        return response
