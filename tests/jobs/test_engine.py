"""Does a hint come through every kind of queue, and does it say nothing?"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from huey import RedisHuey

from feedbackpulse.jobs.engine import FILE, PlainSerializer, make_engine, wakes
from feedbackpulse.jobs.hints import Hints
from tests.databases import address_in

pytestmark = pytest.mark.both_engines


def url_of(instance: Path) -> str:
    address = address_in(instance)
    return address.url("main") if address else ""


def lying_in(instance: Path) -> list[bytes]:
    address = address_in(instance)
    if address is None:
        with sqlite3.connect(instance / FILE) as queue:
            return [bytes(data) for (data,) in queue.execute("SELECT data FROM task")]
    url = url_of(instance).replace("+psycopg", "")
    with psycopg.connect(url) as server:
        return [bytes(data) for (data,) in server.execute("SELECT data FROM huey_task")]


def test_a_hint_wakes_a_worker_once(instance: Path) -> None:
    woken: list[str] = []
    engine = make_engine(url_of(instance), folder=instance)
    wakes(engine, lambda: woken.append("woken"))
    hints = Hints(url=url_of(instance), folder=instance)

    assert hints.leave()
    task = engine.dequeue()
    assert task is not None
    engine.execute(task)

    assert woken == ["woken"]
    assert lying_in(instance) == []
    hints.close()
    engine.storage.close()


def test_a_hint_says_that_there_is_work_and_nothing_else(instance: Path) -> None:
    hints = Hints(url=url_of(instance), folder=instance)

    hints.leave()
    hints.close()

    [lying] = lying_in(instance)
    sent = PlainSerializer().deserialize(lying)
    assert sent.name == "feedbackpulse.jobs.engine.look_for_work"
    assert (list(sent.args), dict(sent.kwargs)) == ([], {})


@pytest.mark.sqlite_only
def test_a_queue_that_cannot_be_reached_loses_only_the_hint(tmp_path: Path) -> None:
    nowhere = Hints(url="postgresql://nobody@127.0.0.1:1/nothing", folder=tmp_path)

    assert not nowhere.leave()


@pytest.mark.sqlite_only
def test_what_lies_in_a_queue_is_never_run_as_code() -> None:
    import pickle

    with pytest.raises(ValueError, match=r"utf-8|Expecting|codec"):
        PlainSerializer().deserialize(pickle.dumps(print))


@pytest.mark.sqlite_only
def test_redis_is_a_queue_too(tmp_path: Path) -> None:
    assert isinstance(make_engine("redis://127.0.0.1:1/0", folder=tmp_path), RedisHuey)
