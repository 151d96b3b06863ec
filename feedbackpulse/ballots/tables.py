"""The tables of the ballot box: no time, no sequence, nothing about a person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import BallotBase


class UrnRow(BallotBase):
    """Whether a round still takes ballots, how large each is, and whether it has an outer seal."""

    __tablename__ = "urn"

    round_id: Mapped[UUID] = mapped_column(primary_key=True)
    open: Mapped[bool]
    room: Mapped[int]
    outer: Mapped[bool]


class StampKeyRow(BallotBase):
    """The public key that a stamp is checked with, and whether its outer seals are off."""

    __tablename__ = "stamp_key"

    round_id: Mapped[UUID] = mapped_column(primary_key=True)
    stamp: Mapped[str] = mapped_column(String(60), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    peeled: Mapped[bool]


class CodeRow(BallotBase):
    """A printed code for one ballot, as a hash: nobody wrote down who drew it."""

    __tablename__ = "code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    round_id: Mapped[UUID]
    stamp: Mapped[str] = mapped_column(String(60))
    spent: Mapped[bool]

    __table_args__ = (
        Index("ix_code_round_id_stamp", "round_id", "stamp"),
        {"sqlite_with_rowid": False},
    )


class BallotRow(BallotBase):
    """A sealed ballot under the hash of a number that only its sender knew."""

    __tablename__ = "ballot"

    number_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    round_id: Mapped[UUID]
    stamp: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("ix_ballot_round_id_stamp", "round_id", "stamp"),
        # A hidden row number would keep the order in which the ballots came in.
        {"sqlite_with_rowid": False},
    )
