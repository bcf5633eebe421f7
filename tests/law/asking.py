"""Asking the law as anyone does: through the public commands."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from mis.statutes.commands import law


def ask(*arguments: str) -> tuple[int, Any]:
    """Run `mis law ...` and give its exit status and its JSON."""
    ran = CliRunner().invoke(law, arguments)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran.exit_code, json.loads(ran.stdout)


def decided(folder: Path, benefit: str, on: str, *claims: dict) -> list[dict]:
    """Claims received on a day, decided."""
    status, answer = ask("decide", benefit, "--on", on, "--facts", written(folder, list(claims)), "--json")
    assert status == 0, answer
    return answer


def refused(folder: Path, benefit: str, claims: Any) -> dict:
    """The refusal of claims that cannot be taken."""
    status, answer = ask("decide", benefit, "--on", "2024-05-02", "--facts", written(folder, claims), "--json")
    assert status == 1, answer
    return answer


def assessed(folder: Path, scheme: str, month: str, *lines: dict) -> dict[tuple, dict]:
    """Wage lines of a month, assessed, by line and programme."""
    status, answer = ask("assess", scheme, "--month", month, "--lines", written(folder, list(lines)), "--json")
    assert status == 0, answer
    return {(row["line"], row["programme"]): row for row in answer}


def written(folder: Path, value: Any) -> str:
    """The value as a JSON file; text is written as it stands."""
    path = folder / "facts.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return str(path)


def met(result: dict) -> dict[str, bool | None]:
    """Each condition's result by name."""
    return {condition["name"]: condition["met"] for condition in result["conditions"]}


def amounts(result: dict) -> list[str]:
    """The amounts of the periods, in order."""
    return [period["amount"] for period in result["periods"]]
