"""What a good password is, how long a session lasts, and how tokens look."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from feedbackpulse.people.domain import PersonId

SessionId = NewType("SessionId", UUID)

SHORTEST = 12
LONGEST = 128
LINK_LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(days=7)
SIGN_IN_LASTS = timedelta(minutes=15)

_FEWEST_OWN = 6
_FEWEST_DIFFERENT = 5
_SHORTEST_WORD = 3
_SHORTEST_RUN = 4
_YEAR = re.compile(r"(?:19|20)\d\d")
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
_COMMON = """
password passwort passw0rd wachtwoord wachtwrd welkom welcome geheim secret letmein
changeme admin administrator gebruiker user login inloggen iloveyou ikhouvanjou lente
zomer herfst winter spring summer autumn monday maandag vrijdag friday januari februari
maart april juni juli augustus september oktober november december january february
march august october holland nederland amsterdam feyenoord ajax voetbal football dragon
monkey master sunshine princess superman batman pokemon hallo hello hoi test demo
feedbackpulse feedback pulse luisteren werk work
"""


class PasswordProblem(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    TOO_COMMON = "too common"


class LinkRefusedError(Exception):
    """The one-time link was used before, is too old, or never existed."""


class AlreadyAdminError(Exception):
    """This person is an admin already."""


class Purpose(StrEnum):
    """What a one-time link is for."""

    PASSWORD = "password"  # noqa: S105  (the name of a purpose, not a secret)
    SIGN_IN = "sign_in"


class Scope(StrEnum):
    """What a session may be used for: everything, answering the rounds that are open, or nothing.

    Nothing, until whoever passed the first step at signing in passes the second one too.
    """

    FULL = "full"
    PULSE = "pulse"
    FIRST = "first"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lifetime:
    """How long somebody stays signed in."""

    idle: timedelta = timedelta(hours=12)
    absolute: timedelta = timedelta(days=7)

    @property
    def step(self) -> timedelta:
        """Return how precisely we remember when a session was last used.

        Coarse on purpose: less to write, and less to know about when somebody works.
        """
        return self.idle / 12

    def coarse(self, now: datetime) -> datetime:
        """Return the beginning of the step in which a moment lies: all that is kept of a use."""
        return now - timedelta(seconds=now.timestamp() % self.step.total_seconds())

    def oldest_use(self, now: datetime) -> datetime:
        """Return the last use before which a session has been idle for too long."""
        return now - self.idle


USUAL_LIFETIME = Lifetime()
PULSE_LIFETIME = Lifetime(idle=timedelta(hours=2), absolute=timedelta(hours=2))
"""How long somebody who came by an invitation may answer; its beginning is kept coarsely."""
FIRST_LIFETIME = Lifetime(idle=timedelta(minutes=10), absolute=timedelta(minutes=10))
"""How long somebody may look for the code of the second step."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """One browser in which somebody is signed in."""

    id: SessionId
    person_id: PersonId
    browser: str
    created_at: datetime
    used_at: datetime
    ends_at: datetime
    proved_at: datetime | None
    twice: bool = False
    scope: Scope = Scope.FULL


def new_token() -> str:
    """Return a secret that cannot be guessed: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what we keep of a token; the token itself stays with its owner."""
    return hashlib.sha256(token.encode()).hexdigest()


def tidy_password(password: str) -> str:
    """Return a password in one spelling, however the keyboard composed its accents."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *, about: Iterable[str] = ()) -> PasswordProblem | None:
    """Say what is wrong with a password, if anything.

    *about* holds words an attacker would try first: the organisation, the person's name
    and address. What is left of the password without common words must be long enough.
    """
    tidied = tidy_password(password)
    if len(tidied) < SHORTEST:
        return PasswordProblem.TOO_SHORT
    if len(tidied) > LONGEST:
        return PasswordProblem.TOO_LONG
    monotonous = len(set(tidied.casefold())) < _FEWEST_DIFFERENT
    if monotonous or len(_without_known(_plain(tidied), about)) < _FEWEST_OWN:
        return PasswordProblem.TOO_COMMON
    return None


def _plain(text: str) -> str:
    """Return the letters and digits, without accents and in small letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum())


def _without_known(letters: str, about: Iterable[str]) -> str:
    words = {_plain(word) for text in about for word in re.split(r"[\W_]+", text)}
    known = {word for word in words if len(word) >= _SHORTEST_WORD} | set(_COMMON.split())
    for word in sorted(known, key=lambda word: (-len(word), word)):
        letters = letters.replace(word, "")
    return _without_runs(_YEAR.sub("", letters))


def _without_runs(letters: str) -> str:
    """Drop stretches of four or more that follow the keyboard, the digits or the alphabet."""
    kept, start = [], 0
    while start < len(letters):
        end = start + _SHORTEST_RUN
        while end <= len(letters) and any(letters[start:end] in run for run in _RUNS):
            end += 1
        length = end - 1 - start
        if length >= _SHORTEST_RUN:
            start += length
        else:
            kept.append(letters[start])
            start += 1
    return "".join(kept)
