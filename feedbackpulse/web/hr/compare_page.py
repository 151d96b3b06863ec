"""What two rounds beside each other say, of one unit and of many, in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from flask_babel import gettext as _

from feedbackpulse.cycles.domain import Round
from feedbackpulse.insight.change import Change, Verdict
from feedbackpulse.insight.estimates import Bounded, Known, Level
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.hr.reading import Topic
from feedbackpulse.web.page import number
from feedbackpulse.web.team.units import MOST
from feedbackpulse.web.team.verdicts import say_verdict, sign
from feedbackpulse.web.team.words import Said, name_of, say_list


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One topic, or one unit, before and after."""

    title: str
    before: Level
    after: Level
    said_before: Said
    said_after: Said
    change: Change
    same_wording: bool
    depth: int = 0
    code: str = ""
    """Of a unit: what it is in an address."""

    @property
    def verdict(self) -> str:
        """What may be said about the difference."""
        return say_verdict(self.change.verdict)

    @property
    def sign(self) -> str:
        """A triangle when a change was found."""
        return sign(self.change.verdict)

    @property
    def why(self) -> str:
        """What more there is to say: how sure it is, or why nothing can be said."""
        if self.change.verdict is Verdict.STEADY:
            return str(_("Most likely less than half a point apart."))
        return self._untold() if self.change.verdict is Verdict.CANNOT_TELL else ""

    def _untold(self) -> str:
        if not all(map(has_number, (self.before, self.after))):
            return str(_("One of the two rounds has no number."))
        if not self.same_wording or self.change.visible is None:
            return str(_("The two rounds did not ask exactly the same."))
        shown = number(math.ceil(self.change.visible * 10) / 10)
        return str(_("We can only see differences from about %(points)s on.", points=shown))

    @property
    def numbers(self) -> str:
        """Both numbers in short, or why there are none."""
        if not any(map(has_number, (self.before, self.after))):
            return self.said_after.text
        both = ((self.before, self.said_before), (self.after, self.said_after))
        return " → ".join(said.short if has_number(level) else "–" for level, said in both)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitChoice:
    """A unit that can be chosen: its key in an address, its name and its depth."""

    unit: UnitKey
    name: str
    depth: int

    @property
    def code(self) -> str:
        """The unit as an address has it."""
        return unit_code(self.unit)


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparePage:
    """Everything two rounds say together."""

    unit: UnitKey
    name: str
    before: Round
    after: Round
    labels: tuple[str, str]
    rounds: tuple[Round, ...]
    year_before: Round | None
    """The round that is about a year before the later one."""
    units: tuple[RoundUnit, ...]
    """Those of the later round."""
    depths: Mapping[UnitKey, int]
    """How many of them lie above each."""
    topics: tuple[Compared, ...]
    anchor: Topic | None
    """The question that is always asked, where both rounds have it."""

    @property
    def changed(self) -> tuple[Compared, ...]:
        """The topics of which a change was tested and found."""
        return tuple(one for one in self.topics if one.change.verdict in {Verdict.UP, Verdict.DOWN})

    @property
    def code(self) -> str:
        """The unit as an address has it."""
        return unit_code(self.unit)

    @property
    def upper(self) -> tuple[UnitChoice, ...]:
        """The levels, from the top, that a list to choose from has room for, and what is chosen."""
        sizes = Counter(self.depths.values())
        room = list(accumulate(sizes[depth] for depth in range(len(sizes))))
        return tuple(
            self.choice(one)
            for one in self.units
            if room[self.depths[one.key]] <= MOST or one.key == self.unit
        )

    def choice(self, unit: RoundUnit) -> UnitChoice:
        """Return one of the units as something to choose."""
        return UnitChoice(unit=unit.key, name=name_of(unit), depth=self.depths[unit.key])

    @property
    def finding(self) -> str:
        """What changed, when anything did."""
        found = [f"{one.title} ({one.verdict})" for one in self.changed]
        if found:
            return str(_("Changed: %(topics)s", topics=say_list(found)))
        return str(_("No topic of which we can say that it changed"))

    @property
    def sentence(self) -> str:
        """What the picture shows, for who does not see it."""
        return "; ".join(
            str(
                _(
                    "%(topic)s: %(before)s, then %(after)s, %(verdict)s",
                    topic=one.title,
                    before=one.said_before.text,
                    after=one.said_after.text,
                    verdict=one.verdict,
                )
            )
            for one in self.topics
        )


def has_number(level: Level) -> bool:
    """Say whether a level is shown as a number, or as one end of it."""
    return isinstance(level, Known | Bounded)


def unit_code(unit: UnitKey) -> str:
    """Return a unit as an address has it."""
    return f"{unit.team_id}.{unit.part.value}"
