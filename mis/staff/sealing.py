"""Secrets at rest: passwords as argon2id, the seeds of one-time codes sealed with the installation's keys."""

import base64
import hashlib
import secrets

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, MultiFernet

from mis.staff.rules import normal_password

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_DUMMY = _hasher.hash("nobody's password")
CODE_SECONDS = 30


def hash_password(password: str) -> str:
    """The argon2id hash that is kept (19 MiB, 2 passes, 1 lane: OWASP's figure)."""
    return _hasher.hash(normal_password(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether it is the password; takes as long for somebody who does not exist."""
    try:
        _hasher.verify(password_hash or _DUMMY, normal_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def digest(token: str) -> str:
    """What is kept of a session's or token's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A secret of 256 bits for a session or a machine client."""
    return secrets.token_urlsafe(32)


def _box(keys: tuple[str, ...]) -> MultiFernet:
    """The first key seals, all of them open: so keys can be rotated."""
    digests = (hashlib.sha256(key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal(keys: tuple[str, ...], secret: str) -> str:
    """The secret as the database may keep it."""
    return _box(keys).encrypt(secret.encode()).decode()


def unseal(keys: tuple[str, ...], sealed: str) -> str:
    """The secret again."""
    return _box(keys).decrypt(sealed.encode()).decode()


def new_totp_seed() -> str:
    """A seed for one-time codes (RFC 6238)."""
    return pyotp.random_base32()


def matching_step(seed: str, code: str, at: float, last_step: int | None) -> int | None:
    """The time step of a code that is right now, one step early or late; None when wrong or used before."""
    now = int(at) // CODE_SECONDS
    for step in (now, now - 1, now + 1):
        right = secrets.compare_digest(pyotp.TOTP(seed).at(step * CODE_SECONDS).encode(), code.encode())
        if right and (last_step is None or step > last_step):
            return step
    return None
