"""Tables of the programme: one row of choices, closed periods, the log of changes, and usage."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base


class ProgrammeRow(Base):
    """What holds for every cycle; there is one row at most, under number 1."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holidays: Mapped[str] = mapped_column(String(8))
    customer_nl: Mapped[str] = mapped_column(String(40))
    customer_en: Mapped[str] = mapped_column(String(40))
    customers_nl: Mapped[str] = mapped_column(String(40))
    customers_en: Mapped[str] = mapped_column(String(40))
    customer_is_het: Mapped[bool]
    quiet_from: Mapped[time]
    quiet_until: Mapped[time]
    minutes_limit: Mapped[int]
    digest_weekday: Mapped[int]
    reflection_large_weeks: Mapped[int] = mapped_column(default=13)
    reflection_small_weeks: Mapped[int] = mapped_column(default=3)
    feed_token: Mapped[str] = mapped_column(String(64))


class ClosedPeriodRow(Base):
    """Days on which the organisation asks nothing."""

    __tablename__ = "closed_period"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    name: Mapped[str] = mapped_column(String(80))


class ChangeRow(Base):
    """Something that changed in the programme, why, and in which role somebody decided it."""

    __tablename__ = "programme_change"

    number: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(24))
    cycle_id: Mapped[UUID | None] = mapped_column(ForeignKey("cycle.id"), index=True)
    round_number: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(120))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))


class UsageRow(Base):
    """About how many people used reflection in a quarter, blurred once; nobody is in it."""

    __tablename__ = "reflection_usage"

    quarter: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[int | None]


class ResultsOpenedRow(Base):
    """That a lead opened the results of a round: kept until it is counted how many did."""

    __tablename__ = "results_opened"

    round_id: Mapped[UUID] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    lead: Mapped[UUID] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )

    __table_args__ = ({"sqlite_with_rowid": False},)


class OpenedCountRow(Base):
    """How many of the leads opened the results of a round, counted once for all together."""

    __tablename__ = "results_opened_count"

    round_id: Mapped[UUID] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    leads: Mapped[int]
    opened: Mapped[int]
