"""Random organisations that answered some rounds, released through the real rule."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Privacy, Round, RoundId
from feedbackpulse.cycles.learning import choices_in
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, UnitKey
from feedbackpulse.release.contents import Contents, Ground, put_together
from feedbackpulse.release.opening import ground_of
from feedbackpulse.release.packed import OpenedBallot, pack
from feedbackpulse.release.writing import write_release
from feedbackpulse.roster.intake import Answers
from tests.jobs.company import Company, found
from tests.privacy.attacks.publication import bounds

BLOCKS = tuple(range(1, 7))
PRIVACIES = (
    Privacy(),
    Privacy(),
    Privacy(smallest_group=6, comments_group=12),
    Privacy(smallest_group=7, comments_group=10, margin=3),
)
OTHERWISE = 3
"""How often hidden leaves are given other answers, to see whether anything shows it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moods:
    """How people answer: each leaf around a level, more or less of one mind."""

    levels: Mapping[UnitKey, float]
    apart: float
    response: float

    def answers(self, asked: Round, unit: UnitKey, chance: random.Random) -> Answers:
        """Return what somebody in a leaf answers to what it is asked."""
        own = chance.gauss(self.levels[unit], self.apart)
        ratings: dict[str, int | None] = {}
        for item in asked.rated_items:
            if chance.random() < 0.05:
                continue
            felt = min(5, max(1, round(chance.gauss(own, self.apart))))
            ratings[item.code] = None if chance.random() < 0.04 else felt
        told = {
            name: chance.choice(tuple(values))
            for name, values in choices_in(asked).items()
            if chance.random() < 0.8
        }
        return Answers(ratings=ratings, attributes=told)


@dataclass(kw_only=True)
class Fuzzed:
    """An organisation after its rounds."""

    company: Company
    rounds: list[RoundId]
    hr: PersonId
    leads: Mapping[str, PersonId]
    leaks: list[str]
    """In which rounds something told of hidden leaves, or more of a leaf than its own figure."""
    gone: set[PersonId]


