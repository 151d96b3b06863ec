"""What an organisation chose for all its listening: closed days, quiet hours, words, limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final, NewType
from uuid import UUID

from feedbackpulse.checkpoints.customer import CustomerWord
from feedbackpulse.checkpoints.domain import LocalText

ClosedPeriodId = NewType("ClosedPeriodId", UUID)

LARGE_WEEKS: Final = (8, 13, 17, 26)
SMALL_WEEKS: Final = (2, 3, 4)
"""Every how many weeks a large and a small reflection may come: HR proposes, each one decides."""
LONGEST_NAME = 80
LONGEST_WORD = 40
NOBODYS_WORD = LocalText(nl="klant", en="customer")
"""What the catalogue calls whom people work for, until the organisation has a word of its own."""
NOBODYS_WORDS = LocalText(nl="klanten", en="customers")


class ProgrammeError(ValueError):
    """A choice for the whole programme makes no sense."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedPeriod:
    """Days, the last one included, on which the organisation asks nothing."""

    id: ClosedPeriodId
    first_day: date
    last_day: date
    name: str

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins, or that nobody could name."""
        if self.last_day < self.first_day:
            raise ProgrammeError("it ends before it begins")
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise ProgrammeError("it needs a name of at most 80 characters")


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """When nobody gets a message: from one local time to another on the next day.

    Weekends and closed days are quiet all day.
    """

    begin: time = time(18)
    end: time = time(8, 30)

    def __post_init__(self) -> None:
        """Refuse hours that would leave no time to write, or that do not span the night."""
        if not self.end < self.begin:
            raise ProgrammeError("quiet hours begin in the evening and end in the morning")

    def widened(self, *, begin: time | None, end: time | None) -> QuietHours:
        """Return these hours as wide as somebody wants them: never narrower.

        Wishes that would leave no time at all are ignored.
        """
        earlier = self.begin if begin is None else min(self.begin, begin)
        later = self.end if end is None else max(self.end, end)
        return QuietHours(begin=earlier, end=later) if later < earlier else self


@dataclass(frozen=True, kw_only=True, slots=True)
class Programme:
    """What holds for every cycle. Holidays name a country (ISO 3166), or nothing for none.

    The customer's word replaces the catalogue's in every item; empty keeps it. The limit is in
    minutes per employee per year, over all cycles.
    """

    holidays: str = "NL"
    customer: LocalText = NOBODYS_WORD
    customers: LocalText = NOBODYS_WORDS
    customer_is_het: bool = False
    quiet: QuietHours = QuietHours()
    minutes_limit: int = 60
    digest_weekday: int = 0
    """The day on which leads get their digest: Monday is 0."""
    reflection_large_weeks: int = 13
    reflection_small_weeks: int = 3

    def __post_init__(self) -> None:
        """Refuse limits and words that nobody could mean."""
        for word in (*_both(self.customer), *_both(self.customers)):
            if not word.strip() or len(word) > LONGEST_WORD:
                raise ProgrammeError("the word for customer has 1 to 40 characters")
        if not 1 <= self.minutes_limit <= 1000:  # noqa: PLR2004 (named in the message)
            raise ProgrammeError("the limit is 1 to 1000 minutes")
        if not 0 <= self.digest_weekday <= 4:  # noqa: PLR2004 (Friday)
            raise ProgrammeError("the digest comes on a working day")
        if self.reflection_large_weeks not in LARGE_WEEKS:
            raise ProgrammeError("nobody can choose such a rhythm for large reflections")
        if self.reflection_small_weeks not in SMALL_WEEKS:
            raise ProgrammeError("nobody can choose such a rhythm for small reflections")

    @property
    def customer_word(self) -> CustomerWord:
        """Return the organisation's own word in all the forms that a sentence needs."""
        return CustomerWord(one=self.customer, many=self.customers, takes_het=self.customer_is_het)


def _both(text: LocalText) -> tuple[str, str]:
    return text.nl, text.en
