"""The tables of team sessions: votes lie here until a step closes, and then nowhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base, UtcDateTime


class TeamSessionRow(Base):
    """A talk of a team and where it is; once it is over it has no code."""

    __tablename__ = "team_session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(16), unique=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("round.id", ondelete="SET NULL"))
    statements: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    step: Mapped[int]
    step_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voting: Mapped[bool]
    told: Mapped[str] = mapped_column(String(8))
    """The numbers of the steps whose votes were told."""


class SessionVoteRow(Base):
    """What one phone voted in one step, sealed, under a hash of what only the phone keeps."""

    __tablename__ = "session_vote"

    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("team_session.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = ({"sqlite_with_rowid": False},)
