"""What somebody says about themselves, for themselves, and the rules it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from feedbackpulse.people.domain import PersonId

ReflectionId = NewType("ReflectionId", UUID)

FEWEST_FACETS: Final = 8
LOWEST, HIGHEST = 1, 5
LONGEST_WORDS: Final = 2000


class ReflectionError(ValueError):
    """A rule about reflections is broken."""


class ReflectionNotFoundError(ReflectionError):
    """This owner has no such reflection."""


class FinishedError(ReflectionError):
    """A finished reflection stays as it was."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rating:
    """How somebody sees themselves on one item; None when they passed it by."""

    item: str
    item_version: int
    facet: str
    value: int | None

    def __post_init__(self) -> None:
        """Refuse a value that is not on the scale."""
        if self.value is not None and not LOWEST <= self.value <= HIGHEST:
            raise ReflectionError(f"{self.item}: not a rating from {LOWEST} to {HIGHEST}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What somebody wrote for themselves under one prompt."""

    prompt: str
    prompt_version: int
    facet: str
    text: str


class ReflectionKind(StrEnum):
    """The two rhythms: over whole checkpoints, or over the facets of one's plans."""

    LARGE = "large"
    SMALL = "small"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reflection:
    """One look at oneself, on one day: a large one over checkpoints, a small one over facets."""

    id: ReflectionId
    owner: PersonId
    number: int
    started_on: date
    finished_on: date | None
    kind: ReflectionKind = ReflectionKind.LARGE
    checkpoints: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    ratings: tuple[Rating, ...] = ()
    words: tuple[Words, ...] = ()

    @property
    def is_finished(self) -> bool:
        """Say whether the owner closed it, after which it counts."""
        return self.finished_on is not None

    def scores(self) -> dict[str, tuple[int, ...]]:
        """Return the given ratings by facet; what was passed by is not in it."""
        found: dict[str, tuple[int, ...]] = {}
        for rating in self.ratings:
            if rating.value is not None:
                found[rating.facet] = (*found.get(rating.facet, ()), rating.value)
        return found

    def rating_of(self, item: str) -> Rating | None:
        """Return the rating of an item, if the owner came past it."""
        return next((rating for rating in self.ratings if rating.item == item), None)

    def words_of(self, prompt: str) -> str:
        """Return what was written under a prompt, or nothing."""
        return next((words.text for words in self.words if words.prompt == prompt), "")
