"""The tables of reflections. Every row carries its owner, and no query goes without one."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base


class ReflectionRow(Base):
    """One reflection of one person. Days only: nobody needs the hour."""

    __tablename__ = "reflection"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    owner: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    number: Mapped[int]
    started_on: Mapped[date] = mapped_column(Date)
    finished_on: Mapped[date | None] = mapped_column(Date)
    checkpoints: Mapped[list[str]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("owner", "number"), UniqueConstraint("id", "owner"))


class ReflectionRatingRow(Base):
    """A rating on one item, or nothing where the owner passed it by."""

    __tablename__ = "reflection_rating"

    reflection_id: Mapped[UUID] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(20), primary_key=True)
    owner: Mapped[UUID] = mapped_column(index=True)
    item_version: Mapped[int]
    facet: Mapped[str] = mapped_column(String(20))
    value: Mapped[int | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["reflection_id", "owner"], ["reflection.id", "reflection.owner"], ondelete="CASCADE"
        ),
        CheckConstraint("value BETWEEN 1 AND 5", name="value_on_scale"),
    )


class ReflectionWordsRow(Base):
    """What the owner wrote under one prompt."""

    __tablename__ = "reflection_words"

    reflection_id: Mapped[UUID] = mapped_column(primary_key=True)
    prompt: Mapped[str] = mapped_column(String(20), primary_key=True)
    owner: Mapped[UUID] = mapped_column(index=True)
    prompt_version: Mapped[int]
    facet: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        ForeignKeyConstraint(
            ["reflection_id", "owner"], ["reflection.id", "reflection.owner"], ondelete="CASCADE"
        ),
    )
