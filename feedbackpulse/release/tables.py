"""What a round released: figures, counts and comments, without a trace of who or when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import JSON, Float, ForeignKey, Index, LargeBinary, String, Text
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
    mailbox: Mapped[bytes | None] = mapped_column(LargeBinary(32))

    __table_args__ = (
        Index("ix_comment_round_id_team_id_part", "round_id", "team_id", "part"),
        Index("ix_comment_mailbox", "mailbox", unique=True),
        {"sqlite_with_rowid": False},
    )


class CommentReplyRow(Base):
    """What a reader of a comment wrote back, or its writer again; only the writer's code opens it."""

    __tablename__ = "comment_reply"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    comment_id: Mapped[bytes] = mapped_column(ForeignKey("comment.id"), index=True)
    from_writer: Mapped[bool] = mapped_column(default=False)
    body: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    written_on: Mapped[date]

    __table_args__ = ({"sqlite_with_rowid": False},)


class OptionCountRow(Base):
    """How often an option was chosen in the whole organisation, with noise drawn once."""

    __tablename__ = "option_count"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    option: Mapped[str] = mapped_column(String(8), primary_key=True)
    count: Mapped[int]


class CutRow(Base):
    """What people with one attribute answered in the whole organisation, with noise drawn once."""

    __tablename__ = "cut"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    attribute: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    favourable: Mapped[int]
    rated: Mapped[int]


class StatisticRow(Base):
    """How answers of the whole organisation hang together, in one number per checkpoint."""

    __tablename__ = "statistic"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    checkpoint: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[float] = mapped_column(Float)
    answers: Mapped[int]

    __table_args__ = ({"sqlite_with_rowid": False},)


class DifferencesRow(Base):
    """How units differ on one checkpoint: worked out from the figures, so that no page has to."""

    __tablename__ = "differences"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    checkpoint: Mapped[str] = mapped_column(String(40), primary_key=True)
    leaves_mean: Mapped[float | None] = mapped_column(Float)
    leaves_error: Mapped[float | None] = mapped_column(Float)
    leaves_tau: Mapped[float | None] = mapped_column(Float)
    larger_mean: Mapped[float | None] = mapped_column(Float)
    larger_error: Mapped[float | None] = mapped_column(Float)
    larger_tau: Mapped[float | None] = mapped_column(Float)
    icc_one: Mapped[float | None] = mapped_column(Float)
    icc_two: Mapped[float | None] = mapped_column(Float)
    icc_units: Mapped[int | None]

    __table_args__ = ({"sqlite_with_rowid": False},)


class StrictnessRow(Base):
    """What a test asks of each unit between two rounds: it follows from the figures of all."""

    __tablename__ = "strictness"

    before_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    after_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    claimed: Mapped[float] = mapped_column(Float)
    steps: Mapped[list[float]] = mapped_column(JSON)

    __table_args__ = ({"sqlite_with_rowid": False},)
