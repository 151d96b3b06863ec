"""What a fault is here, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.databases import ENGINES, EngineName
from tests.faults.running import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What was counted while something went wrong, and every promise that was broken."""

    numbers: Mapping[str, int | float]
    """What was counted, by what it is; times in seconds."""
    violations: Sequence[str] = ()

    @property
    def holds(self) -> bool:
        """Say whether every promise was kept."""
        return not self.violations


Try = Callable[[Site], Result]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something that goes wrong, and the same with something careless, which must be caught."""

    id: str
    name: str
    limit: str
    """What has to be true, in words."""
    measure: Try
    control: Try
    """The test of the test: this breaks a promise, and the checker has to see it."""
    engines: Sequence[EngineName] = ENGINES
    suite: Sequence[EngineName] = ENGINES
    """On which of them the suite tries a little of it; starting processes costs seconds each."""
    minutes: float = 30
    """What one full run on one engine may take; the usual is about a third of it."""
    suite_control: bool = True
    """The suite tries the careless variant as well."""
