"""What a round released: figures, spreads and comments, without a trace of who or when."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base


class FigureRow(Base):
    """What one unit says about one item: nothing when no answers are visible."""

    __tablename__ = "figure"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    item_version: Mapped[int]
    visible: Mapped[int]
    hidden: Mapped[int]
    low_sum: Mapped[int]
    high_sum: Mapped[int]
    membership_changed: Mapped[bool]

    __table_args__ = ({"sqlite_with_rowid": False},)


class SpreadRow(Base):
    """How far answers within a unit lie apart, over the whole organisation."""

    __tablename__ = "spread"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    sd: Mapped[float] = mapped_column(Float)

    __table_args__ = ({"sqlite_with_rowid": False},)


class CommentRow(Base):
    """Somebody's words under a random key, so that their order says nothing."""

    __tablename__ = "comment"

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    team_id: Mapped[UUID]
    part: Mapped[str] = mapped_column(String(8))
    item: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_comment_round_id_team_id_part", "round_id", "team_id", "part"),
        {"sqlite_with_rowid": False},
    )
