"""Does the table say what was measured, and does a comparison name what became slower, and only that?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks import kept, sealing
from benchmarks.__main__ import PARTS, line
from benchmarks.figures import Figure, Size, Turn, summed_up
from benchmarks.machine import Machine

MACHINE = Machine(
    cores=2, model="A Processor 9000", memory=24, python="3.11", sqlite="3.40", syncs=900, load=0.5
)
FIGURE = Figure(
    name="cast", rate=300, limit="commits", limit_rate=900, ratio=1 / 3, noise=0.05, goal=0.3
)


def run(*figures: Figure, day: date = date(2026, 11, 29)) -> kept.Run:
    return kept.Run(day=day, machine=MACHINE, figures=figures)


def test_a_figure_is_the_middle_of_its_turns_and_its_noise_their_spread() -> None:
    turns = [Turn(rate=rate, limit=100) for rate in (50, 40, 48)]

    figure = summed_up("a", turns, limit="b", goal=0.5)

    assert (figure.rate, figure.ratio, figure.is_reached) == (48, 0.48, False)
    assert figure.noise == pytest.approx(10 / 48)
    assert "NOT REACHED" in line(figure)


def test_a_run_that_was_kept_is_read_back(tmp_path: Path) -> None:
    run(FIGURE, day=date(2026, 11, 1)).write(tmp_path)
    run(replace(FIGURE, ratio=0.4)).write(tmp_path)

    found = kept.last_on(MACHINE, tmp_path)

    assert found == kept.Run(
        day=date(2026, 11, 29), machine=MACHINE, figures=[replace(FIGURE, ratio=0.4)]
    )


def test_a_run_of_another_machine_is_no_measure(tmp_path: Path) -> None:
    run(FIGURE).write(tmp_path)

    assert kept.last_on(replace(MACHINE, cores=8), tmp_path) is None


@pytest.mark.parametrize(("ratio", "noise", "named"), [(0.31, 0.0, []), (0.2, 0.0, ["cast"])])
def test_only_what_fell_by_more_than_the_noise_is_named(
    ratio: float, noise: float, named: list[str]
) -> None:
    now = replace(FIGURE, ratio=ratio, noise=noise)

    assert [one.name for one in kept.slower([now], [FIGURE])] == named


def test_what_varies_much_has_to_fall_far() -> None:
    restless = replace(FIGURE, ratio=0.2, noise=0.5)

    assert kept.slower([restless], [FIGURE]) == []


def test_what_is_new_was_never_faster() -> None:
    assert kept.slower([replace(FIGURE, name="new", ratio=0.01)], [FIGURE]) == []


def test_the_quick_table_has_every_figure_beside_its_limit() -> None:
    figures = list(sealing.figures(Size(quick=True)))

    assert len(figures) == 3
    for figure in figures:
        assert figure.rate > 0
        assert figure.ratio == pytest.approx(figure.rate / figure.limit_rate)


def test_the_manual_names_every_part() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "performance.md").read_text(encoding="utf-8")

    assert [name for name in PARTS if f"| {name} |" not in manual] == []
