"""Does every attack fail on today's code, and succeed on something naive?

A quick run of each, on both engines. `make attacks` runs all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.databases import ENGINES, EngineName
from tests.privacy.attacks.catalogue import ATTACKS
from tests.privacy.attacks.measure import Attack, Lab, Scale

CASES = [
    pytest.param(attack, engine, id=f"{attack.id}-{engine}")
    for attack in ATTACKS
    for engine in (ENGINES if attack.on_databases else ENGINES[:1])
]
EMPTY = {"sqlite": "empty_instance", "postgresql": "empty_postgres_instance"}


@pytest.fixture
def lab_on(request: pytest.FixtureRequest) -> Callable[[EngineName], Lab]:
    """Return a function that makes a laboratory on an engine."""

    def browser() -> Browser:
        found: Browser = request.getfixturevalue("browser")
        return found

    def make(engine: EngineName) -> Lab:
        empty: Path = request.getfixturevalue(EMPTY[engine])
        return Lab(engine=engine, scale=Scale.QUICK, empty=empty, browser=browser)

    return make


@pytest.mark.parametrize(("attack", "engine"), CASES)
def test_it_holds(attack: Attack, engine: EngineName, lab_on: Callable[[EngineName], Lab]) -> None:
    found = attack.measure(lab_on(engine))

    assert found.holds, (found.figure, found.details)


@pytest.mark.parametrize(("attack", "engine"), CASES)
def test_the_naive_variant_is_caught(
    attack: Attack, engine: EngineName, lab_on: Callable[[EngineName], Lab]
) -> None:
    found = attack.naive(lab_on(engine))

    assert not found.holds, (found.figure, found.details)
