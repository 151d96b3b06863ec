"""A18: does the doctor flag every configuration that would break the promise?

The bad configurations are really made, one at a time, as `tests/doctor` makes them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from feedbackpulse.doctor.domain import Code
from tests import postgres
from tests.databases import copy_databases, drop_databases, role_of
from tests.doctor.installations import Installation
from tests.doctor.test_bad_installations import BAD
from tests.doctor.test_bad_servers import BAD_SETTINGS, QUIET, address, run, set_for_both
from tests.privacy.attacks.measure import Lab, Measure

Examine = Callable[[Installation], Collection[Code]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A way to break an installation, and as what it has to be flagged."""

    make: Callable[[Installation], None]
    codes: Collection[Code]


def measure(lab: Lab) -> Measure:
    """Ask the doctor."""
    return _examine_all(lab, Installation.codes)


def naive(lab: Lab) -> Measure:
    """The test of the test: whoever only asks whether the databases can be reached."""
    return _examine_all(lab, lambda found: found.codes() & {Code.UNREACHABLE})


def _examine_all(lab: Lab, examine: Examine) -> Measure:
    cases = _files() if lab.engine == "sqlite" else _servers()
    chosen = cases[:: lab.size(max(1, len(cases) // 10), 1)]
    missed, made = [], 0
    for case in chosen:
        outcome = _is_flagged(lab, case, examine)
        made += outcome is not None
        if outcome is False:
            missed.append(str(sorted(code.value for code in case.codes)))
    return Measure(
        figure=f"{made - len(missed)} / {made}",
        holds=made >= 10 and not missed,
        details=tuple(f"missed: {one}" for one in missed),
    )


def _is_flagged(lab: Lab, case: Case, examine: Examine) -> bool | None:
    """Say whether the doctor sees it, or None where it cannot be made (only root gives away)."""
    with tempfile.TemporaryDirectory(prefix="attack-") as place:
        folder = Path(place) / "instance"
        copy_databases(lab.empty, folder)
        try:
            found = Installation.good(folder)
            if lab.engine == "postgresql":
                set_for_both(found, QUIET)
            case.make(found)
            return set(case.codes) <= set(examine(found))
        except pytest.skip.Exception:
            return None
        finally:
            drop_databases(folder)


def _files() -> Sequence[Case]:
    return [Case(make=make, codes={code}) for make, code in BAD.items()]


def _servers() -> Sequence[Case]:
    settings = [
        Case(make=partial(set_for_both, settings=one), codes=codes)
        for one, codes in BAD_SETTINGS.items()
    ]
    return [
        *settings,
        Case(make=partial(_let_in, "box", "main"), codes={Code.BOX_REACHES_MAIN}),
        Case(make=partial(_let_in, "main", "box"), codes={Code.MAIN_REACHES_BOX}),
        Case(make=_one_database, codes={Code.ONE_DATABASE}),
        Case(make=_superuser, codes={Code.SUPERUSER}),
    ]


def _let_in(store: str, other: str, it: Installation) -> None:
    name = address(it).names[other]
    run(it, other, f"GRANT CONNECT ON DATABASE {name} TO {role_of(store)}")


def _one_database(it: Installation) -> None:
    one = address(it)
    _let_in("box", "main", it)
    it.choose(
        ballot_database_url=postgres.url(
            one.sockets, role=role_of("box"), database=one.names["main"]
        )
    )


def _superuser(it: Installation) -> None:
    one = address(it)
    it.choose(database_url=one.owners_url("main"), ballot_database_url=one.owners_url("box"))
