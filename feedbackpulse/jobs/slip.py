"""How far a job is, on a slip of paper beside an SQLite database that the job itself has locked.

Only one transaction writes there at a time, so there is one slip. On a server nothing is locked.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.database import Stores
from feedbackpulse.jobs.domain import Job

PAUSE: Final = 0.5
"""At least so many seconds between two words on the slip."""
_SUFFIX: Final = ".progress"


@dataclass(kw_only=True)
class Slip:
    """The slip of one attempt at a job."""

    path: Path | None
    job: Job
    _at: float = field(default_factory=time.monotonic, init=False)

    def tell(self, done: int, total: int) -> None:
        """Write how far the attempt is, in place of what stood there."""
        if self.path is None or time.monotonic() < self._at + PAUSE:
            return
        self._at = time.monotonic()
        fresh = self.path.with_name(f"{self.path.name}.new")
        with suppress(OSError):  # a full disk is no reason to stop the job
            fresh.write_text(f"{self.job.id} {self.job.attempt} {done} {total}", encoding="ascii")
            fresh.replace(self.path)

    def throw_away(self) -> None:
        """Throw the slip away, if there is one."""
        if self.path is not None:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


def slip_of(stores: Stores, job: Job) -> Slip:
    """Return the slip for an attempt at a job."""
    with stores.main() as session:
        return Slip(path=_path(session), job=job)


def as_far_as_told(session: Session, job: Job) -> Job:
    """Return the job as far as the slip says it is; unchanged when the slip is not about it."""
    path = _path(session)
    if path is None or job.has_ended:
        return job
    with suppress(OSError, ValueError):
        whose, attempt, done, total = path.read_text(encoding="ascii").split()
        if (whose, attempt) == (str(job.id), str(job.attempt)):
            return replace(job, done=int(done), total=int(total))
    return job


def _path(session: Session) -> Path | None:
    """Return where the slip lies: beside the database's file, under its name."""
    url = session.get_bind().engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    database = Path(url.database)
    return database.with_name(database.name + _SUFFIX)
