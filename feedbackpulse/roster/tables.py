"""The frozen units of each round, and the roster of who may send a ballot in it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base, UtcDateTime


class RoundOpeningRow(Base):
    """The moment a round opened: its snapshot of the organisation is of then."""

    __tablename__ = "round_opening"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoundUnitRow(Base):
    """A unit of a round as it was at opening. Its parent is always a whole team."""

    __tablename__ = "round_unit"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    place: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    parent_team_id: Mapped[UUID | None]
    is_leaf: Mapped[bool]
    invited: Mapped[int]
    cards: Mapped[int] = mapped_column(default=0)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The codes that are asked in this unit; None where they are all that the round asks."""
    ahead: Mapped[int | None]
    """With stagger: how many blocks this leaf is ahead in the rotation of its cycle."""


class RoundTeamRow(Base):
    """The unit in which the people directly in a team are counted, in one round."""

    __tablename__ = "round_team"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    unit_team_id: Mapped[UUID]
    unit_part: Mapped[str] = mapped_column(String(8))


class UnitChangeRow(Base):
    """How many people joined or left a unit since an earlier round: a number, no names."""

    __tablename__ = "unit_change"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    earlier_round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    people: Mapped[int]
    items: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The codes of which both rounds have a figure of these people; None for all of them."""


class RosterRow(Base):
    """Somebody may send one ballot. Burnt after the release; without any time.

    The claim is a hash of the number of the ballot that was sent, which nobody kept.
    """

    __tablename__ = "roster"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    team_id: Mapped[UUID]
    part: Mapped[str] = mapped_column(String(8))
    claim: Mapped[bytes | None] = mapped_column(LargeBinary(32))

    # A hidden row number would survive in an order that means something.
    __table_args__ = ({"sqlite_with_rowid": False},)


class InvitationRow(Base):
    """The hash of what stands in the link of one mail. Burnt with the roster; without any time.

    Everybody who is invited has one for each mail, whatever they did with it.
    """

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class ParticipationRow(Base):
    """How much of a unit had answered on a working day, as coarse as it is shown."""

    __tablename__ = "participation"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    level: Mapped[str] = mapped_column(String(16))
    percent: Mapped[int | None]


class ReceiptRow(Base):
    """The receipt of a ballot that was in the box when the round closed. In no order."""

    __tablename__ = "receipt"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(16), primary_key=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class TallyRow(Base):
    """How many ballots a stamp gave out and how many came back, counted at closing."""

    __tablename__ = "tally"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    issued: Mapped[int]
    cast: Mapped[int]
