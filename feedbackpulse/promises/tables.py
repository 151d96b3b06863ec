"""The tables of promises: what was heard, what is done about it, and how that went."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base


class PromiseRow(Base):
    """Something a team, or the organisation without a team, promised."""

    __tablename__ = "promise"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    said: Mapped[str] = mapped_column(Text)
    heard: Mapped[str] = mapped_column(Text)
    does: Mapped[str] = mapped_column(Text)
    owner: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    due_on: Mapped[date] = mapped_column(Date, index=True)
    reminded_for: Mapped[date | None] = mapped_column(Date)
    """The day for which who keeps it was written to."""
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    topic: Mapped[str | None] = mapped_column(String(40))
    """What it should help: a checkpoint, or the question that every round asks."""
    origin: Mapped[str] = mapped_column(String(16))
    origin_id: Mapped[UUID | None]
    made_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    role: Mapped[str] = mapped_column(String(16))
    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("round.id", ondelete="SET NULL"))
    """The last round that was released when it was made: what came before."""


class PromiseStepRow(Base):
    """One line of what happened with a promise."""

    __tablename__ = "promise_step"

    number: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[UUID] = mapped_column(
        ForeignKey("promise.id", ondelete="CASCADE"), index=True
    )
    on: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
