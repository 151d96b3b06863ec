"""For whom somebody holds a second key, and where such pages stand in the product."""

from __future__ import annotations

from feedbackpulse.cycles.domain import SecondKey
from feedbackpulse.people.domain import Role
from feedbackpulse.web.guards import insist
from feedbackpulse.web.identity import me

HELD_BY = {SecondKey.COUNCIL: Role.COUNCIL, SecondKey.ADMIN: Role.ADMIN}


def my_holders() -> tuple[SecondKey, ...]:
    """Return as which holder the person who looks can act."""
    return tuple(holder for holder, role in HELD_BY.items() if role in me().roles)


def only_holder(holder: SecondKey) -> None:
    """Answer that there is no such page to whoever is not this holder."""
    insist(lambda viewer: HELD_BY[holder] in viewer.roles)


def only_council() -> None:
    """Answer that there is no such page to whoever is not of the works council."""
    only_holder(SecondKey.COUNCIL)


def area() -> str:
    """Return the entry of the main navigation under which the person finds these pages."""
    return "council" if Role.COUNCIL in me().roles else "admin"
