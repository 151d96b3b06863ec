"""The tables of reflection. What people write lies in notebooks, readable for nobody but them.

In the open stands only what the product must act on by itself: days, and who with whom.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base


class NotebookRow(Base):
    """Somebody's key, wrapped by the server's, and by a passphrase when they sealed it."""

    __tablename__ = "notebook"

    owner: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    server_key: Mapped[int]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    address: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bool] = mapped_column(default=False)
    derivation: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """How the passphrase becomes a key: salt and costs. None when not sealed."""
    recovery: Mapped[bytes | None] = mapped_column(LargeBinary)
    used_on: Mapped[date | None] = mapped_column(Date)

    __table_args__ = ({"sqlite_with_rowid": False},)


class NotebookPageRow(Base):
    """One page, encrypted."""

    __tablename__ = "notebook_page"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner: Mapped[UUID] = mapped_column(
        ForeignKey("notebook.owner", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = ({"sqlite_with_rowid": False},)


class LetterRow(Base):
    """What somebody else brought for a reader, sealed for them. No sender, no moment."""

    __tablename__ = "letter"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reader: Mapped[UUID] = mapped_column(
        ForeignKey("notebook.owner", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(16))
    about: Mapped[UUID] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = ({"sqlite_with_rowid": False},)


class ReminderRow(Base):
    """On which day somebody who wants that is reminded; gone once they are."""

    __tablename__ = "reflection_reminder"

    owner: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    on: Mapped[date] = mapped_column(Date, index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class PeerRoundRow(Base):
    """Somebody asks colleagues how they see them; opened once, on its day."""

    __tablename__ = "peer_round"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    owner: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    opens_on: Mapped[date] = mapped_column(Date, index=True)
    checkpoints: Mapped[list[str]] = mapped_column(JSON)
    ended: Mapped[bool] = mapped_column(default=False)
    """Opened, or lost unread: the row stays a while, so that the next round is not too soon."""


class PeerInvitationRow(Base):
    """A colleague who was asked and did not answer or decline yet: afterwards the row is gone."""

    __tablename__ = "peer_invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    round_id: Mapped[UUID] = mapped_column(
        ForeignKey("peer_round.id", ondelete="CASCADE"), index=True
    )
    peer: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class ShareRow(Base):
    """Somebody lets one person read something of theirs, until a day; the copy is a letter."""

    __tablename__ = "share"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    owner: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    reader: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    until: Mapped[date] = mapped_column(Date, index=True)
    ended: Mapped[str | None] = mapped_column(String(16))
    ended_on: Mapped[date | None] = mapped_column(Date)


class ShareReadingRow(Base):
    """On which days a share was opened, for its owner."""

    __tablename__ = "share_reading"

    share_id: Mapped[UUID] = mapped_column(
        ForeignKey("share.id", ondelete="CASCADE"), primary_key=True
    )
    on: Mapped[date] = mapped_column(Date, primary_key=True)


class HandoverRow(Base):
    """Somebody left: until a day they can take their notebook along, then it is erased."""

    __tablename__ = "handover"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    link: Mapped[UUID] = mapped_column(unique=True)
    """The mail from whose id its link follows."""
    erase_on: Mapped[date] = mapped_column(Date, index=True)


class PrivateAddressRow(Base):
    """Where somebody wants to be written to once they left, wrapped by the server's key."""

    __tablename__ = "private_address"

    owner: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    server_key: Mapped[int]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
