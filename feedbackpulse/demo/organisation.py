"""The fictional organisation: a housing association by the water, its teams and its people."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from feedbackpulse.demo.names import FIRST_NAMES, SURNAMES
from feedbackpulse.people.domain import Role

NAME: Final = "Woonstichting De Vlonder"
PASSWORD: Final = "vlonder-demo"  # noqa: S105  (printed at every start; only the demo has it)


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamPlan:
    """A team to make: its parent's code, and how many people are directly in it."""

    code: str
    name: str
    parent: str | None
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonPlan:
    """A person to make; those with an introduction are the demo's sign-ins."""

    name: str
    email: str
    team: str
    leads: str | None = None
    role: Role | None = None
    locale: str | None = None
    introduction: str = ""


TEAMS: Final = (
    TeamPlan(code="DV", name=NAME, parent=None, size=8),
    TeamPlan(code="WON", name="Wonen", parent="DV", size=3),
    TeamPlan(code="WON-V", name="Verhuur", parent="WON", size=14),
    TeamPlan(code="WON-N", name="Woonconsulenten Noord", parent="WON", size=12),
    TeamPlan(code="WON-Z", name="Woonconsulenten Zuid", parent="WON", size=13),
    TeamPlan(code="WON-L", name="Leefbaarheid", parent="WON", size=4),
    TeamPlan(code="KLA", name="Klantcontact", parent="DV", size=0),
    TeamPlan(code="KLA-C", name="Klantenservice", parent="KLA", size=18),
    TeamPlan(code="KLA-B", name="Balie en ontvangst", parent="KLA", size=8),
    TeamPlan(code="KLA-S", name="Klachten en signalen", parent="KLA", size=7),
    TeamPlan(code="TEC", name="Techniek", parent="DV", size=0),
    TeamPlan(code="TEC-D", name="Dagelijks onderhoud", parent="TEC", size=20),
    TeamPlan(code="TEC-P", name="Planmatig onderhoud", parent="TEC", size=11),
    TeamPlan(code="TEC-M", name="Mutatie en oplevering", parent="TEC", size=9),
    TeamPlan(code="BED", name="Bedrijfsvoering", parent="DV", size=0),
    TeamPlan(code="BED-F", name="Financiën", parent="BED", size=10),
    TeamPlan(code="BED-I", name="Informatie en systemen", parent="BED", size=9),
    TeamPlan(code="BED-H", name="HR en communicatie", parent="BED", size=7),
)

TOO_SMALL: Final = "WON-L"
RISING: Final = "WON-N"
FALLING: Final = "KLA-C"
ONCE_BELOW: Final = "KLA-S"
CHANGING: Final = "TEC-M"


def _known(name: str, team: str, **more: str | Role | None) -> PersonPlan:
    return PersonPlan(name=name, email=address(name), team=team, **more)  # type: ignore[arg-type]  # the rest of the fields, by name


def address(name: str) -> str:
    """Return somebody's address at a domain that belongs to nobody."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(re.findall(r"[a-z]+", plain.lower())) + "@example.org"


SIGN_INS: Final = (
    _known("Noor Libel", "WON-N", introduction="employee, reflects four times a year"),
    _known("Joris Rietveen", "WON-N", leads="WON-N", introduction="lead of a team that is growing"),
    _known("Fatima Dotter", "KLA-C", leads="KLA-C", introduction="lead of a team under pressure"),
    _known("Bram Waterman", "DV", leads="TEC", introduction="lead of a department"),
    _known("Iris Pluim", "BED-H", role=Role.HR, introduction="HR"),
    _known("Wout Meerkoet", "TEC-P", role=Role.COUNCIL, introduction="works council"),
    _known("Hanna Zilverreiger", "BED-H", role=Role.ADVISER, introduction="confidential adviser"),
    _known("Timo Oever", "BED-I", role=Role.ADMIN, introduction="administrator"),
    _known("Grace Heron", "TEC-D", locale="en", introduction="employee who reads English"),
)

LEADS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Karin Steiger": "DV",
        "Ruud Lisdodde": "WON",
        "Aylin Veenpluis": "KLA",
        "Peter Duiker": "BED",
        "Marloes Kievit": "WON-V",
        "Stef Wilgenroos": "WON-Z",
        "Yara Fuut": "KLA-B",
        "Mees Grutto": "TEC-D",
        "Lotte Snoek": "TEC-P",
        "Kees Polder": "TEC-M",
        "Anouk Zwanebloem": "BED-F",
        "Sven Baars": "BED-I",
    }
)
_TOP: Final = frozenset({"DV", "WON", "KLA", "BED"})


def people(generator: random.Random) -> tuple[PersonPlan, ...]:
    """Return everybody, the sign-ins first, every team filled up to its size."""
    known = [*SIGN_INS, *_leads()]
    names = _new_names(generator, {person.name for person in known})
    for team in TEAMS:
        missing = team.size - sum(person.team == team.code for person in known)
        known += [_known(next(names), team.code) for _ in range(missing)]
    return tuple(known)


def _leads() -> Iterator[PersonPlan]:
    """Heads of departments work in the organisation's own team, other leads in theirs."""
    for name, code in LEADS.items():
        yield _known(name, "DV" if code in _TOP else code, leads=code)


def _new_names(generator: random.Random, taken: set[str]) -> Iterator[str]:
    pairs = [f"{first} {last}" for first in FIRST_NAMES for last in SURNAMES]
    generator.shuffle(pairs)
    used_addresses = {address(name) for name in taken}
    for name in pairs:
        if address(name) not in used_addresses:
            used_addresses.add(address(name))
            yield name
