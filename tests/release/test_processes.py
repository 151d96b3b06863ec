"""Is the same released however many processes open the box, and whatever happens to them?"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from feedbackpulse.ballots.domain import BallotLabel, Questions, Stamp
from feedbackpulse.ballots.sealing import new_private_key, public_bytes, seal
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.packed import Columns, Opened, shuffled
from feedbackpulse.release.unsealing import CutOffError, Opener, Pile, opened_piles, private_bytes
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import Answers
from tests.roster.organisations import unit

ROUND = UUID(int=1)
QUESTIONS = Questions(
    rated=frozenset({"G1", "M4A"}), open=frozenset({"G4"}), attributes={"hours": ("full", "part")}
)
LEAVES = tuple(map(unit, "ABC"))
KEY = new_private_key()


def opener() -> Opener:
    return Opener(
        round_id=ROUND,
        key=private_bytes(KEY),
        questions={stamp_of(leaf): QUESTIONS for leaf in LEAVES},
        units={stamp_of(leaf): leaf for leaf in LEAVES},
        columns=Columns(
            leaves=LEAVES, items=("G1", "M4A"), choices={"hours": QUESTIONS.attributes["hours"]}
        ),
    )


def sealed(chance: random.Random, leaf: UnitKey) -> tuple[Stamp, bytes]:
    label = BallotLabel(round_id=ROUND, stamp=stamp_of(leaf), number_hash=b"")
    answers = Answers(
        ratings={"G1": chance.choice([1, 2, 3, 4, 5, None]), "M4A": chance.randint(1, 5)},
        comments={"G4": f"Fictional {chance.randrange(1000)}"} if chance.random() < 0.5 else {},
        attributes={"hours": chance.choice(("full", "part"))} if chance.random() < 0.5 else {},
    )
    public = public_bytes(KEY)
    return label.stamp, seal(answers, questions=QUESTIONS, label=label, public_key=public)


def piles(number: int = 12, size: int = 8) -> list[Pile]:
    """Return piles of ballots, some of which nobody can read."""
    chance = random.Random(1)  # noqa: S311  (people who do not exist)
    made: list[list[tuple[Stamp, bytes]]] = [
        [sealed(chance, chance.choice(LEAVES)) for _ in range(size)] for _ in range(number)
    ]
    stamp, ballot = made[0][0]
    made[0][0] = (stamp, ballot[:-1] + bytes([ballot[-1] ^ 1]))
    made[1][0] = (stamp_of(unit("Elsewhere")), ballot)
    return list(made)


def everything(found: Opened) -> object:
    """Return all that was opened, in an order that says nothing."""
    rows = np.column_stack([found.units, found.ratings, found.chosen])
    return sorted(map(tuple, rows.tolist())), sorted(map(str, found.words))


def test_several_processes_find_what_one_does() -> None:
    given = piles()
    found = []
    for processes in (1, 2):
        opened = list(opened_piles(opener(), given, processes=processes))
        assert sum(refused for _, refused in opened) == 2
        together = shuffled(
            opener().columns,
            [one for one, _ in opened],
            chance=random.Random(processes),  # noqa: S311  (an order)
        )
        assert len(together.units) == sum(map(len, given)) - 2
        found.append(everything(together))

    assert found[0] == found[1]


def test_who_wrote_lies_in_another_order_than_what_was_answered() -> None:
    opened = [one for one, _ in opened_piles(opener(), piles(), processes=1)]
    orders = set()
    for seed in range(5):
        whole = shuffled(opener().columns, opened, chance=random.Random(seed))  # noqa: S311  (an order)
        orders.add(tuple(one.text for one in whole.words))

    assert len(orders) == 5


def test_a_process_that_is_killed_is_noticed() -> None:
    def cut_off() -> None:
        for _ in opened_piles(opener(), endless(), processes=2):
            for child in children(os.getpid()):
                if b"spawn_main" in command_of(child):
                    os.kill(child, signal.SIGKILL)

    with pytest.raises(CutOffError):
        cut_off()


def test_nobody_holds_the_key_after_its_process_was_killed() -> None:
    """A worker that is killed takes along those that opened ballots for it."""
    parent = subprocess.Popen([sys.executable, "-m", "tests.release.test_processes"])
    helpers = wait_for_helpers(parent.pid)
    parent.kill()
    parent.wait()

    until = time.monotonic() + 20
    while any(map(is_alive, helpers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(helpers) == 2
    assert not any(map(is_alive, helpers))


def endless() -> list[Pile]:
    return piles(4, 2) * 200


def wait_for_helpers(pid: int) -> list[int]:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = [one for one in children(pid) if b"spawn_main" in command_of(one)]
        if len(found) == 2:
            return found
        time.sleep(0.05)
    return []


def children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


if __name__ == "__main__":
    for _ in opened_piles(opener(), endless() * 100, processes=2):
        time.sleep(0.2)
