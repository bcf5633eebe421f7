"""README, CHANGELOG and the help say what is so: their commands, settings and files exist."""

import re
import tomllib
from pathlib import Path

import click
import pytest

import wsgi
from mis.settings import read_settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
COMMANDS = sorted(set(re.findall(r"`mis ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)", README)))
SETTINGS = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)


def found(words: str) -> click.Command | None:
    """The command that these words call, options and arguments left out."""
    command: click.Command | None = wsgi.command
    for word in words.split():
        if not isinstance(command, click.Group):
            return command
        command = command.commands.get(word)
    return command


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_in_the_readme_is_a_real_one(words: str) -> None:
    assert found(words) is not None


def test_every_command_has_help() -> None:
    silent = []

    def look(command: click.Command, path: str) -> None:
        if not command.help:
            silent.append(path)
        for name, each in getattr(command, "commands", {}).items():
            look(each, f"{path} {name}")

    look(wsgi.command, "mis")
    assert silent == []


def test_every_setting_in_the_readme_is_read_and_the_other_way_round(tmp_path: Path) -> None:
    asked: set[str] = set()

    class Environment(dict):
        """Remembers what it was asked for."""

        def get(self, key: str, default: object = None) -> object:
            """Note the key."""
            asked.add(key)
            return super().get(key, default)

    read_settings(Environment(VAR=str(tmp_path)))
    assert asked == set(SETTINGS)


@pytest.mark.parametrize("target", ["demo", "test", "prove", "bench"])
def test_make_knows_the_commands_of_the_readme(target: str) -> None:
    assert f"make {target}" in README
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_files_that_documents_name_exist() -> None:
    for text in (README, (ROOT / "CONTRIBUTING.md").read_text()):
        for name in re.findall(r"\]\(([^)]+)\)", text):
            assert (ROOT / name).exists(), name
        for folder in re.findall(r"`([a-z]+/)`", text):
            assert (ROOT / folder).is_dir(), folder


def test_the_changelog_has_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_locks_hold_hashes_and_name_no_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9_.\[\]-]+==[^ ]+ \\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    declared = text[text.index("dependencies = [") : text.index("[project.optional-dependencies]")]
    assert [line for line in declared.splitlines() if line.strip().startswith('"') and "#" not in line] == []
