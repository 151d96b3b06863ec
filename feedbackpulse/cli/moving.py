"""Move an installation to other databases: from files to a server, or back."""

from __future__ import annotations

from dataclasses import replace

import click

from feedbackpulse import schema
from feedbackpulse.backup.domain import BackupError
from feedbackpulse.backup.loading import is_empty
from feedbackpulse.backup.moving import move as move_rows
from feedbackpulse.backup.snapshot import engines_of
from feedbackpulse.cli.opening import open_app, open_current_app
from feedbackpulse.cli.progress import in_steps
from feedbackpulse.config import PREFIX, ConfigurationError, Settings

_MAIN, _BOX = f"{PREFIX}MOVE_TO_DATABASE_URL", f"{PREFIX}MOVE_TO_BALLOT_DATABASE_URL"


@click.command()
@click.option("--database-url", envvar=_MAIN, required=True, help="Of the new main database.")
@click.option("--ballot-database-url", envvar=_BOX, required=True, help="Of the new ballot box.")
def move(*, database_url: str, ballot_database_url: str) -> None:
    """Move everything to two other, empty databases.

    Stop every web process and worker first. The old databases are locked meanwhile, and stay as
    they are. Both addresses can be given as FEEDBACKPULSE_MOVE_TO_DATABASE_URL and
    FEEDBACKPULSE_MOVE_TO_BALLOT_DATABASE_URL, so that no password stands in a command.
    """
    _, runtime = open_current_app()
    try:
        wanted = _elsewhere(runtime.settings, database_url, ballot_database_url)
        app, new = open_app(wanted)
        for store, engine in zip(schema.STORES, engines_of(new.stores), strict=True):
            if not is_empty(engine):
                raise click.ClickException(f"the new {store} database is not empty")
        schema.upgrade(app)
        moved = move_rows(runtime.stores, new.stores, report=in_steps("moving"))
    except (BackupError, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    rows = sum(content.rows for content in moved.values())
    click.echo(f"Moved {rows} rows of {len(moved)} tables; all are the same on both sides.")
    click.echo(_NEXT)


def _elsewhere(settings: Settings, main: str, box: str) -> Settings:
    wanted = replace(settings, database_url=main, ballot_database_url=box)
    if {wanted.main_url, wanted.box_url} & {settings.main_url, settings.box_url}:
        raise click.ClickException("these are the databases that are in use now")
    return wanted


_NEXT = f"""
Now, in this order:
1. Set {PREFIX}DATABASE_URL and {PREFIX}BALLOT_DATABASE_URL to the new addresses, everywhere. The
   keystore, the secret key and the other settings stay.
2. Run `feedbackpulse doctor`, and start the web processes and workers again.
3. Destroy the old databases, and what was copied of them. Until then they say who has answered
   the rounds that are under way, also after those are burnt."""
