"""Every route has a permission, or stands on the list of public routes with its reason."""

from collections.abc import Iterator

import pytest
from flask import Flask

import wsgi
from mis.app import permissions_of
from mis.web import OPEN, asked_permission

PUBLIC = {
    "static": "stylesheets hold no secret",
    "style": "stylesheets hold no secret",
    "favicon": "an icon holds no secret",
    "staff.sign_in_page": "one must be able to sign in",
    "staff.sign_out": "a session that has ended can be left, too",
    "tokens.open_one": "one must be able to sign in",
    "watch.healthz": "a load balancer asks whether the process lives",
    "watch.readyz": "a load balancer asks whether work can be sent here",
    "watch.metrics": "figures without names, for the watch room",
    "api-docs.openapi_json": "programs read what the API is before they sign in",
}


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    """Every endpoint with each of the methods it takes."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method


def test_every_route_asks_a_permission_or_is_public_for_a_reason(whole_app: Flask) -> None:
    known = {permission.name for part in wsgi.PARTS for permission in part.permissions} | {"signed in"}
    open_doors = set()
    for endpoint, method in routes(whole_app):
        permission = asked_permission(whole_app, endpoint, method)
        if permission is None:
            open_doors.add(endpoint)
        else:
            assert permission in known, f"{method} {endpoint} asks {permission}, which no part declares"
    assert open_doors == set(PUBLIC)


def test_public_routes_say_why_themselves(whole_app: Flask) -> None:
    for endpoint in set(PUBLIC) - OPEN:
        assert getattr(whole_app.view_functions[endpoint], "public_reason", ""), endpoint


def test_every_permission_is_somebodys() -> None:
    given = set().union(*permissions_of(wsgi.PARTS).values())
    assert {permission.name for part in wsgi.PARTS for permission in part.permissions} == given


@pytest.mark.parametrize("role", ["auditor"])
def test_the_auditor_changes_nothing(role: str) -> None:
    granted = permissions_of(wsgi.PARTS)[role]
    assert {name for name in granted if not name.endswith((".read", ".print"))} == set()


def test_nothing_that_changes_is_done_by_get(whole_app: Flask) -> None:
    for rule in whole_app.url_map.iter_rules():
        last = rule.endpoint.rpartition(".")[2]
        if last.startswith(("approve", "release", "delete", "cancel", "post_", "suspend", "lift")):
            assert {"POST", "DELETE"} & set(rule.methods or ()), rule.endpoint


def test_every_place_of_the_menu_and_of_the_home_page_is_a_route(whole_app: Flask) -> None:
    doors = whole_app.url_map.bind("localhost")
    for part in wsgi.PARTS:
        for item in (*part.menu, *part.first_acts):
            assert doors.match(item.url, method="GET"), item.url
