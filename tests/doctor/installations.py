"""An installation that is as it should be, to break in one place at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from feedbackpulse import clock, create_app, schema
from feedbackpulse.config import Settings
from feedbackpulse.database import Stores
from feedbackpulse.doctor.domain import Code, Finding
from feedbackpulse.doctor.service import examine
from feedbackpulse.doctor.surroundings import Surroundings
from tests.conftest import close
from tests.databases import settings_in


@dataclass(kw_only=True)
class Installation:
    """Settings, surroundings and a folder that a test may change before the doctor looks."""

    root: Path
    settings: Settings
    environ: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    now: datetime = field(default_factory=clock.now)
    debug: bool = False

    @classmethod
    def good(cls, instance: Path) -> Installation:
        """Return an installation with which nothing is wrong."""
        root = instance.parent
        settings = replace(
            settings_in(instance),
            secret_key="",
            public_url="https://pulse.example.org",
            trusted_proxies=1,
            keystore=str(root / "secrets" / "keystore"),
            backup_path=str(root / "copies" / "nightly"),
        )
        return cls(root=root, settings=settings)

    @property
    def main(self) -> Path:
        """Return the file of the main store."""
        return self.settings.instance_path / "feedbackpulse.sqlite"

    @property
    def box(self) -> Path:
        """Return the file of the ballot box."""
        return self.settings.instance_path / "ballots.sqlite"

    @property
    def keys(self) -> Path:
        """Return the keystore."""
        return self.settings.keystore_path

    def choose(self, **changes: Any) -> None:
        """Change settings."""
        self.settings = replace(self.settings, **changes)

    @contextmanager
    def running(self) -> Iterator[tuple[Flask, Stores]]:
        """Start the application."""
        app = create_app(self.settings)
        yield app, app.extensions["feedbackpulse"].stores
        close(app)

    def findings(self) -> tuple[Finding, ...]:
        """Return what the doctor finds, but for what is true of every server of the tests."""
        with self.running() as (app, stores):
            found = self.examined(app, stores)
        return tuple(one for one in found if one.code is not Code.NOT_ON_DISK)

    def examined(self, app: Flask, stores: Stores) -> tuple[Finding, ...]:
        """Return what the doctor finds in an application that runs."""
        around = Surroundings(
            now=self.now,
            debug=self.debug,
            environ=self.environ,
            arguments=self.arguments,
            folder=self.root,
            schema_is_current=lambda: schema.is_current(app),
        )
        return examine(stores, settings=self.settings, around=around)

    def codes(self) -> set[Code]:
        """Return what kinds of things the doctor finds."""
        return {found.code for found in self.findings()}
