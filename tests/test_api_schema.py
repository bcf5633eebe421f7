"""The API does what its description says, whatever is generated from it: no 5xx, and every answer of a described shape."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mis.audit.sealing import broken_seals, seal_lines
from mis.embedded import Addresses
from tests.bad_inputs.live import Live
from tests.conftest import clone, drop

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
NOT_ENDED_BY_US = "/api/v1/tokens"


@pytest.fixture(scope="module")
def live(addresses: Addresses, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """An office that generated requests may fill."""
    made = Live(clone(addresses, f"described_{template[-8:]}", template), tmp_path_factory.mktemp("var"))
    yield made
    made.close()
    drop(addresses, f"described_{template[-8:]}")


def question(headers: dict[str, str], cases: Any, examples: int) -> Callable[[], None]:
    """Generated requests to one operation, the same ones every time."""

    @hypothesis_settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    @given(case=cases)
    def one(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers | {"Idempotency-Key": "described"}, checks=CHECKS)

    return one


def ask(live: Live, examples: int) -> list[str]:
    """Ask every operation so many times, as officers who may; what does not agree with the description."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", live.app, config=SchemathesisConfig())
    wrong: list[str] = []
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if (operation.method, operation.path) == ("delete", NOT_ENDED_BY_US):
            continue
        role = "payment-officer" if "receipts" in operation.path else "administrator"
        try:
            question(live.headers[role], operation.as_strategy(), examples)()
        except (AssertionError, schemathesis.core.failures.FailureGroup, schemathesis.core.failures.Failure) as failure:
            wrong.append(f"{operation.method} {operation.path}: {failure}"[:1500])
        asked += 1
    assert asked >= 15
    return wrong


def test_every_operation_does_what_its_description_says(live: Live) -> None:
    assert ask(live, 8) == []
    assert [status for status in live.statuses if status >= 500] == []


def test_the_description_names_its_problems_and_how_to_sign_in(live: Live) -> None:
    told = live.visitor().get("/openapi.json").get_json()
    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert "application/problem+json" in told["components"]["responses"]["DEFAULT_ERROR"]["content"]


@pytest.mark.prove
def test_every_operation_in_depth(live: Live) -> None:
    assert ask(live, 200) == []
    seal_lines(live.database.engine)
    with live.database.begin() as connection:
        assert broken_seals(connection) == []
    assert [status for status in live.statuses if status >= 500] == []
