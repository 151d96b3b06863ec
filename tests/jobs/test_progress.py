"""Is it told how far work is, in steps, to everybody who wants to know?"""

from __future__ import annotations

import pytest

from feedbackpulse.cli.progress import in_steps
from feedbackpulse.progress import first_half, percent, second_half, together


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [(0, 0, 100), (0, 7, 0), (6, 7, 85), (999, 1000, 99), (7, 7, 100)],
)
def test_only_what_is_done_is_a_hundred_percent(done: int, total: int, expected: int) -> None:
    assert percent(done, total) == expected


def test_several_can_be_told() -> None:
    told: list[tuple[str, int]] = []

    together(
        lambda done, _total: told.append(("page", done)),
        lambda done, _total: told.append(("command", done)),
    )(3, 9)

    assert told == [("page", 3), ("command", 3)]


def test_a_command_prints_steps_and_not_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    report = in_steps("opening the ballots", pause=0)

    for done in range(138):
        report(done, 137)

    printed = capsys.readouterr().out.splitlines()
    assert printed == [f"opening the ballots: {step} %" for step in range(10, 101, 10)]


def test_who_saw_a_step_sees_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, *(number / 100 for number in range(200))])
    report = in_steps("importing people", seconds=lambda: next(moments))

    for done in range(138):
        report(done, 137)

    assert capsys.readouterr().out.splitlines() == [
        "importing people: 70 %",
        "importing people: 100 %",
    ]


def test_a_command_that_is_done_at_once_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, *([0.5] * 200)])
    report = in_steps("importing people", seconds=lambda: next(moments))

    for done in range(138):
        report(done, 137)

    assert capsys.readouterr().out == ""


def test_two_halves_of_work_go_from_nothing_to_all() -> None:
    told: list[tuple[int, int]] = []

    for half, parts in ((first_half, 2), (second_half, 4)):
        tell = half(lambda done, total: told.append((done, total)))
        for done in range(parts + 1):
            tell(done, parts)

    assert [percent(*one) for one in told] == [0, 25, 50, 50, 62, 75, 87, 100]
