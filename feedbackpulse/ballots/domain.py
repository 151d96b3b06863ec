"""What somebody answers, and the padded text that is sealed of it. Pure."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

Stamp = NewType("Stamp", str)
"""The group a ballot is counted in, as text that means nothing to the ballot box."""

LOWEST, HIGHEST = 1, 5
LONGEST_COMMENT = 600
BLOCK = 4096
_FORMAT = 1
_ROOM_FOR_RATING = 16
_ROOM_FOR_COMMENT = 4 * LONGEST_COMMENT + 64
_ROOM_AROUND = 64


class InvalidAnswersError(ValueError):
    """These answers do not fit the questions of the round."""


class UnreadableBallotError(ValueError):
    """What was in a ballot is not a set of answers."""


class CommentScope(StrEnum):
    """The lowest level at which somebody lets their words be read."""

    UNIT = "unit"
    ORGANISATION = "organisation"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """One person's answers: None is "don't know", a skipped question is absent."""

    ratings: Mapping[str, int | None] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    comment_scope: CommentScope = CommentScope.UNIT


@dataclass(frozen=True, kw_only=True, slots=True)
class Questions:
    """The codes a round asks to rate, and those it asks to answer in words."""

    rated: frozenset[str]
    open: frozenset[str]

    @property
    def sealed_room(self) -> int:
        """Return the size every ballot of the round is padded to, whatever is in it."""
        codes = sum(len(code.encode()) for code in self.rated | self.open)
        room = _ROOM_AROUND + codes
        room += len(self.rated) * _ROOM_FOR_RATING + len(self.open) * _ROOM_FOR_COMMENT
        return -(-room // BLOCK) * BLOCK


@dataclass(frozen=True, kw_only=True, slots=True)
class BallotLabel:
    """What is written on the outside of a ballot, and sealed into it."""

    round_id: UUID
    stamp: Stamp
    number_hash: bytes

    @property
    def binding(self) -> bytes:
        """Return the text that ties a sealed ballot to its round, stamp and number."""
        return f"feedbackpulse ballot 1|{self.round_id.hex}|{self.stamp}|".encode() + (
            self.number_hash
        )


def checked(answers: Answers, questions: Questions) -> Answers:
    """Return the answers tidied: comments stripped, empty ones left out.

    Raises InvalidAnswersError when they do not fit the questions.
    """
    _refuse_unknown(answers.ratings, questions.rated)
    _refuse_unknown(answers.comments, questions.open)
    for code, rating in answers.ratings.items():
        if rating is not None and not _is_rating(rating):
            raise InvalidAnswersError(f"the answer to {code} is not on its scale")
    comments = {code: _tidied(code, text) for code, text in answers.comments.items()}
    return Answers(
        ratings=dict(answers.ratings),
        comments={code: text for code, text in comments.items() if text},
        comment_scope=CommentScope(answers.comment_scope),
    )


def encode(answers: Answers, *, room: int) -> bytes:
    """Return the answers as text of exactly *room* bytes."""
    content = {
        "v": _FORMAT,
        "r": dict(sorted(answers.ratings.items())),
        "c": dict(sorted(answers.comments.items())),
        "s": answers.comment_scope.value,
    }
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > room:
        raise InvalidAnswersError("the answers together are too long")
    return plain.ljust(room, b" ")


def decode(plain: bytes, questions: Questions) -> Answers:
    """Return the answers in a padded text. Raises UnreadableBallotError."""
    try:
        content: dict[str, Any] = json.loads(plain)
        if content["v"] != _FORMAT:
            raise UnreadableBallotError("an unknown kind of ballot")
        found = Answers(
            ratings=content["r"], comments=content["c"], comment_scope=CommentScope(content["s"])
        )
        return checked(found, questions)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableBallotError("not a set of answers") from error


def _refuse_unknown(given: Collection[str], asked: frozenset[str]) -> None:
    if unknown := sorted(set(given) - asked):
        raise InvalidAnswersError(f"this round does not ask {', '.join(unknown)[:200]}")


def _is_rating(rating: object) -> bool:
    return type(rating) is int and LOWEST <= rating <= HIGHEST


def _tidied(code: str, text: str) -> str:
    kept = "".join(letter for letter in text if _is_text(letter)).strip()
    if len(kept) > LONGEST_COMMENT:
        raise InvalidAnswersError(f"the comment on {code} is longer than {LONGEST_COMMENT}")
    return kept


def _is_text(letter: str) -> bool:
    """Control characters and halves of characters are not; joiners within emoji are."""
    return letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cs"}
