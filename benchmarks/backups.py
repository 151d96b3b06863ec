"""How long do a backup, putting it back and moving take, in how much memory, and who waits?

    python -m benchmarks.backups [--people 1000 10000] [--engine sqlite postgresql]

One seeded organisation in the middle of a round of twelve questions and a comment, in which four in
five have answered. "waits" is how long nobody can cast: on SQLite as long as the box is read.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from flask import Flask

from benchmarks.organisation import fill_box, make_organisation
from benchmarks.scale.running import START, get_round, installed, plan_round
from benchmarks.usage import Meter
from feedbackpulse import create_app
from feedbackpulse.backup.archive import check_sums, open_archive
from feedbackpulse.backup.moving import move
from feedbackpulse.backup.snapshot import Views
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cli.backups import back_up, put_back_into
from feedbackpulse.extensions import Runtime
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.schema import upgrade
from tests.conftest import close
from tests.databases import (
    ENGINES,
    address_in,
    drop_databases,
    make_databases,
    settings_in,
)


def main() -> None:
    """Measure every size that was asked for, on every engine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backups")
    parser.add_argument("--people", type=int, nargs="+", default=[1_000])
    parser.add_argument("--engine", nargs="+", default=list(ENGINES), choices=ENGINES)
    chosen = parser.parse_args()
    for engine in chosen.engine:
        for size in chosen.people:
            with installed(engine) as app:
                sys.stdout.write(f"{engine}, {size} people\n{_measure(app, size)}\n")
                sys.stdout.flush()


def _measure(app: Flask, size: int) -> str:
    meter = Meter()
    runtime: Runtime = app.extensions["feedbackpulse"]
    _fill(runtime, size)
    file = Path(app.instance_path).with_name("made.backup")
    waits: list[float] = []
    with meter.step("back up"), _noting(waits):
        back_up(app, runtime, file)
    with meter.step("look whether it is whole"), open_archive(file) as (opened, manifest):
        check_sums(opened, manifest)
    with _empty(app, "restored") as beside, meter.step("put back"):
        put_back_into(beside, _with_keys(beside, runtime), file)
    with _empty(app, "moved") as beside, meter.step("move"):
        move(runtime.stores, _with_keys(beside, runtime).stores)
    lines = [
        f"  {one.name:28}{one.seconds:8.1f} s{one.cpu:8.1f} s CPU{one.peak:8.0f} MB"
        for one in meter.steps
    ]
    size_of_file = file.stat().st_size / 1e6
    return "\n".join(
        [*lines, f"  nobody casts for {waits[0]:.2f} s; the file has {size_of_file:.0f} MB"]
    )


def _fill(runtime: Runtime, size: int) -> None:
    """Open a round for so many people, and let four in five answer it."""
    make_organisation(runtime.stores, people=size, at=START)
    planned = plan_round(runtime.stores)
    now = planned.opens_at
    assert open_round(runtime.stores, round_id=planned.id, now=now, catalogue=load_catalogue())
    fill_box(runtime.stores, get_round(runtime.stores, planned.id))


@contextmanager
def _empty(app: Flask, name: str) -> Iterator[Flask]:
    """Give an application with empty databases on the same engine."""
    folder = Path(app.instance_path).with_name(name)
    address = address_in(Path(app.instance_path))
    if address is not None:
        make_databases(folder, address.sockets)
    beside = create_app(settings_in(folder))
    upgrade(beside)
    yield beside
    close(beside)
    drop_databases(folder)


def _with_keys(app: Flask, source: Runtime) -> Runtime:
    runtime: Runtime = app.extensions["feedbackpulse"]
    return replace(runtime, stores=replace(runtime.stores, keys=source.stores.keys))


@contextmanager
def _noting(waits: list[float]) -> Iterator[None]:
    """Note how long the views are open for which others wait."""
    close_first, began = Views.close_first, time.perf_counter()

    def noted(views: Views) -> None:
        close_first(views)
        waits.append(time.perf_counter() - began)

    with patch.object(Views, "close_first", noted):
        yield


if __name__ == "__main__":
    main()
