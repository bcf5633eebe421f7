"""The house's own rules about its code: sizes, names, docstrings."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("mis", "registries", "payments", "demonstration")
REFUSED = {
    "util", "utils", "helper", "helpers", "common", "misc", "base", "core", "shared", "manager", "managers", "constants", "types",
}  # fmt: skip
FILE_LINES_MAX, TEST_LINES_MAX, FUNCTION_LINES_MAX, FUNCTION_LINES_P95, FILE_LINES_MEDIAN = 300, 400, 50, 25, 80


def sources(*folders: str) -> list[Path]:
    """The Python files of some folders."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    nodes = ast.walk(ast.parse(path.read_text()))
    yield from (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines a function takes, decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes that others may use, and the public methods of those classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef) and node.name != "Meta":
                yield from (each for each in node.body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"))


EVERY = [*sources(*PACKAGES, "migrations"), ROOT / "wsgi.py"]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_and_everything_public_says_what_it_does(path: Path) -> None:
    tree = ast.parse(path.read_text())
    first = (ast.get_docstring(tree) or "").split("\n")[0]
    assert first.endswith((".", "?", "`", ":")), f"{path} begins with no sentence"
    silent = [node.name for node in public(tree) if not ast.get_docstring(node)]
    assert not silent


def test_files_stay_small() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in sources(*PACKAGES, "migrations")}
    assert {str(path): size for path, size in sizes.items() if size > FILE_LINES_MAX} == {}
    assert statistics.median(sizes.values()) <= FILE_LINES_MEDIAN
    tests = {str(path): len(path.read_text().splitlines()) for path in sources("tests")}
    assert {path: size for path, size in tests.items() if size > TEST_LINES_MAX} == {}


def test_functions_stay_small() -> None:
    found = {f"{path.relative_to(ROOT)}:{node.name}": lines_of(node) for path in sources(*PACKAGES) for node in functions(path)}
    assert {name: size for name, size in found.items() if size > FUNCTION_LINES_MAX} == {}
    assert sorted(found.values())[int(len(found) * 0.95)] <= FUNCTION_LINES_P95


def test_no_name_says_nothing() -> None:
    named = [path for folder in (*PACKAGES, "tests") for path in (ROOT / folder).rglob("*") if path.stem.lower() in REFUSED]
    assert [str(path) for path in named if "__pycache__" not in path.parts] == []


def test_nothing_swallows_every_exception() -> None:
    wide = []
    for path in sources(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and (node.type is None or getattr(node.type, "id", "") == "Exception"):
                raised_again = isinstance(node.body[-1], ast.Raise)
                wide += [] if raised_again else [f"{path}:{node.lineno}"]
    assert wide == []


def test_the_size_rules_can_fail() -> None:
    long = ast.parse("def long():\n" + "    x = 1\n" * 60).body[0]
    assert isinstance(long, ast.FunctionDef)
    assert lines_of(long) > FUNCTION_LINES_MAX
