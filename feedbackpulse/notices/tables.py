"""Tables of messages. A row that names a person is gone once its mail is delivered."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base, UtcDateTime


class MailRow(Base):
    """A mail that waits to be sent; deleted when the mail server has it.

    Everybody who is invited has the same rows, so that a row says nothing about answering.
    """

    __tablename__ = "mail"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    dedupe: Mapped[str | None] = mapped_column(String(160), unique=True)
    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("round.id"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)


class MailDayRow(Base):
    """Somebody got their one mail of a day; which one is not kept."""

    __tablename__ = "mail_day"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class WaveRow(Base):
    """Mails of one kind were queued for everybody in a round, once."""

    __tablename__ = "mail_wave"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on: Mapped[date]


class MailCountRow(Base):
    """How many mails of a day were delivered, refused or given up; to whom is not kept."""

    __tablename__ = "mail_count"

    day: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int]


class PreferenceRow(Base):
    """How somebody wants to be written to."""

    __tablename__ = "notice_preference"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    snoozed_until: Mapped[date | None]
    reminders: Mapped[bool] = mapped_column(default=True)


class ChannelRow(Base):
    """Where a message for everybody is posted: a channel of Slack or Microsoft Teams."""

    __tablename__ = "channel"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8))
    active: Mapped[bool] = mapped_column(default=True)
    problem: Mapped[str] = mapped_column(String(200), default="")


class ChannelPostRow(Base):
    """A message of one kind about a round is due in a channel, or was posted."""

    __tablename__ = "channel_post"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"), primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    posted: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
