"""Whether the office lives, is ready, and how much it does, for machines that watch it."""

from typing import Any

from flask import Blueprint, Flask, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mis import schema
from mis.jobs import store
from mis.web import database, public, settings

pages = Blueprint("watch", __name__)

REGISTRY = CollectorRegistry()
REQUESTS = Counter("socle_requests", "Requests answered", ["endpoint", "status"], registry=REGISTRY)
WAITING = Gauge("socle_audit_lines_unsealed", "Lines of the trail that no seal covers yet", registry=REGISTRY)


@pages.get("/healthz")
@public("a load balancer asks whether the process lives; the answer says nothing else")
def healthz() -> Any:
    """The process lives."""
    return jsonify(status="alive")


@pages.get("/readyz")
@public("a load balancer asks whether work can be sent here; the answer names no secret")
def readyz() -> Any:
    """Whether the database answers and is current; without the queue the office still works, more slowly."""
    g.database_is_away = True
    try:
        with database().begin() as connection:
            current = schema.is_current(connection)
    except DBAPIError:
        return jsonify(status="no database"), 503
    if not current:
        return jsonify(status="run mis upgrade"), 503
    return jsonify(status="ready" if _queue_answers() else "ready, queue away")


def _queue_answers() -> bool:
    address = settings().redis_url
    if address is None:
        return False
    try:
        return bool(store(address).ping())
    except RedisError:
        return False


@pages.get("/metrics")
@public("figures without names, for the watch room; keep it from the outside at the proxy")
def metrics() -> Response:
    """Counts for Prometheus."""
    sealed = "coalesce((SELECT max(last_transaction) FROM audit_seal), -1)"
    with database().begin() as connection:
        unsealed = f"SELECT count(*) FROM audit_line WHERE transaction > {sealed}"
        WAITING.set(connection.scalar(text(unsealed)) or 0)
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def init_watch(app: Flask) -> None:
    """Count every answer."""

    @app.after_request
    def count(response: Response) -> Response:
        REQUESTS.labels(request.endpoint or "none", response.status_code).inc()
        return response
