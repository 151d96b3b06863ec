"""Commands that keep running: the demo, the server, and a worker of its own."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from typing import Any

import click
from flask import Flask

from feedbackpulse import clock
from feedbackpulse.cli.doctor import may_open
from feedbackpulse.cli.opening import open_app, open_upgraded_app
from feedbackpulse.cli.posting import poster
from feedbackpulse.cli.serving import PATIENCE, serve_app
from feedbackpulse.config import PREFIX, ConfigurationError, Settings
from feedbackpulse.demo import organisation
from feedbackpulse.demo.instance import ForeignInstanceError, is_made, make_demo, start_over
from feedbackpulse.extensions import Runtime
from feedbackpulse.jobs.queue import jobs_beside_pages, run_jobs
from feedbackpulse.logs import begin_logging
from feedbackpulse.web.hr.all_units import report_writer

_OF_DEMO = {
    f"{PREFIX}ORGANISATION": organisation.NAME,
    # Whoever tries the demo has no app for its people.
    f"{PREFIX}SECOND_FACTOR": "optional",
}


@click.command()
def serve() -> None:
    """Serve the pages and run the jobs, in one process."""
    _log(logging.INFO)
    app, runtime = open_app()
    runtime.standing.is_well()  # else the log says at once what to do
    _serve(
        app, runtime, on_ready=lambda address: click.echo(f"feedbackpulse is running at {address}")
    )


@click.command()
def worker() -> None:
    """Run the jobs only, for an installation with several processes."""
    _log(logging.INFO)
    app, runtime = open_app()
    runtime.standing.is_well()  # else the log says at once what to do
    run_jobs(runtime.stores, **_jobs(app, runtime))


@click.command()
@click.option("--fresh", is_flag=True, help="Throw the demo away and make it anew.")
def demo(*, fresh: bool) -> None:
    """Try it: a fictional organisation with a year of rounds behind it."""
    _log(logging.WARNING)
    settings = _demo_settings()
    try:
        if fresh:
            start_over(settings.instance_path)
        ready = is_made(settings.instance_path)
    except ForeignInstanceError as error:
        raise click.ClickException(str(error)) from error
    if not ready:
        make_demo(
            folder=settings.instance_path,
            stores=lambda: open_upgraded_app(settings)[1].stores,
            zone=settings.zone,
            now=clock.now(),
            say=click.echo,
        )
    app, runtime = open_upgraded_app(settings)
    _serve(app, runtime, on_ready=_introduce)


def _serve(app: Flask, runtime: Runtime, *, on_ready: Callable[[str], None]) -> None:
    jobs = jobs_beside_pages(runtime.stores, patience=PATIENCE / 2, **_jobs(app, runtime))
    serve_app(app, runtime.settings, jobs=jobs, on_ready=on_ready)


def _jobs(app: Flask, runtime: Runtime) -> dict[str, Any]:
    """Return how the jobs of an installation run."""
    return {
        "folder": runtime.settings.instance_path,
        "url": runtime.settings.queue_url,
        "lifetime": runtime.lifetime,
        "may_work": runtime.standing.is_well,
        "may_open": partial(may_open, app, runtime),
        "post": poster(app, runtime),
        "write": report_writer(app),
        "bench": runtime.settings.workbench_path,
    }


def _demo_settings() -> Settings:
    try:
        settings = Settings.from_environ({**_OF_DEMO, **os.environ})
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    if settings.database_url or settings.ballot_database_url:
        raise click.ClickException(
            "the demo makes databases of its own; unset FEEDBACKPULSE_DATABASE_URL and"
            " FEEDBACKPULSE_BALLOT_DATABASE_URL"
        )
    return settings


def _introduce(address: str) -> None:
    click.echo(f"\nfeedbackpulse is running at {address}\n")
    click.echo(f"Sign in with one of these addresses; the password is {organisation.PASSWORD}")
    for person in organisation.SIGN_INS:
        click.echo(f"  {person.email:<34} {person.introduction}")
    click.echo("\nStop it with Ctrl-C.")


def _log(level: int) -> None:
    """Begin the log before anything is opened, so that what goes wrong there is told in its form."""
    try:
        chosen = Settings.from_environ().log_format
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    begin_logging(chosen, level=level)
