"""What an attack finds, and the ground on which it is tried."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from flask import Flask
from playwright.sync_api import Browser

from feedbackpulse import create_app
from feedbackpulse.database import Stores, in_haste
from tests.conftest import close
from tests.databases import EngineName, copy_databases, drop_databases, settings_in

SURE: Final = 1.96
"""How many standard deviations 95 % of what chance gives lies within."""
CHANCE_AT_MOST: Final = 6.0
"""How many chance does not reach in ten thousand runs, however few tries there are."""

BEST: Final = 3
"""How many of the best ways are printed."""


class Scale(StrEnum):
    """How much of an attack is run: a little with every change, all of it before a release."""

    QUICK = "quick"
    FULL = "full"


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """What came of an attack on one engine. The figure is a number that needs no language."""

    figure: str
    holds: bool
    details: tuple[str, ...] = ()
    """What to print for whoever asks for this attack alone."""
    best: float = 0.0
    """Which share of people was linked, where that is what is measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Instance:
    """An installation of one's own."""

    folder: Path
    app: Flask
    stores: Stores


@dataclass(frozen=True, kw_only=True, slots=True)
class Lab:
    """Where attacks are tried: an engine, how much is tried, and what they need for it."""

    engine: EngineName
    scale: Scale
    empty: Path
    """An instance without content, to copy from."""
    browser: Callable[[], Browser]

    def size(self, quick: int, full: int) -> int:
        """Return how often to try something."""
        return quick if self.scale is Scale.QUICK else full

    @contextmanager
    def instance(self, *, hasty: bool = True) -> Iterator[Instance]:
        """Make an installation, which is gone afterwards; a *hasty* one does not wait for disks."""
        with tempfile.TemporaryDirectory(prefix="attack-") as place:
            folder = Path(place) / "instance"
            copy_databases(self.empty, folder)
            app = create_app(settings_in(folder))
            app.config.update(TESTING=True)
            stores: Stores = app.extensions["feedbackpulse"].stores
            try:
                if hasty:
                    with in_haste(stores):
                        yield Instance(folder=folder, app=app, stores=stores)
                else:
                    yield Instance(folder=folder, app=app, stores=stores)
            finally:
                close(app)
                drop_databases(folder)


Try = Callable[[Lab], Measure]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attack:
    """An attack, in both languages, and the same attack on something naive."""

    id: str
    name: Mapping[str, str]
    bound: str
    """What the figures have to be, in signs; n is whatever number was tried."""
    limit: Mapping[str, str]
    """The same in words."""
    measure: Try
    naive: Try
    """The test of the test: this must not hold."""
    on_databases: bool = True


@dataclass(kw_only=True, slots=True)
class Links:
    """How many people an attacker linked rightly who matches lists, one guess for everybody."""

    people: int
    right: dict[str, list[int]] = field(default_factory=dict)

    def guess(self, name: str, truth: Sequence[object], guessed: Sequence[object]) -> None:
        """Count one try of a way to guess."""
        hits = sum(one == other for one, other in zip(truth, guessed, strict=True))
        self.right.setdefault(name, []).append(hits)

    def share(self, name: str) -> float:
        """Return which share of people was linked."""
        tries = self.right[name]
        return sum(tries) / (len(tries) * self.people)

    @property
    def best(self) -> str:
        """Return the way that linked most people."""
        return max(self.right, key=self.share)

    @property
    def advantage(self) -> float:
        """Return how much more the best way links than chance does, in points."""
        return 100 * (self.share(self.best) - 1 / self.people)

    @property
    def doubt(self) -> float:
        """Return the standard deviation of that under chance, in points.

        Of a random matching as many are right as of a Poisson variable with mean 1.
        """
        return 100 / (self.people * math.sqrt(len(self.right[self.best])))

    def measure(self, scale: Scale, *, most: float = 1.0) -> Measure:
        """Return the finding: the bound is below the limit, or on a small scale chance explains it."""
        bound = self.advantage + SURE * self.doubt
        enough = self.advantage <= CHANCE_AT_MOST * self.doubt
        holds = enough if scale is Scale.QUICK else bound <= most
        ways = sorted(self.right, key=self.share, reverse=True)
        details = [
            f"{len(ways)} ways to match {self.people * len(self.right[self.best])} people",
            f"guessing blindly: {100 / self.people:.2f} % right",
            *(f"{100 * self.share(name):.2f} % right: {name}" for name in ways[:BEST]),
        ]
        figure = f"{self.advantage:+.2f} (≤ {bound:+.2f})".replace("-", "−")  # noqa: RUF001  (a minus sign, for people)
        return Measure(
            figure=figure, holds=holds, details=tuple(details), best=self.share(self.best)
        )
