"""The tables of signals: no moment finer than a day, and no person unless somebody gave a name.

What people write is encrypted with a key outside the database. The rows are laid anew each night in
one transaction, so what leads from one to another is looked at only when it ends.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base, UtcDateTime

WRITING: Final = "writing signals"
"""What writers of signals wait for, so that a button pressed twice writes once."""


class SignalRow(Base):
    """An idea, a concern, a compliment, a barrier or a customer moment, and what became of it."""

    __tablename__ = "signal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    reader: Mapped[str] = mapped_column(String(16), index=True)
    team_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("team.id", ondelete="SET NULL"), index=True
    )
    sender: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    mailbox: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sent_on: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(16))
    owner: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    answer_by: Mapped[date] = mapped_column(Date)
    theme: Mapped[str | None] = mapped_column(String(40))
    checkpoint: Mapped[str | None] = mapped_column(String(40))
    shown: Mapped[bool] = mapped_column(default=False)
    """Whether everybody may read it: an idea whose sender said so."""
    replied_on: Mapped[date | None] = mapped_column(Date)
    merged_into: Mapped[UUID | None] = mapped_column(
        ForeignKey("signal.id", deferrable=True, initially="DEFERRED")
    )

    __table_args__ = ({"sqlite_with_rowid": False},)


class SignalMessageRow(Base):
    """One message in a conversation: of the sender, or of a reader in a role."""

    __tablename__ = "signal_message"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    signal_id: Mapped[UUID] = mapped_column(
        ForeignKey("signal.id", deferrable=True, initially="DEFERRED"), index=True
    )
    from_sender: Mapped[bool]
    role: Mapped[str | None] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    written_on: Mapped[date] = mapped_column(Date)

    __table_args__ = ({"sqlite_with_rowid": False},)


class RedactionRow(Base):
    """Characters that are not shown, as they name somebody; after a day they are overwritten."""

    __tablename__ = "redaction"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    start: Mapped[int]
    length: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class AllowanceRow(Base):
    """How much may still be sent without a name in the running hour; there is one row."""

    __tablename__ = "signal_allowance"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hour: Mapped[int]
    left: Mapped[int]


class SignalNoticeRow(Base):
    """Until which day readers and senders were told that something waits; there is one row."""

    __tablename__ = "signal_notice"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_until: Mapped[date] = mapped_column(Date)


class DoorRow(Base):
    """The secret address for sending without a name, the same for everybody; there is one row."""

    __tablename__ = "signal_door"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(64))


class ShownComplimentRow(Base):
    """A compliment that its receiver shows to their team; never who gave it."""

    __tablename__ = "shown_compliment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    receiver: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    facet: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    shown_on: Mapped[date] = mapped_column(Date)

    __table_args__ = ({"sqlite_with_rowid": False},)
