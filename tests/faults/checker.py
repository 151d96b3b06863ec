"""The one checker of every fault: does what is stored agree with what clients were told?

I1  what was acknowledged is stored, once
I2  nobody is counted twice
I3  a turn is used up if, and only if, there is an answer
I4  nothing links people to answers
I6  who read "not saved" was told the truth; what nobody knows is stored once at most
I7  the service comes back by itself within half a minute
I8  nothing is published below the rule

The numbers are those of docs/faults.md. I5, of mails, is checked where mails are sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.faults.history import FAULT, Event, Outcome

BACK_WITHIN: Final = 30.0
"""Seconds after the end of a fault."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """What an installation holds once everybody has tried as long as browsers try."""

    values: Mapping[str, int]
    """How often each value is stored."""
    used: Collection[str] | None = None
    """Whose turn is used up; None where nobody has a turn."""
    linked: Sequence[str] = ()
    """How somebody with everything could link people to answers."""
    below_rule: Sequence[str] = ()
    """Groups that were published and should not have been."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """An invariant that does not hold, and what was seen."""

    invariant: str
    says: str

    def __str__(self) -> str:
        """Return both, to read."""
        return f"{self.invariant}: {self.says}"


@dataclass(kw_only=True, slots=True)
class _Tries:
    """What is known of one value: who tried to store it, and how each try ended."""

    who: set[str] = field(default_factory=set)
    ends: list[Outcome] = field(default_factory=list)
    begun: int = 0

    @property
    def acknowledged(self) -> bool:
        return Outcome.OK in self.ends

    @property
    def unknown(self) -> bool:
        return Outcome.INFO in self.ends or len(self.ends) < self.begun


def check(events: Sequence[Event], stored: Stored, *, one_each: bool = True) -> list[Violation]:
    """Return everything that should not be; *one_each* where somebody has one turn."""
    tries = _tries(events)
    found = [*_values(tries, stored), *_strangers(tries, stored), *_returns(events)]
    if one_each:
        found += _doubles(tries, stored)
    if stored.used is not None:
        found += _turns(events, tries, stored, stored.used)
    found += [Violation(invariant="I4", says=each) for each in stored.linked]
    found += [Violation(invariant="I8", says=each) for each in stored.below_rule]
    return found


def _tries(events: Sequence[Event]) -> dict[str, _Tries]:
    tries: defaultdict[str, _Tries] = defaultdict(_Tries)
    for event in events:
        if not event.value or event.what == FAULT:
            continue
        one = tries[event.value]
        one.who.add(event.who)
        if event.outcome is Outcome.INVOKE:
            one.begun += 1
        else:
            one.ends.append(event.outcome)
    return dict(tries)


def _values(tries: Mapping[str, _Tries], stored: Stored) -> Iterator[Violation]:
    for value, one in tries.items():
        times = stored.values.get(value, 0)
        if one.acknowledged and times != 1:
            yield Violation(invariant="I1", says=f"{value} was acknowledged, stored {times} times")
        elif not one.acknowledged and one.unknown and times > 1:
            yield Violation(invariant="I6", says=f"{value} is unknown and stored {times} times")
        elif not one.acknowledged and not one.unknown and times:
            yield Violation(invariant="I6", says=f"{value} was refused and stored {times} times")


def _strangers(tries: Mapping[str, _Tries], stored: Stored) -> Iterator[Violation]:
    for value in stored.values:
        if value not in tries:
            yield Violation(invariant="I1", says=f"{value} is stored and nobody sent it")


def _doubles(tries: Mapping[str, _Tries], stored: Stored) -> Iterator[Violation]:
    for who, times in _answers(tries, stored).items():
        if times > 1:
            yield Violation(invariant="I2", says=f"{who} is counted {times} times")


def _answers(tries: Mapping[str, _Tries], stored: Stored) -> Mapping[str, int]:
    answers: defaultdict[str, int] = defaultdict(int)
    for value, one in tries.items():
        for who in one.who:
            answers[who] += stored.values.get(value, 0)
    return answers


def _turns(
    events: Sequence[Event], tries: Mapping[str, _Tries], stored: Stored, used: Collection[str]
) -> Iterator[Violation]:
    """Compare turns with answers; who never heard the end may still be between the two."""
    answers = _answers(tries, stored)
    given_up = _given_up(events)
    for who, times in answers.items():
        if times and who not in used:
            yield Violation(invariant="I3", says=f"{who} is counted, and may answer again")
    for who in used:
        if not answers.get(who) and who not in given_up:
            yield Violation(invariant="I3", says=f"the turn of {who} is gone, and nothing is there")


def _given_up(events: Sequence[Event]) -> set[str]:
    """Return who last heard nothing certain."""
    last = {event.who: event.outcome for event in events if event.what != FAULT}
    return {who for who, outcome in last.items() if outcome in {Outcome.INFO, Outcome.INVOKE}}


def _returns(events: Sequence[Event]) -> Iterator[Violation]:
    for event in events:
        if event.what == FAULT and event.outcome is Outcome.OK:
            waited = time_to_return(events, event)
            if waited is not None and waited > BACK_WITHIN:
                says = f"{waited:.0f} s after “{event.who}” nobody was served"
                yield Violation(invariant="I7", says=says)


def time_to_return(events: Sequence[Event], ended: Event) -> float | None:
    """Return seconds until somebody was served again; None when nobody asked any more."""
    asked = [one for one in events if one.what != FAULT and one.at >= ended.at]
    served = [one.at for one in asked if one.outcome is Outcome.OK]
    if served:
        return min(served) - ended.at
    return max(one.at for one in asked) - ended.at if asked else None


def longest_return(events: Sequence[Event]) -> float:
    """Return the longest time in seconds that a fault kept everybody from being served."""
    ends = [one for one in events if one.what == FAULT and one.outcome is Outcome.OK]
    return max((time_to_return(events, one) or 0.0 for one in ends), default=0.0)
