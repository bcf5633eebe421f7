"""Where templates and migrations lie: beside the packages in a checkout, inside `mis` in an installed wheel."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder of that name."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


def tables(register: str) -> ModuleType:
    """How the first tables of a register were made, for the numbered changes that make them."""
    package = "mis.migrations" if (HERE / "migrations").is_dir() else "migrations"
    return import_module(f"{package}.tables.{register}")
