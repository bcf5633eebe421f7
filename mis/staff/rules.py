"""Roles and what they may do; what a password and a pause must be; how often one may try."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from mis.errors import Forbidden, Problem, refuse

ADMINISTRATOR, PAYMENT_OFFICER, SUPERVISOR = "administrator", "payment-officer", "supervisor"
APPROVER, AUDITOR, SYSTEM_ADMINISTRATOR, CLIENT = "approver", "auditor", "system-administrator", "client"
ROLES = (ADMINISTRATOR, PAYMENT_OFFICER, SUPERVISOR, APPROVER, AUDITOR, SYSTEM_ADMINISTRATOR, CLIENT)
READERS = frozenset({ADMINISTRATOR, PAYMENT_OFFICER, SUPERVISOR, APPROVER, AUDITOR})
TOTP_ROLES = frozenset({APPROVER})

IDLE = timedelta(minutes=30)
SESSION = timedelta(hours=10)
TOKEN = timedelta(hours=10)
SIGN_IN_PAGE = timedelta(hours=1)
TRY_WINDOW = timedelta(minutes=15)
TRIES_KEPT = timedelta(days=90)
ONCE_KEPT = timedelta(days=30)
TRIES_PER_PAIR, TRIES_PER_ADDRESS, TRIES_PER_NAME = 5, 30, 50

PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX = 12, 256
GUESSED_FIRST = frozenset(
    "password password1 password1! password123 password1234 passw0rd! 123456789012 qwertyuiop12 qwerty123456 letmein12345 "
    "welcome12345 administrator iloveyou1234 changeme1234 socialsecurity timorleste2024".split()
)


@dataclass(frozen=True)
class ActingOfficer:
    """The officer in whose name an act is done, with the offices that are hers to see.

    `family` holds the records of herself and of those who live with her as persons: each reference with its key.
    """

    id: int
    reference: str
    username: str
    name: str
    role: str
    office_id: int
    office: str
    offices: tuple[int, ...]
    permissions: frozenset[str]
    language: str
    family: Mapping[str, int] = field(default_factory=dict)

    def may(self, permission: str) -> bool:
        """Whether the officer's role has the permission."""
        return permission in self.permissions


def demand(officer: ActingOfficer, permission: str) -> None:
    """Refuse the act of an officer without the permission, saying which one is missing."""
    if not officer.may(permission):
        words = "Your role does not have the permission “%(permission)s”. A system administrator can give it"
        raise Forbidden(Problem(None, words, "no-permission", values={"permission": permission}))


def demand_second(officer_id: int, *makers: int | None) -> None:
    """Refuse the second signature of somebody who gave the first."""
    if officer_id in makers:
        words = "You made this, so another officer must approve it"
        raise Forbidden(Problem(None, words, "own-work"))


def demand_stranger(officer: ActingOfficer, *person_ids: int) -> None:
    """Refuse an act upon the officer's own record, or upon that of somebody who lives with her."""
    if not set(officer.family.values()).isdisjoint(person_ids):
        words = "This is your own record, or that of somebody in your household: another officer must do this"
        raise Forbidden(Problem(None, words, "own-family"))


def normal_password(password: str) -> str:
    """The password as it is compared: the same however the keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, username: str, name: str) -> None:
    """Refuse a password that is short, long beyond reason, the officer's own name, or among the first guessed."""
    password = normal_password(password)
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        words = "Password: use %(least)d to %(most)d characters; several words make a good one"
        raise refuse("password", words, "password-length", least=PASSWORD_LENGTH_MIN, most=PASSWORD_LENGTH_MAX)
    plain = password.casefold()
    own = {username.casefold(), name.casefold(), *name.casefold().split(), "password", "welcome", "qwertyuiop"}
    if plain in GUESSED_FIRST or plain.rstrip("0123456789!.") in own or len(set(plain)) < 4:
        raise refuse("password", "Password: this one would be guessed first; choose another", "password-guessed")
