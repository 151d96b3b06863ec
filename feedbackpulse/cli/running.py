"""Commands that keep running: the demo, the server, and a worker of its own."""

from __future__ import annotations

import logging
import os
from contextlib import nullcontext

import click

from feedbackpulse import clock
from feedbackpulse.cli.opening import open_current_app, open_upgraded_app
from feedbackpulse.cli.serving import serve_app
from feedbackpulse.config import PREFIX, ConfigurationError, Settings
from feedbackpulse.demo import organisation
from feedbackpulse.demo.instance import ForeignInstanceError, is_made, make_demo, start_over

ORGANISATION = f"{PREFIX}ORGANISATION"


@click.command()
def serve() -> None:
    """Serve the pages and run the jobs, in one process."""
    _log()
    app, runtime = open_current_app()
    serve_app(
        app,
        runtime.settings,
        jobs=nullcontext(),
        on_ready=lambda address: click.echo(f"feedbackpulse is running at {address}"),
    )


@click.command()
def worker() -> None:
    """Run the jobs only, for an installation with several processes."""
    _log()
    open_current_app()


@click.command()
@click.option("--fresh", is_flag=True, help="Throw the demo away and make it anew.")
def demo(*, fresh: bool) -> None:
    """Try it: a fictional organisation with a year of rounds behind it."""
    _log()
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
    app, _ = open_upgraded_app(settings)
    serve_app(app, settings, jobs=nullcontext(), on_ready=_introduce)


def _demo_settings() -> Settings:
    try:
        settings = Settings.from_environ({ORGANISATION: organisation.NAME, **os.environ})
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


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
