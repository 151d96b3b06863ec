"""F11: organisations that are deeper, wider or rounder than any, and moves that go round together.

A file with teams that go round, or hang below nothing, is refused as a whole and the team is named;
what is only large is read in time. Of two moves that are fine alone and go round together one loses.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import BrokenTreeError, Team, TeamId
from feedbackpulse.people.import_plan import ImportRequest
from feedbackpulse.people.importing import preview_import
from feedbackpulse.people.tables import TeamRow
from tests.days import local_today
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.running import Site

SOON: Final = 5.0
PAIR: Final = 2
HEAD: Final = "code;name;parent\n"
Move = Callable[[Stores, TeamId, TeamId, threading.Barrier], bool]


def measure(site: Site) -> Result:
    """Read odd files, and let the product move teams at the same moment."""
    with site.installation(people=5) as installation, installation.stores() as stores:
        files = _files(stores, deep=site.size(1000, 10_000), wide=site.size(2000, 50_000))
        bad, slowest = [], 0.0
        for says, seconds in files:
            bad += [says] if says else []
            slowest = max(slowest, seconds)
        moves = _moves(site, stores, _move, site.size(3, 100))
    return Result(
        numbers={"files": 8, "slowest": round(slowest, 2), "pairs of moves": site.size(3, 100)},
        violations=[*bad, *moves],
    )


def control(site: Site) -> Result:
    """The test of the test: look at the tree first, and write afterwards."""
    with site.installation(people=5) as installation, installation.stores() as stores:
        return Result(numbers={}, violations=_moves(site, stores, _move_later, 3))


def _files(stores: Stores, *, deep: int, wide: int) -> Iterator[tuple[str, float]]:
    """Read each file; yield what was wrong, if anything, and how long it took."""
    top = _root(stores).code
    chain = "".join(f"D{one};Deep {one};{f'D{one - 1}' if one else top}\n" for one in range(deep))
    star = "".join(f"S{one};Star {one};{top}\n" for one in range(wide))
    ring = "".join(f"R{one};Ring {one};R{(one + 1) % 500}\n" for one in range(500))
    for name, text, named in (
        ("deep", chain, None),
        ("wide", star, None),
        ("its own parent", "A;A;A\n", "A"),
        ("a pair", "A;A;B\nB;B;A\n", "A"),
        ("a ring of 500", ring, "R0"),
        ("an unknown parent", "A;A;NOWHERE\n", "NOWHERE"),
        ("a code twice", f"A;A;{top}\na;B;{top}\n", "a"),
        ("two at the top", "A;A;\n", "second root"),
    ):
        began = time.monotonic()
        with stores.main() as session:
            wanted = ImportRequest(teams=HEAD + text)
            _, problems = preview_import(session, wanted=wanted, on=local_today())
        seconds = time.monotonic() - began
        yield _judged(name, named, [str(one) for one in problems], seconds), seconds


def _judged(name: str, named: str | None, problems: list[str], seconds: float) -> str:
    """Say what is wrong with how a file was read, or nothing."""
    if seconds > SOON:
        return f"{name}: read in {seconds:.1f} s"
    if named is not None and not any(named in problem for problem in problems):
        return f"{name}: not refused, or {named} not named"
    return ""


def _root(stores: Stores) -> Team:
    with stores.main() as session:
        return next(one for one in people.team_tree(session).teams if one.parent_id is None)


def _moves(site: Site, stores: Stores, move: Move, times: int) -> list[str]:
    """Let each of two teams move below the other at the same moment, again and again."""
    history = History(file=site.histories / f"F11-{site.engine}.jsonl")
    found: list[str] = []
    top = _root(stores).id
    for turn in range(times):
        with stores.main() as session, transaction(session):
            one, other = (
                people.add_team(session, code=f"{turn}{side}", name=f"{turn}{side}", parent_id=top)
                for side in "AB"
            )
        start = threading.Barrier(PAIR)
        operation = history.invoke("move", who=str(turn))
        with ThreadPoolExecutor(PAIR) as pool:
            pairs = ((one.id, other.id), (other.id, one.id))
            won = sum(pool.map(lambda pair: move(stores, pair[0], pair[1], start), pairs))  # noqa: B023  (done within the turn)
        operation.ok(str(won))
        found += _tree_of(stores, won)
        if found:
            return found
    return found


def _tree_of(stores: Stores, won: int) -> list[str]:
    try:
        with stores.main() as session:
            people.team_tree(session)
    except BrokenTreeError:
        return ["the organisation goes round"]
    return [] if won == 1 else [f"{won} of 2 moves were done"]


def _move(stores: Stores, team: TeamId, below: TeamId, start: threading.Barrier) -> bool:
    start.wait()
    try:
        with stores.main() as session, transaction(session):
            now = people.team_tree(session).get(team)
            people.change_team(session, team_id=team, code=now.code, name=now.name, parent_id=below)
    except BrokenTreeError:
        return False
    return True


def _move_later(stores: Stores, team: TeamId, below: TeamId, start: threading.Barrier) -> bool:
    with stores.main() as session:
        fine = people.team_tree(session).get(below).parent_id != team
    start.wait()
    if fine:
        with stores.main() as session, transaction(session):
            session.get_one(TeamRow, team).parent_id = below
    return fine


FAULTS: Final = (
    Fault(
        id="F11",
        name="Organisations that go round, and moves that do so together",
        limit="refused whole and named within 5 s; of two moves one loses",
        measure=measure,
        control=control,
    ),
)
