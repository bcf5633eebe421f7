"""What this installation is told from outside: where its servers are, its keys, its hosts."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mis.errors import refuse

KEY_LENGTH_MIN, KEY_SIGNS_MIN = 32, 8
PROXIES_MAX = 5


@dataclass(frozen=True)
class Settings:
    """The settings of one installation; secrets never leave it by `repr`."""

    var: Path
    database_url: str | None
    owner_url: str | None
    redis_url: str | None
    secret_keys: tuple[str, ...]
    hosts: tuple[str, ...]
    proxies: int
    https: bool
    upload_bytes_max: int = 20 * 1024 * 1024

    def __repr__(self) -> str:
        return f"Settings(var={self.var!s}, hosts={self.hosts}, https={self.https})"

    @property
    def embedded(self) -> bool:
        """Whether PostgreSQL and Valkey are our own child processes."""
        return self.database_url is None

    def with_servers(self, database_url: str, owner_url: str, redis_url: str) -> "Settings":
        """The same settings, knowing where the servers are."""
        known = vars(self) | {"database_url": database_url, "owner_url": owner_url, "redis_url": redis_url}
        return Settings(**known)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings as the environment gives them.

    Keys: VAR, DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL, SECRET_KEYS (comma-separated, the first one seals), HOSTS
    (comma-separated), PROXIES (how many stand before us), HTTPS (1 when the outside world sees https).
    Refused: one server configured and the other not; servers configured without a strong key.
    """
    var = Path(environment.get("VAR", "var")).absolute()
    database_url, redis_url = environment.get("DATABASE_URL"), environment.get("REDIS_URL")
    if bool(database_url) != bool(redis_url):
        raise refuse(None, "Set both DATABASE_URL and REDIS_URL, or neither", "settings")
    keys = tuple(key.strip() for key in environment.get("SECRET_KEYS", "").split(",") if key.strip())
    if database_url or keys:
        check_keys(keys)
    return Settings(
        var=var,
        database_url=_driver(database_url),
        owner_url=_driver(environment.get("DATABASE_OWNER_URL")),
        redis_url=redis_url,
        secret_keys=keys or (_kept_key(var),),
        hosts=tuple(host.strip() for host in environment.get("HOSTS", "127.0.0.1,localhost").split(",") if host.strip()),
        proxies=_proxies(environment.get("PROXIES", "0")),
        https=environment.get("HTTPS") == "1",
    )


def check_keys(keys: tuple[str, ...]) -> None:
    """Refuse to start on keys that somebody could guess."""
    if not keys or any(len(key) < KEY_LENGTH_MIN or len(set(key)) < KEY_SIGNS_MIN for key in keys):
        raise refuse("SECRET_KEYS", "SECRET_KEYS: give at least one random key of 32 characters or more", "weak-key")


def _proxies(text: str) -> int:
    """How many proxies stand before us: each is believed about the address of the one before it."""
    if not (text.isascii() and text.isdigit() and int(text) <= PROXIES_MAX):
        raise refuse("PROXIES", "PROXIES: “%(found)s” is not a number from 0 to 5", "settings", found=text[:20])
    return int(text)


def _driver(url: str | None) -> str | None:
    """SQLAlchemy's name for the same database."""
    if url is None:
        return None
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


def _kept_key(var: Path) -> str:
    """A random key of this folder, made once, readable by its owner only."""
    var.mkdir(parents=True, exist_ok=True)
    path = var / "secret"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=var) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()
