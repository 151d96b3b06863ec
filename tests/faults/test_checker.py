"""Does the checker see every broken promise, and nothing where all were kept?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.checker import Stored, check
from tests.faults.history import History, read

STORED = {"a": 1}
Story = Callable[[History], None]


def story(*endings: str, value: str = "a", who: str = "Ada") -> History:
    """Return a history in which somebody tried so often, with these endings."""
    history = History()
    for ending in endings:
        operation = history.invoke("send", who=who, value=value)
        if ending:
            getattr(operation, ending)()
    return history


def broken(history: History, stored: Stored) -> list[str]:
    return [one.invariant for one in check(history.events, stored)]


@pytest.mark.parametrize(
    ("endings", "values"),
    [
        (["ok"], STORED),
        (["info", "ok"], STORED),
        (["info"], STORED),
        (["info"], {}),
        ([""], STORED),
        (["fail"], {}),
        (["info", "fail"], STORED),
    ],
)
def test_what_people_were_told_is_true(endings: list[str], values: dict[str, int]) -> None:
    used = {"Ada"} if values else set[str]()

    assert broken(story(*endings), Stored(values=values, used=used)) == []


@pytest.mark.parametrize(
    ("endings", "values", "invariants"),
    [
        (["ok"], {}, ["I1"]),
        (["ok"], {"a": 2}, ["I1", "I2"]),
        (["fail"], STORED, ["I6"]),
        (["info"], {"a": 2}, ["I6", "I2"]),
        ([], STORED, ["I1"]),
    ],
)
def test_a_lost_a_doubled_and_a_refused_answer_are_seen(
    endings: list[str], values: dict[str, int], invariants: list[str]
) -> None:
    assert broken(story(*endings), Stored(values=values)) == invariants


def test_two_answers_of_one_person_are_seen() -> None:
    history = story("ok")
    history.invoke("send", who="Ada", value="b").ok()

    assert broken(history, Stored(values={"a": 1, "b": 1})) == ["I2"]
    assert check(history.events, Stored(values={"a": 1, "b": 1}), one_each=False) == []


def test_a_turn_without_an_answer_and_an_answer_without_a_turn_are_seen() -> None:
    assert broken(story("fail"), Stored(values={}, used={"Ada"})) == ["I3"]
    assert broken(story("ok"), Stored(values=STORED, used=set())) == ["I3"]


def test_whose_browser_still_tries_may_be_between_the_two() -> None:
    assert broken(story("info"), Stored(values={}, used={"Ada"})) == []


def test_what_links_people_and_what_is_below_the_rule_are_passed_on() -> None:
    stored = Stored(values=STORED, linked=["an order"], below_rule=["a team of two"])

    assert broken(story("ok"), stored) == ["I4", "I8"]


def test_a_service_that_does_not_come_back_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    history = History()
    with history.fault("a crash"):
        clock[0] = 1.0
    clock[0] = 32.0
    history.invoke("send", who="Ada", value="a").ok()

    assert broken(history, Stored(values=STORED)) == ["I7"]


def test_a_history_can_be_read_again(tmp_path: Path) -> None:
    history = History(file=tmp_path / "history.jsonl")
    history.invoke("send", who="Ada", value="a").info("no answer")

    assert read(tmp_path / "history.jsonl") == history.events
