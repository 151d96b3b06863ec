"""The tables of teams, people, roles, leads and memberships."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base, UtcDateTime


class TeamRow(Base):
    """A team and where it hangs."""

    __tablename__ = "team"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(40))
    code_key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    on_paper: Mapped[bool] = mapped_column(default=False)


class TreeEditionRow(Base):
    """Which edition of the tree this is, another one after every change; there is one row."""

    __tablename__ = "tree_edition"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edition: Mapped[UUID]


class PersonRow(Base):
    """Somebody who works here, or did."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    locale: Mapped[str | None] = mapped_column(String(8))
    theme: Mapped[str] = mapped_column(String(8), default="auto")
    active: Mapped[bool] = mapped_column(default=True)
    on_paper: Mapped[bool] = mapped_column(default=False)


class GrantedRoleRow(Base):
    """A role somebody was given."""

    __tablename__ = "granted_role"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)


class AppointmentRow(Base):
    """Somebody leads a team, for good or until a last day."""

    __tablename__ = "appointment"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)
    until: Mapped[date | None] = mapped_column(Date)


class MembershipRow(Base):
    """Somebody was in a team from one moment to another."""

    __tablename__ = "membership"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_membership_since_until", "since", "until"),)
