"""What clients saw while something went wrong: one line of JSON for each event.

An operation begins with "invoke" and ends with "ok" (it was acknowledged), "fail" (the answer says
that nothing was saved) or "info" (nobody knows: no answer, or one that promises nothing). Faults
are operations too. `checker` reads it afterwards and decides what had to be true.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

FAULT: Final = "fault"


class Outcome(StrEnum):
    """Where an operation is."""

    INVOKE = "invoke"
    OK = "ok"
    FAIL = "fail"
    INFO = "info"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line: when (seconds since the history began), who, what, with which value, and how."""

    number: int
    at: float
    outcome: Outcome
    what: str
    who: str
    value: str
    why: str = ""


@dataclass(kw_only=True, slots=True)
class History:
    """Every event, in the order in which they were noted; may be used from many threads."""

    file: Path | None = None
    events: list[Event] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _number: int = 0

    def __post_init__(self) -> None:
        """Begin a file of an earlier run anew."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)

    def invoke(self, what: str, *, who: str, value: str = "") -> Operation:
        """Begin an operation; *value* is what must then be stored, if anything must."""
        with self._lock:
            self._number += 1
            number = self._number
        made = Operation(history=self, number=number, what=what, who=who, value=value)
        self.note(made, Outcome.INVOKE)
        return made

    @contextmanager
    def fault(self, name: str) -> Iterator[None]:
        """Note when a fault begins and when it is over."""
        operation = self.invoke(FAULT, who=name)
        try:
            yield
        finally:
            operation.ok()

    def note(self, operation: Operation, outcome: Outcome, why: str = "") -> None:
        """Add an event."""
        with self._lock:
            event = Event(
                number=operation.number,
                at=round(time.monotonic() - self._began, 4),
                outcome=outcome,
                what=operation.what,
                who=operation.who,
                value=operation.value,
                why=why,
            )
            self.events.append(event)
            if self.file is not None:
                with self.file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(event)) + "\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """Something that a client began."""

    history: History
    number: int
    what: str
    who: str
    value: str

    def ok(self, why: str = "") -> None:
        """Note that it was acknowledged."""
        self.history.note(self, Outcome.OK, why)

    def fail(self, why: str = "") -> None:
        """Note that the answer says nothing was saved."""
        self.history.note(self, Outcome.FAIL, why)

    def info(self, why: str = "") -> None:
        """Note that nobody can know yet."""
        self.history.note(self, Outcome.INFO, why)


def read(file: Path) -> list[Event]:
    """Return the events of a file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    found = (json.loads(line) for line in lines)
    return [Event(**{**one, "outcome": Outcome(one["outcome"])}) for one in found]


def count(events: Sequence[Event], outcome: Outcome, *what: str) -> int:
    """Return how many operations of these kinds ended in this way."""
    return sum(one.outcome is outcome and one.what in what for one in events)
