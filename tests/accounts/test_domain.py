"""Which passwords are good enough, and what do we keep of a token?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedbackpulse.accounts.domain import (
    Lifetime,
    PasswordProblem,
    check_password,
    new_token,
    tidy_password,
    token_hash,
)

ABOUT = ("De Proeftuin", "Samira de Boer", "samira.deboer@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "vier paarden in de gang",
        "Xk7!pQz2vLw9",
        "één-café-naast-het-spoor",
        "wachtwoord voor mijn fiets",
        "a" * 100 + "bcfghklmnp",
    ],
)
def test_a_good_password_is_taken(password: str) -> None:
    assert check_password(password, about=ABOUT) is None


@pytest.mark.parametrize("password", ["", "short", "elevenchars"])
def test_short_is_refused(password: str) -> None:
    assert check_password(password) is PasswordProblem.TOO_SHORT


def test_the_bounds_are_twelve_and_a_hundred_and_twenty_eight() -> None:
    assert check_password("Xk7!pQz2vLw9") is None
    assert check_password("Xk7!pQz2vLw") is PasswordProblem.TOO_SHORT
    assert check_password("kX7!pQz2" * 16) is None
    assert check_password("kX7!pQz2" * 16 + "x") is PasswordProblem.TOO_LONG


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Wachtwoord2026!",
        "Welkom123456",
        "WelkomWelkom!!",
        "123456789012",
        "qwertyuiop123",
        "aaaaaaaaaaaaaa",
        "abababababab",
        "abcdefghijklm",
        "Zomer2026!!!!",
        "feedbackpulse1",
        "Proeftuin2026",
        "samira-deboer-2026",
        "s a m i r a  2026 !!",
    ],
)
def test_what_attackers_try_first_is_refused(password: str) -> None:
    assert check_password(password, about=ABOUT) is PasswordProblem.TOO_COMMON


def test_a_password_is_the_same_however_its_accents_are_typed() -> None:
    assert tidy_password("cafe\u0301") == tidy_password("caf\u00e9")


def test_tokens_cannot_be_guessed_and_only_their_hash_is_kept() -> None:
    one, two = new_token(), new_token()

    assert one != two
    assert len(one) >= 43
    assert token_hash(one) == token_hash(one)
    assert one not in token_hash(one)


def test_idleness_is_measured_coarsely() -> None:
    lifetime = Lifetime(idle=timedelta(hours=12), absolute=timedelta(days=7))
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)

    assert lifetime.step == timedelta(hours=1)
    assert lifetime.oldest_use(noon) == datetime(2026, 3, 2, 0, tzinfo=UTC)
