"""Does everybody who writes to SQLite get a turn, in order, and nobody wait for ever?"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy.exc import OperationalError

from feedbackpulse.database import Stores, transaction
from feedbackpulse.turns import turn_to_write

HOLD = """
import sys, time
from feedbackpulse.turns import turn_to_write
with turn_to_write(sys.argv[1]):
    print("mine", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "some.sqlite")


@contextmanager
def held_elsewhere(file: str) -> Iterator[subprocess.Popen[str]]:
    """Let another process have its turn, until it is killed."""
    command = [sys.executable, "-c", HOLD, file]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        other.stdout.readline()
        try:
            yield other
        finally:
            other.kill()


def test_who_came_first_writes_first(file: str) -> None:
    order: list[int] = []
    begun = Event()

    def write(number: int) -> None:
        with turn_to_write(file):
            order.append(number)
            begun.set()
            time.sleep(0.05)

    with ThreadPoolExecutor(6) as pool:
        for number in range(6):
            pool.submit(write, number)
            begun.wait()
            time.sleep(0.005)

    assert order == list(range(6))


def test_another_process_is_waited_for_and_a_killed_one_is_not(file: str) -> None:
    with held_elsewhere(file) as other:
        with pytest.raises(OperationalError), turn_to_write(file, patience=0.1):
            pass
        other.kill()
        other.wait()

        with turn_to_write(file, patience=5):
            pass


def test_whoever_gives_up_leaves_the_line_to_the_others(file: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        with turn_to_write(file):
            gave_up = pool.submit(lambda: turn_to_write(file, patience=0.05).__enter__())
            waits = pool.submit(lambda: turn_to_write(file, patience=5).__enter__())
            with pytest.raises(OperationalError):
                gave_up.result()
        waits.result(timeout=5)


def test_where_no_lock_can_be_made_sqlite_alone_decides(tmp_path: Path) -> None:
    with turn_to_write(str(tmp_path / "missing" / "some.sqlite"), patience=1):
        pass


def test_a_mistake_in_a_turn_ends_it(stores: Stores) -> None:
    class MistakeError(Exception):
        pass

    for _time in range(3):
        with pytest.raises(MistakeError), stores.main() as session, transaction(session):
            raise MistakeError
