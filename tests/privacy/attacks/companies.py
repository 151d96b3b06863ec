"""Random organisations that answered one question, for attackers who calculate."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from feedbackpulse.release.ranges import Rule, Tally

ANSWERED: Final = 0.75
SMALLEST: Final = 5
RATES: Final = (0.5, 0.7, 0.85, 0.95)
"""Which shares of people are favourable: the higher, the more teams are of one mind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """Units that hang together, and how many are in each of those that count their own people."""

    parents: Mapping[str, str | None]
    """Parents before children."""
    invited: Mapping[str, int]

    @property
    def people(self) -> int:
        """Return how many work there."""
        return sum(self.invited.values())

    def rules(self, *, margin: int, top: int) -> dict[str, Rule]:
        """Return the rule for each leaf."""
        return {
            leaf: Rule(smallest_group=SMALLEST, margin=margin, invited=invited, top=top)
            for leaf, invited in self.invited.items()
        }


def company(chance: random.Random, *, most: int = 900) -> Company:
    """Return a company of three levels; small teams of a department are counted together."""
    parents: dict[str, str | None] = {"all": None}
    invited: dict[str, int] = defaultdict(int)
    size = chance.randint(60, most)
    while sum(invited.values()) < size:
        division = f"division {chance.randrange(1 + size // 150)}"
        department = f"{division}, department {chance.randrange(4)}"
        people = chance.randint(3, 15)
        team = f"{department}, {'small teams' if people < SMALLEST else len(invited)}"
        parents |= {division: "all", department: division, team: department}
        invited[team] += people
    return Company(parents=_sorted(parents), invited=dict(invited))


def _sorted(parents: Mapping[str, str | None]) -> dict[str, str | None]:
    return dict(
        sorted(parents.items(), key=lambda one: (one[0] != "all", one[0].count(","), one[0]))
    )


def answers(made: Company, chance: random.Random, *, rate: float, top: int) -> dict[str, list[int]]:
    """Return the scores of everybody who answered, per leaf."""
    middle = top // 2
    return {
        leaf: [
            chance.randint(middle + 1, top) if chance.random() < rate else chance.randint(0, middle)
            for _ in range(invited)
            if chance.random() < ANSWERED
        ]
        for leaf, invited in made.invited.items()
    }


def tallies(given: Mapping[str, list[int]]) -> dict[str, Tally]:
    """Return what is counted of these scores."""
    return {leaf: Tally(n=len(scores), total=sum(scores)) for leaf, scores in given.items()}
