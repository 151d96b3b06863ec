"""The table of what happened to the installation as a whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from feedbackpulse.database import Base, UtcDateTime


class InstallationRow(Base):
    """How often the installation was put back from a backup; one row at most, under number 1.

    *as_of* is when the backup began from which it was put back last.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int]
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    restored_at: Mapped[datetime] = mapped_column(UtcDateTime)
