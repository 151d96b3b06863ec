"""The tables behind signing in. Times serve expiry only; nothing here knows a round."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base, UtcDateTime


class CredentialRow(Base):
    """The hash of somebody's password."""

    __tablename__ = "credential"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))


class SessionRow(Base):
    """A browser in which somebody is signed in, until it ends or expires.

    Whoever came by an invitation is there for answering only: the scope says so, not the round.
    *proved_at* is when somebody last showed who they are, and nothing once they were away too long
    for what asks for it; *twice* says whether they passed a second step.
    """

    __tablename__ = "session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    browser: Mapped[str] = mapped_column(String(60))
    scope: Mapped[str] = mapped_column(String(8), default="full")
    twice: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SecondFactorRow(Base):
    """The secret that somebody's app makes codes from, sealed with a key outside the database.

    One that is only *offered* counts for nothing before its first code. *last_step* is the newest
    half minute whose code was used: that one and older ones are refused.
    """

    __tablename__ = "second_factor"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    offered: Mapped[bytes | None] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(default=0)


class SpareCodeRow(Base):
    """The hash of a code for who lost their app; gone when it is used."""

    __tablename__ = "spare_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)


class OneTimeLinkRow(Base):
    """A link that works once; gone when it is used, replaced or too old."""

    __tablename__ = "one_time_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AttemptsRow(Base):
    """How often something was tried in the current window, under a hashed name."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
