"""Note that an installation was put back from a backup, and look that up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feedbackpulse.installation.tables import InstallationRow

_ONLY = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """The last time the installation was put back, and the state it was put back to.

    The epoch says how often that has happened.
    """

    epoch: int
    as_of: datetime
    at: datetime


def note_restore(session: Session, *, as_of: datetime, now: datetime) -> Restored:
    """Note that everything is as it was at a moment, and return that."""
    row = session.get(InstallationRow, _ONLY)
    epoch = 1 if row is None else row.epoch + 1
    session.merge(InstallationRow(id=_ONLY, epoch=epoch, as_of=as_of, restored_at=now))
    session.flush()
    return Restored(epoch=epoch, as_of=as_of, at=now)


def last_restore(session: Session) -> Restored | None:
    """Return the last time the installation was put back; None when it never was."""
    row = session.get(InstallationRow, _ONLY)
    if row is None:
        return None
    return Restored(epoch=row.epoch, as_of=row.as_of, at=row.restored_at)
