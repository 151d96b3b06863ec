"""Work that takes longer than a page: what there is, how far it is, and when it is tried again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, NewType
from uuid import UUID

from feedbackpulse.people.domain import PersonId
from feedbackpulse.progress import percent

JobId = NewType("JobId", UUID)
Apart = Callable[[str], AbstractContextManager[None]]
"""What one step is done within, so that its failure does not keep the others from their turn."""

LEASE: Final = timedelta(seconds=60)
"""How long a process has a job for itself without saying that it is still at it."""
TIME_LIMIT: Final = timedelta(minutes=30)
"""How long a process may go on saying so."""
KEPT: Final = timedelta(days=1)
"""How long the result of a job waits for its owner."""
ATTEMPTS: Final = 5
LONGEST_WAIT: Final = timedelta(minutes=15)
_FIRST_WAIT: Final = timedelta(seconds=20)


class JobKind(StrEnum):
    """What kind of work it is; each has one handler."""

    IMPORT = "import"
    FINISH = "finish"
    OPENING = "opening"
    """Only a note of how far the opening of a box is: whoever opens it writes it."""
    REPORT = "report"


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class LeaseLostError(Exception):
    """Somebody else has taken the job over: nothing of this attempt may be kept."""


class StoppedError(Exception):
    """The process ends: the job goes back, for another one to begin again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One piece of work, as it was when it was read."""

    id: JobId
    kind: JobKind
    state: JobState
    attempt: int
    """How often it was begun. Whoever holds an older number has lost the lease."""
    owner: PersonId | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    done: int = 0
    total: int | None = None
    result: Mapping[str, Any] | None = None

    @property
    def percent(self) -> int | None:
        """Return how much is done, in whole percents; None while nobody can say."""
        return percent(self.done, self.total) if self.total else None

    @property
    def has_ended(self) -> bool:
        """Say whether nobody will work on it any more."""
        return self.state in {JobState.DONE, JobState.FAILED}


def wait_before(attempt: int) -> timedelta:
    """Return how long a job waits before it is begun for the second, third, ... time."""
    doublings = min(attempt - 1, 10)
    return min(_FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
