"""Letters: what somebody else puts into a notebook, and only its owner can read.

Sealed with HPKE (RFC 9180) for the reader's address. A letter names no sender and no moment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.notebook import Notebook, SealedError, address_of
from feedbackpulse.reflection.pages import padded
from feedbackpulse.reflection.tables import LetterRow

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_BLOCK: Final = 2048


class LetterKind(StrEnum):
    """What a letter brings."""

    RATING = "rating"
    SHARE = "share"
    COMPLIMENT = "compliment"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """An opened letter; *about* says which round or share it belongs to."""

    about: UUID
    content: dict[str, Any]


def post_letter(
    session: Session,
    *,
    keys: Path,
    to: PersonId,
    kind: LetterKind,
    about: UUID,
    content: Mapping[str, Any],
) -> None:
    """Leave a letter that only *to* can open. *keys* is the keystore."""
    letter_id = uuid4()
    address = address_of(session, keys=keys, owner=to)
    plain = padded(content, block=_BLOCK)
    sealed = _sealed(address, plain, _place(to, kind, about, letter_id))
    session.add(LetterRow(id=letter_id, reader=to, kind=kind.value, about=about, sealed=sealed))
    session.flush()


def read_letters(
    session: Session, *, notebook: Notebook, kind: LetterKind, about: UUID | None = None
) -> tuple[Letter, ...]:
    """Return the letters of a kind to the owner, in an order that is chance.

    Raises SealedError when the notebook was sealed anew since it was opened.
    """
    wanted = select(LetterRow).where(
        LetterRow.reader == notebook.owner, LetterRow.kind == kind.value
    )
    if about is not None:
        wanted = wanted.where(LetterRow.about == about)
    return tuple(
        Letter(about=row.about, content=json.loads(_opened(notebook, row)))
        for row in session.scalars(wanted.order_by(LetterRow.id))
    )


def has_letter(session: Session, *, kind: LetterKind, about: UUID) -> bool:
    """Say whether a letter about something waits."""
    waiting = select(LetterRow.id).where(LetterRow.kind == kind.value, LetterRow.about == about)
    return session.scalar(waiting.limit(1)) is not None


def burn_letters(session: Session, *, kind: LetterKind, about: UUID) -> None:
    """Destroy the letters about something, read or not."""
    session.execute(delete(LetterRow).where(LetterRow.kind == kind.value, LetterRow.about == about))


def forward_letters(session: Session, *, old: Notebook, new: Notebook) -> None:
    """Seal every letter to somebody anew for another key of theirs."""
    rows = session.scalars(select(LetterRow).where(LetterRow.reader == old.owner))
    for row in rows:
        place = _place(old.owner, LetterKind(row.kind), row.about, row.id)
        row.sealed = _sealed(new.address, _opened(old, row), place)
    session.flush()


def _sealed(address: bytes, plain: bytes, place: bytes) -> bytes:
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(address), info=place)


def _opened(notebook: Notebook, row: LetterRow) -> bytes:
    place = _place(notebook.owner, LetterKind(row.kind), row.about, row.id)
    try:
        return _SUITE.decrypt(row.sealed, notebook.letter_key, info=place)
    except (InvalidTag, ValueError) as error:
        raise SealedError from error


def _place(reader: PersonId, kind: LetterKind, about: UUID, letter_id: UUID) -> bytes:
    return f"letter {reader} {kind.value} {about} {letter_id}".encode()