def fuzz_organisation(stores: Stores, seed: int) -> Fuzzed:
    """Make an organisation and run its rounds; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  (people who do not exist)
    company = found(stores, outline(chance))
    made = Fuzzed(
        company=company, rounds=[], hr=_hr(company, chance), leads={}, leaks=[], gone=set()
    )
    made.leads = _appoint(company)
    round_id = _plan(company, chance)
    for _ in range(chance.choice((1, 2, 2, 3))):
        made.leaks += _run(company, round_id, chance)
        made.rounds.append(round_id)
        _let_people_come_and_go(made, round_id, chance)
        round_id = company.plan_next(now=company.round(round_id).closes_at)
    return made


def outline(chance: random.Random) -> str:
    """Return teams of all sizes in up to three levels; now and then many people."""
    large = chance.random() < 0.25
    lines = [f"House {chance.choice((0, 0, 2, 6))}"]
    for department in range(chance.randint(1, 4)):
        lines.append(f"  Part {department} {chance.choice((0, 0, 3, 5, 8))}")
        for team in range(chance.randint(0, 4)):
            size = chance.randint(8, 22) if large else chance.randint(1, 12)
            lines.append(f"    Team {department}-{team} {size}")
    lines.append(f"  Desk {chance.randint(6, 30)}")
    return "\n".join(lines)


def _hr(company: Company, chance: random.Random) -> PersonId:
    hr = chance.choice(company.everybody())
    with company.stores.main() as session, transaction(session):
        people.grant_role(session, person_id=hr, role=Role.HR)
    return hr


def _appoint(company: Company) -> dict[str, PersonId]:
    """Let the first of each team lead it; who leads the whole is of the desk."""
    leads = {name: members[0] for name, members in company.people.items() if members}
    leads.setdefault("House", company.people["Desk"][-1])
    with company.stores.main() as session, transaction(session):
        for name, person in leads.items():
            people.appoint_lead(session, person_id=person, team_id=company.teams[name])
    return leads


def _plan(company: Company, chance: random.Random) -> RoundId:
    return company.plan(
        privacy=chance.choice(PRIVACIES),
        blocks=BLOCKS[: chance.choice((1, 1, 2, 6))],
        blocks_per_round=chance.choice((1, 1, 2)),
        stagger=chance.random() < 0.25,
        attributes=("hours", "place"),
        asks_learning=True,
    )


def _run(company: Company, round_id: RoundId, chance: random.Random) -> Iterator[str]:
    """Open a round, let people answer, and release what they said."""
    assert company.open(round_id)
    asked = company.round(round_id)
    with company.stores.main() as session, transaction(session):
        assert cycles.mark_closed(session, round_id=round_id, due=asked.closes_at)
        ground = ground_of(session, cycles.get_round(session, round_id=round_id))
    moods = _moods(ground, chance)
    opened = list(_opened(ground, moods, chance))
    contents = _together(ground, opened)
    with company.stores.main() as session, transaction(session):
        assert write_release(session, contents)
    yield from _narrowed(ground, contents)
    yield from _leaks(ground, opened, contents, moods, chance)


def _moods(ground: Ground, chance: random.Random) -> Moods:
    whole = chance.uniform(2.5, 4.5)
    return Moods(
        levels={unit.key: chance.gauss(whole, 0.5) for unit in ground.units},
        apart=chance.choice((0.0, 0.5, 0.7, 0.9)),
        response=chance.uniform(0.3, 1.0),
    )


def _opened(ground: Ground, moods: Moods, chance: random.Random) -> Iterator[OpenedBallot]:
    for unit in ground.units:
        if unit.is_leaf:
            for _ in range(unit.invited):
                if chance.random() < moods.response:
                    answers = moods.answers(ground.asked.asking(unit.asked), unit.key, chance)
                    yield OpenedBallot(unit=unit.key, answers=answers)


def _together(ground: Ground, opened: list[OpenedBallot]) -> Contents:
    chance = random.Random(1)  # noqa: S311  (to compare)
    return put_together(ground, pack(ground.columns, opened), chance=chance)


def _leaks(
    ground: Ground,
    opened: list[OpenedBallot],
    contents: Contents,
    moods: Moods,
    chance: random.Random,
) -> Iterator[str]:
    """Say where a release changes when leaves that show nothing answer otherwise."""
    shown = {one.unit for one in contents.outcomes if one.outcome.visible}
    hidden = [unit for unit in ground.units if unit.is_leaf and unit.key not in shown]
    visible = [ballot for ballot in opened if ballot.unit in shown]
    fewest = ground.asked.privacy.smallest_group
    for _ in range(OTHERWISE if hidden else 0):
        others = [
            OpenedBallot(
                unit=unit.key,
                answers=replace(
                    moods, levels=dict.fromkeys(moods.levels, chance.choice((1, 5)))
                ).answers(ground.asked.asking(unit.asked), unit.key, chance),
            )
            for unit in hidden
            for _ in range(chance.randint(0, min(unit.invited, fewest - 1)))
        ]
        if _beside_ranges(_together(ground, [*visible, *others])) != _beside_ranges(contents):
            yield f"round {ground.asked.number}: hidden answers change what is shown"


def _beside_ranges(contents: Contents) -> object:
    """Return all of a release but in which range sums lie: there hidden answers take part."""
    counts = [(one.unit, one.item, one.outcome.visible) for one in contents.outcomes]
    return replace(contents, outcomes=()), counts


def _narrowed(ground: Ground, contents: Contents) -> Iterator[str]:
    """Say of which leaf the ranges of all units together tell more than its own."""
    parents = {unit.key: unit.parent for unit in ground.units}
    for item in ground.asked.rated_items:
        spans = {one.unit: one.outcome.span for one in contents.outcomes if one.item == item}
        asked = {unit: above for unit, above in parents.items() if unit in spans}
        known = bounds(asked, spans)
        for unit in ground.units:
            if unit.is_leaf and unit.key in spans and known[unit.key] != spans[unit.key]:
                yield f"round {ground.asked.number}: {item.code} of a leaf follows from others"


def _let_people_come_and_go(made: Fuzzed, round_id: RoundId, chance: random.Random) -> None:
    """Let somebody join or leave two of the teams; who looks later on stays."""
    company, stay = made.company, {made.hr, *made.leads.values()}
    at = company.round(round_id).closes_at + timedelta(hours=1)
    for name in chance.sample(list(company.people), 2):
        leaver = next((one for one in company.people[name] if one not in stay | made.gone), None)
        if leaver is None or chance.random() < 0.5:
            company.hire(name, at=at)
            continue
        made.gone.add(leaver)
        with company.stores.main() as session, transaction(session):
            people.deactivate_person(session, person_id=leaver, at=at)
