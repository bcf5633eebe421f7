"""The built wheel is the whole product: its command works and its tests pass without the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAN = """
institution = "An institute"
address = "Dili"
country = "tl"
timezone = "Asia/Dili"
signatory = "The Director"
paying_bank = "BNCTTLDD"
paying_account = "0010002000300"
areas = [{code = "TL", name = "Timor-Leste"}]
offices = [{code = "HQ", name = "Head office", area = "TL"}]
"""
TESTED = ("tests/law/test_social_pension.py", "tests/mis/test_printing.py", "tests/mis/test_staff_signing.py")


def run(*command: str, folder: Path, **environment: str) -> str:
    """What a command prints; its failure fails the test with its words."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VAR", "COV"))}
    done = subprocess.run(command, cwd=folder, env=kept | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the built wheel; its dependencies are those of this test run."""
    folder = tmp_path_factory.mktemp("wheel")
    checkout = folder / "checkout"
    names = ("mis", "registries", "payments", "demonstration", "migrations", "templates")
    for name in names:
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "wsgi.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(checkout), folder=folder)
    shutil.rmtree(checkout)
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    ours = Path(run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).strip())
    (ours / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    [wheel] = folder.glob("*.whl")
    run(str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel), folder=folder)
    return folder


@pytest.mark.story
def test_the_wheel_opens_an_office_with_its_law_and_its_tables(installed: Path) -> None:
    (installed / "plan.toml").write_text(PLAN)
    mis, var = str(installed / "env" / "bin" / "mis"), str(installed / "var")
    told = json.loads(run(mis, "init", "--from", "plan.toml", "--json", folder=installed, VAR=var))
    assert told["offices"] == ["HQ"]
    assert json.loads(run(mis, "check", "--json", folder=installed, VAR=var))["ok"]
    assert "tl-social-pension" in run(mis, "law", "list", folder=installed, VAR=var)


@pytest.mark.story
def test_tests_pass_from_the_wheel(installed: Path) -> None:
    shutil.copytree(ROOT / "tests", installed / "tests", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    python = str(installed / "env" / "bin" / "python")
    said = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTED, folder=installed, VAR=str(installed / "var2"))
    assert "passed" in said
    where = run(python, "-c", "import mis; print(mis.__file__)", folder=installed)
    assert str(installed / "env") in where
