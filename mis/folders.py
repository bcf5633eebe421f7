"""Where templates and migrations lie: beside the packages in a checkout, inside `mis` in an installed wheel."""

from pathlib import Path

HERE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder of that name."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name
