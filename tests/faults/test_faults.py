"""Does everything that was acknowledged survive, whatever goes wrong?

A short run of what needs few processes; `make faults` runs all of it, on every engine, with every
careless variant.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import EngineName
from tests.faults.catalogue import all_faults
from tests.faults.fault import Fault
from tests.faults.running import Site

CASES = [
    pytest.param(fault, engine, id=f"{fault.id}-{engine}")
    for fault in all_faults()
    for engine in fault.engines
    if engine in fault.suite
]
CARELESS = [fault for fault in all_faults() if fault.suite_control]
EMPTY = {"sqlite": "empty_instance", "postgresql": "empty_postgres_instance"}


def site(request: pytest.FixtureRequest, engine: EngineName, histories: Path) -> Site:
    """Return where a fault is tried a little."""
    empty: Path = request.getfixturevalue(EMPTY[engine])
    return Site(engine=engine, empty=empty, short=True, histories=histories)


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("fault", "engine"), CASES)
def test_every_promise_is_kept(
    fault: Fault, engine: EngineName, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    found = fault.measure(site(request, engine, tmp_path))

    assert found.holds, (found.numbers, found.violations)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("fault", CARELESS, ids=lambda fault: fault.id)
def test_something_careless_is_caught(
    fault: Fault, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    found = fault.control(site(request, fault.engines[0], tmp_path))

    assert not found.holds
