"""What an installation is told from outside: refused when it would not be safe, and its secrets never shown."""

import threading
from pathlib import Path

import pytest

from mis.errors import Refusal
from mis.settings import Settings, check_keys, read_settings

STRONG = "0123456789abcdef" * 2
SERVERS = {"DATABASE_URL": "postgresql://socle:hidden@db/socle", "REDIS_URL": "redis://:hidden@queue/0", "SECRET_KEYS": STRONG}


def told(tmp_path: Path, **environment: str) -> Settings:
    """The settings of this environment."""
    return read_settings({"VAR": str(tmp_path), **environment})


def test_nothing_configured_means_servers_and_a_key_of_our_own(tmp_path: Path) -> None:
    settings = told(tmp_path)
    assert settings.embedded
    assert settings.hosts == ("127.0.0.1", "localhost")
    assert len(settings.secret_keys[0]) >= 48
    assert told(tmp_path).secret_keys == settings.secret_keys
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_many_processes_starting_at_once_agree_on_one_key(tmp_path: Path) -> None:
    keys: list[str] = []
    starters = [threading.Thread(target=lambda: keys.append(told(tmp_path).secret_keys[0])) for _ in range(12)]
    [starter.start() for starter in starters]
    [starter.join() for starter in starters]
    assert len(keys) == 12
    assert len(set(keys)) == 1
    assert keys[0]


def test_both_servers_or_neither(tmp_path: Path) -> None:
    assert not told(tmp_path, **SERVERS).embedded
    for left_out in ("DATABASE_URL", "REDIS_URL"):
        with pytest.raises(Refusal):
            told(tmp_path, **{name: value for name, value in SERVERS.items() if name != left_out})


@pytest.mark.parametrize(
    "keys", ["", " ", ",", "dev", "secret", "changeme", "a" * 64, "ab" * 32, "short but good 1!", f"{STRONG},dev"]
)
def test_a_key_that_could_be_guessed_keeps_the_office_from_starting(tmp_path: Path, keys: str) -> None:
    with pytest.raises(Refusal):
        told(tmp_path, **{**SERVERS, "SECRET_KEYS": keys})
    with pytest.raises(Refusal):
        check_keys(tuple(key.strip() for key in keys.split(",")))


def test_a_new_key_seals_while_old_ones_still_open(tmp_path: Path) -> None:
    from mis.staff.sealing import seal, unseal

    old, new = STRONG, STRONG[::-1]
    sealed = seal((old,), "a seed")
    assert unseal((new, old), sealed) == "a seed"
    assert told(tmp_path, **{**SERVERS, "SECRET_KEYS": f"{new}, {old}"}).secret_keys == (new, old)


@pytest.mark.parametrize("proxies", ["-1", "x", "6", "1.5", "１", ""])
def test_the_number_of_proxies_is_a_small_number(tmp_path: Path, proxies: str) -> None:
    with pytest.raises(Refusal):
        told(tmp_path, PROXIES=proxies)


def test_hosts_are_listed_and_blank_ones_are_none(tmp_path: Path) -> None:
    assert told(tmp_path, HOSTS=" mis.example , ,localhost").hosts == ("mis.example", "localhost")


def test_secrets_are_not_shown_where_settings_are_printed(tmp_path: Path) -> None:
    settings = told(tmp_path, **SERVERS)
    for shown in (repr(settings), str(settings), f"{settings}", repr([settings])):
        assert "hidden" not in shown
        assert STRONG not in shown
