"""Tables for cycles and their rounds."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base, UtcDateTime


class CycleRow(Base):
    """What HR configured. Chosen teams are empty for everybody."""

    __tablename__ = "cycle"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(20), index=True)
    blocks: Mapped[list[int]] = mapped_column(JSON)
    blocks_per_round: Mapped[int]
    asks_open_question: Mapped[bool]
    own_questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    teams: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    smallest_group: Mapped[int]
    comments_group: Mapped[int]
    margin: Mapped[int]
    rhythm: Mapped[str] = mapped_column(String(20))
    first_day: Mapped[date]
    opens: Mapped[time]
    closes: Mapped[time]
    window_days: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    locales: Mapped[list[str]] = mapped_column(JSON)
    step: Mapped[int]
    attributes: Mapped[list[str]] = mapped_column(JSON, default=list)
    second_key: Mapped[str] = mapped_column(String(8), default="none")
    rule: Mapped[str] = mapped_column(String(300), default="")
    avoids_closures: Mapped[bool] = mapped_column(default=True)
    leadership_blocks: Mapped[list[int]] = mapped_column(JSON, default=list)
    stagger: Mapped[bool] = mapped_column(default=False)
    reminders: Mapped[int] = mapped_column(default=1)
    slowed: Mapped[int] = mapped_column(default=0)
    turn_number: Mapped[int] = mapped_column(default=1)
    turn_block: Mapped[int] = mapped_column(default=0)
    asks_learning: Mapped[bool] = mapped_column(default=False)
    asks_worth: Mapped[bool] = mapped_column(default=False)


class OwnItemRow(Base):
    """A question of the organisation's own, one row per version of its wording."""

    __tablename__ = "own_item"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text_nl: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    scale: Mapped[str] = mapped_column(String(16))
    written_on: Mapped[date]
    retired: Mapped[bool] = mapped_column(default=False)


class RoundRow(Base):
    """One occurrence of a cycle. The slot is the opening that the rhythm gave it.

    The slot stays when HR opens the round earlier, so that the rhythm goes on from it.
    """

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("cycle_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("cycle.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    slot: Mapped[datetime] = mapped_column(UtcDateTime)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(20), index=True)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    smallest_group: Mapped[int]
    comments_group: Mapped[int]
    margin: Mapped[int]
    locales: Mapped[list[str]] = mapped_column(JSON)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    release_sha256: Mapped[str | None] = mapped_column(String(64))
    burnt: Mapped[bool] = mapped_column(default=False)
    attributes: Mapped[list[str]] = mapped_column(JSON, default=list)
    second_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    second_key_holder: Mapped[str] = mapped_column(String(8), default="none")
    manifest_sha256: Mapped[str | None] = mapped_column(String(64))
    moved_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_why: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    asks_learning: Mapped[bool] = mapped_column(default=False)


class ManifestRow(Base):
    """What everybody can check of a round: one document, as it was hashed at opening."""

    __tablename__ = "round_manifest"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ManifestPartRow(Base):
    """Some of the stamps of a large round, as they were hashed at opening."""

    __tablename__ = "round_manifest_part"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From zero on."""
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ApprovalRow(Base):
    """One version of a cycle's privacy settings, and what the works council said of it."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("cycle_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID] = mapped_column(ForeignKey("cycle.id"))
    version: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    settings_sha256: Mapped[str] = mapped_column(String(64))
    asked_on: Mapped[date]
    decision: Mapped[str | None] = mapped_column(String(12))
    decided_on: Mapped[date | None]
    remark: Mapped[str] = mapped_column(Text, default="")


class HolderKeyRow(Base):
    """The public half of a second key; its private half never leaves its holder."""

    __tablename__ = "holder_key"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(8), index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    made_on: Mapped[date]
    retired_on: Mapped[date | None]
