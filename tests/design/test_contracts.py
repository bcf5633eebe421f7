"""Who may import whom is held by contracts, and each contract is seen to break."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = str(Path(sys.executable).parent / "lint-imports")

BREAKS = [
    ("direction", "registries/documents/models.py", "import payments.ledger"),
    ("direction", "mis/dates.py", "import registries.persons"),
    ("registers", "registries/documents/models.py", "import registries.persons.models"),
    ("cashier", "payments/ledger/models.py", "import payments.batches.models"),
    ("rooms", "registries/persons/rules.py", "import registries.persons.models"),
    ("rooms", "registries/persons/pages.py", "import registries.persons.api"),
    ("rooms", "registries/persons/odds.py", '"""A room that is on no list."""'),
    ("purity", "payments/bankfiles/rules.py", "import flask"),
    ("purity", "mis/law/days.py", "import sqlalchemy"),
]


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess:
    """What import-linter says of the packages in a folder."""
    command = [LINT, "--no-logo", "--no-cache", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("contract", "file", "line"), BREAKS)
def test_each_contract_breaks_when_it_is_broken(contract: str, file: str, line: str, tmp_path: Path) -> None:
    for name in ("mis", "registries", "payments"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.toml", "*.po", "*.css"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as source:
        source.write(f"\n{line}\n")
    said = lint(tmp_path, "--contract", contract)
    assert said.returncode != 0, said.stdout
    assert "BROKEN" in said.stdout


def test_every_contract_is_kept() -> None:
    said = lint(ROOT)
    assert said.returncode == 0, said.stdout
