"""Signing in: right credentials pass, wrong ones are slowed, and the victim of guessing is not locked out."""

import pytest
from sqlalchemy.orm import Session

from mis.errors import NotSignedIn, TooMany
from mis.staff.rules import TRIES_PER_NAME, TRIES_PER_PAIR
from mis.staff.signing import Credentials, sign_in
from tests import make
from tests.conftest import KEY


def given(username: str, password: str = make.PASSWORD, address: str = "10.0.0.1") -> Credentials:
    """What somebody types, and where."""
    return Credentials(username, password, "", address)


def test_the_right_password_signs_in(session: Session) -> None:
    who = make.officer(session)
    assert sign_in(session, given(who.username.upper()), (KEY,)) is who


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(session: Session) -> None:
    who = make.officer(session)
    with pytest.raises(NotSignedIn) as wrong:
        sign_in(session, given(who.username, "not the password"), (KEY,))
    with pytest.raises(NotSignedIn) as unknown:
        sign_in(session, given("nobody"), (KEY,))
    assert str(wrong.value) == str(unknown.value)


def test_guessing_from_one_place_is_stopped_and_the_owner_elsewhere_is_not(session: Session) -> None:
    who = make.officer(session)
    sign_in(session, given(who.username, address="10.0.0.2"), (KEY,))
    for guess in range(TRIES_PER_NAME):
        address = f"10.9.0.{guess // TRIES_PER_PAIR}"
        with pytest.raises(NotSignedIn):
            sign_in(session, given(who.username, "a wrong guess", address), (KEY,))
    with pytest.raises(TooMany):
        sign_in(session, given(who.username, address="10.9.0.0"), (KEY,))
    with pytest.raises(TooMany):
        sign_in(session, given(who.username, address="10.77.0.1"), (KEY,))
    assert sign_in(session, given(who.username, address="10.0.0.2"), (KEY,)) is who


def test_an_approver_without_a_code_does_not_pass(session: Session) -> None:
    who = make.officer(session, "approver")
    with pytest.raises(NotSignedIn):
        sign_in(session, given(who.username), (KEY,))
