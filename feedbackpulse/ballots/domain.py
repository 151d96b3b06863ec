"""What somebody answers, and the padded text that is sealed of it. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, NewType
from uuid import UUID

Stamp = NewType("Stamp", str)
"""The group a ballot is counted in, as text that means nothing to the ballot box."""

LOWEST, HIGHEST = 1, 5
LONGEST_COMMENT = 600
BLOCK = 4096
_RECEIPT = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORMAT = 2
_ROOM_FOR_RATING = 16
_ROOM_FOR_COMMENT = 4 * LONGEST_COMMENT + 160
_ROOM_FOR_ATTRIBUTE = 16
_ROOM_AROUND = 80
_SEAL = 65 + 16
"""What a seal adds: an uncompressed point and an authentication tag."""
_MAILBOX = re.compile("[0-9a-f]{64}")


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
    """One person's answers: None is "don't know", a skipped question is absent.

    A comment that may be answered has a mailbox: the hash, in hexadecimal, of a code that only
    its writer has.
    """

    ratings: Mapping[str, int | None] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    comment_scope: CommentScope = CommentScope.UNIT
    attributes: Mapping[str, str] = field(default_factory=dict)
    mailboxes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Questions:
    """The codes a ballot may rate, those to answer in words, and the attributes with values.

    Where not everybody is asked the same, *room_of* has all that anybody is asked: every ballot of
    a round gets the same room.
    """

    rated: frozenset[str]
    open: frozenset[str]
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    room_of: Questions | None = None

    @property
    def sealed_room(self) -> int:
        """Return the size every ballot of the round is padded to, whatever is in it."""
        if self.room_of is not None:
            return self.room_of.sealed_room
        codes = sum(len(code.encode()) for code in self.rated)
        codes += 2 * sum(len(code.encode()) for code in self.open)
        room = _ROOM_AROUND + codes
        room += len(self.rated) * _ROOM_FOR_RATING + len(self.open) * _ROOM_FOR_COMMENT
        for attribute, values in self.attributes.items():
            room += len(attribute) + max(len(value) for value in values) + _ROOM_FOR_ATTRIBUTE
        return -(-room // BLOCK) * BLOCK


@dataclass(frozen=True, kw_only=True, slots=True)
class BallotLabel:
    """What is written on the outside of a ballot.

    Its round and stamp are sealed into it. Its number is not: with a second key the ballots are
    shuffled while they are still sealed, and then nothing may say which number each had.
    """

    round_id: UUID
    stamp: Stamp
    number_hash: bytes

    @property
    def binding(self) -> bytes:
        """Return the text that ties a sealed ballot to its round and stamp."""
        return f"feedbackpulse ballot 2|{self.round_id.hex}|{self.stamp}".encode()

    @property
    def outer_binding(self) -> bytes:
        """Return the text that ties the seal of a second key to the same."""
        return f"feedbackpulse outer 2|{self.round_id.hex}|{self.stamp}".encode()


def sealed_size(room: int, *, outer: bool) -> int:
    """Return how many bytes a sealed ballot has, with or without the seal of a second key."""
    return room + _SEAL * (2 if outer else 1)


def receipt_of(number_hash: bytes) -> str:
    """Return the code by which somebody finds their ballot in the list after closing."""
    bits = int.from_bytes(sha256(b"receipt" + number_hash).digest()) >> 196
    letters = "".join(_RECEIPT[bits >> 5 * place & 31] for place in reversed(range(12)))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def checked(answers: Answers, questions: Questions) -> Answers:
    """Return the answers tidied: comments stripped, empty ones left out.

    Raises InvalidAnswersError when they do not fit the questions.
    """
    _refuse_unknown(answers.ratings, questions.rated)
    _refuse_unknown(answers.comments, questions.open)
    for code, rating in answers.ratings.items():
        if rating is not None and not _is_rating(rating):
            raise InvalidAnswersError(f"the answer to {code} is not on its scale")
    for attribute, value in answers.attributes.items():
        if value not in questions.attributes.get(attribute, ()):
            raise InvalidAnswersError(f"this round does not ask {attribute}, or not so")
    tidied = {code: _tidied(code, text) for code, text in answers.comments.items()}
    comments = {code: text for code, text in tidied.items() if text}
    return Answers(
        ratings=dict(answers.ratings),
        comments=comments,
        comment_scope=CommentScope(answers.comment_scope),
        attributes=dict(answers.attributes),
        mailboxes=_mailboxes(answers.mailboxes, comments),
    )


def encode(answers: Answers, *, room: int) -> bytes:
    """Return the answers as text of exactly *room* bytes."""
    content = {
        "v": _FORMAT,
        "r": dict(sorted(answers.ratings.items())),
        "c": dict(sorted(answers.comments.items())),
        "s": answers.comment_scope.value,
        "a": dict(sorted(answers.attributes.items())),
        "m": dict(sorted(answers.mailboxes.items())),
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
            ratings=content["r"],
            comments=content["c"],
            comment_scope=CommentScope(content["s"]),
            attributes=content["a"],
            mailboxes=content["m"],
        )
        return checked(found, questions)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableBallotError("not a set of answers") from error


def _refuse_unknown(given: Collection[str], asked: frozenset[str]) -> None:
    if unknown := sorted(set(given) - asked):
        raise InvalidAnswersError(f"this round does not ask {', '.join(unknown)[:200]}")


def _mailboxes(given: Mapping[str, str], comments: Mapping[str, str]) -> dict[str, str]:
    """Return the mailboxes of what was written; one is never used for two comments."""
    if not all(_MAILBOX.fullmatch(mailbox) for mailbox in given.values()):
        raise InvalidAnswersError("a mailbox is not a hash")
    if len(set(given.values())) != len(given):
        raise InvalidAnswersError("two comments have the same mailbox")
    return {code: mailbox for code, mailbox in given.items() if code in comments}


def _is_rating(rating: object) -> bool:
    return type(rating) is int and LOWEST <= rating <= HIGHEST


def _tidied(code: str, text: str) -> str:
    # Most of what people write is printable throughout, and needs no look at every letter.
    plain = text if text.isprintable() else "".join(filter(_is_text, text))
    kept = plain.strip()
    if len(kept) > LONGEST_COMMENT:
        raise InvalidAnswersError(f"the comment on {code} is longer than {LONGEST_COMMENT}")
    return kept


def _is_text(letter: str) -> bool:
    """Control characters and halves of characters are not; joiners within emoji are."""
    return letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cs"}
