"""Can what somebody wants to learn be told from what is published, or come from their reflections?"""

from __future__ import annotations

import math
from itertools import product

import grimp
import pytest

from feedbackpulse.cycles.learning import THEMES
from feedbackpulse.release.noise import EPSILON, probability
from tests.release.test_themes import Chosen, release

WITHOUT_REFLECTIONS = (
    "feedbackpulse.ballots",
    "feedbackpulse.charts",
    "feedbackpulse.cycles",
    "feedbackpulse.programme",
    "feedbackpulse.release",
    "feedbackpulse.roster",
    "feedbackpulse.web.ballot",
    "feedbackpulse.web.hr",
    "feedbackpulse.web.team",
)
APART = (
    ("feedbackpulse", "feedbackpulse.app"),
    ("feedbackpulse.metadata", "feedbackpulse.reflection.tables"),
    ("feedbackpulse.doctor.service", "feedbackpulse.reflection.notebook"),
    ("feedbackpulse.doctor.service", "feedbackpulse.reflection.server_keys"),
)
"""The factory, the list of tables, and the doctor, which asks which of the server's keys are there."""
FEW = (None, *THEMES[:3])
Published = tuple[int, ...]


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Return who imports whom, without those that know everybody or look after keys."""
    graph = grimp.build_graph("feedbackpulse")
    for importer, imported in APART:
        graph.remove_import(importer=importer, imported=imported)
    return graph


@pytest.mark.parametrize("module", WITHOUT_REFLECTIONS)
def test_what_asks_counts_and_shows_cannot_reach_a_reflection(
    imports: grimp.ImportGraph, module: str
) -> None:
    assert not imports.chain_exists(module, "feedbackpulse.reflection", as_packages=True)


@pytest.mark.parametrize("module", ["feedbackpulse.web.employee", "feedbackpulse.jobs"])
def test_the_same_search_finds_whoever_does(imports: grimp.ImportGraph, module: str) -> None:
    assert imports.chain_exists(module, "feedbackpulse.reflection", as_packages=True)


@pytest.mark.parametrize("size", [1, 3, 4])
def test_nothing_depends_on_what_a_hidden_team_chose(size: int) -> None:
    """Try every choice that its people can make together."""
    others: Chosen = {"Open": ["M3"] * 60 + ["M8"] * 50}
    found = {release(others | {"Hidden": chosen}).themes for chosen in product(FEW, repeat=size)}

    assert len(found) == 1


def test_whether_anything_is_counted_does_not_depend_on_what_is_chosen() -> None:
    """Everybody answers: with the noise held, themes are there for every choice or for none."""
    below, above = ({bool(_counted(count, theme)) for theme in (None, "M3")} for count in (99, 100))

    assert below == {False}
    assert above == {True, False}, "nobody chose, and then no theme reaches ten"


def _counted(people: int, theme: str | None) -> tuple[object, ...]:
    return release({"Open": [theme] * people}).themes


def test_no_choice_is_ever_certain_not_even_to_all_others_together() -> None:
    """Four people choose among three themes; an attacker knows the choices of three of them.

    Whatever is published, every choice of the fourth stays possible, and none becomes more than
    e times as likely beside another: two counts move by one, each by exp(EPSILON) at most.
    """
    for others in product(range(len(FEW)), repeat=3):
        chances = [_chances((*others, own)) for own in range(len(FEW))]
        for seen in product(range(6), repeat=3):
            likely = [_likelihood(seen, each) for each in chances]
            assert max(likely) <= min(likely) * math.exp(2 * EPSILON) * (1 + 1e-9)


def test_the_same_attack_on_exact_counts_finds_everybody() -> None:
    for others in product(range(len(FEW)), repeat=3):
        seen = {_chances((*others, own)) for own in range(len(FEW))}
        assert len(seen) == len(FEW), "each choice of the fourth shows another set of counts"


def _chances(choices: tuple[int, ...]) -> Published:
    """Return the true counts of the three themes; 0 is nobody's theme."""
    return tuple(choices.count(theme) for theme in range(1, len(FEW)))


def _likelihood(seen: Published, true: Published) -> float:
    """Return how likely these blurred counts are; none goes below nobody."""
    return math.prod(_blurred_to(*pair) for pair in zip(seen, true, strict=True))


def _blurred_to(seen: int, true: int) -> float:
    if seen:
        return probability(seen - true)
    return sum(probability(-true - more) for more in range(60))
