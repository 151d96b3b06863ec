"""The tables of consultations and proposals: no contributor unless they chose to be named."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Date, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base


class ConsultationRow(Base):
    """A question about how we listen, open until a day, and what was decided."""

    __tablename__ = "consultation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(Text)
    opened_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)
    decision: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date | None] = mapped_column(Date)


class ContributionGroupRow(Base):
    """Contributions that say alike, and what was done with them."""

    __tablename__ = "contribution_group"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str] = mapped_column(String(120))
    done: Mapped[str] = mapped_column(Text)


class ContributionRow(Base):
    """What somebody brought in, without a day; a person only when they chose to be named."""

    __tablename__ = "contribution"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    body: Mapped[str] = mapped_column(Text)
    name_of: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    group_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("contribution_group.id", ondelete="SET NULL")
    )

    __table_args__ = ({"sqlite_with_rowid": False},)


class ProposalRow(Base):
    """A question that somebody would like to be asked."""

    __tablename__ = "proposal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    checkpoint: Mapped[str | None] = mapped_column(String(40))
    proposed_on: Mapped[date] = mapped_column(Date)
    by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date | None] = mapped_column(Date)
    wanted_by: Mapped[int | None]

    __table_args__ = ({"sqlite_with_rowid": False},)


class ProposalVoteRow(Base):
    """That somebody wants a proposal too, under a mark that only a key outside can make.

    No foreign key: at night the proposals are written anew, and their votes must not go with them.
    """

    __tablename__ = "proposal_vote"

    proposal_id: Mapped[UUID] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)
