"""The server's key, under which the keys of people's notebooks lie."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from feedbackpulse.accounts.factor_key import factor_key_file
from feedbackpulse.cli.opening import open_current_app
from feedbackpulse.cli.progress import in_steps
from feedbackpulse.reflection.rotation import rotate_server_key
from feedbackpulse.reflection.server_keys import LostServerKeyError, key_files
from feedbackpulse.secret_files import make_private_folder
from feedbackpulse.signals.sealing import key_file


@click.group()
def keys() -> None:
    """Look after the server's key for private notebooks."""


@keys.command("rotate")
def rotate() -> None:
    """Make a new key, wrap every notebook with it, and destroy the old one.

    People can go on reading and writing meanwhile. When it is stopped halfway, begin again.
    """
    _, runtime = open_current_app()
    try:
        count = rotate_server_key(runtime.stores, report=in_steps("wrapping notebooks"))
    except LostServerKeyError as error:
        raise click.ClickException(
            f"{error}: put it back from where you keep it, and begin again"
        ) from error
    click.echo(f"Notebooks under the new key: {count}. The old key is destroyed.")


@keys.command("copy")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def copy(folder: Path) -> None:
    """Copy the keys to FOLDER, for a safe: without them nobody reads notebooks and signals.

    Without the one of second steps, only spare codes let HR and administrators in.

    No backup has them. The keys of rounds are never copied. Whoever has both this copy and
    one of the database can read what is not sealed, so keep them apart.
    """
    _, runtime = open_current_app()
    files = [*key_files(runtime.stores.keys)]
    others = (key_file(runtime.stores.keys), factor_key_file(runtime.stores.keys))
    files += [path for path in others if path is not None]
    if not files:
        raise click.ClickException(
            "there is no key yet: nobody wrote in a notebook, sent a signal or has a second step"
        )
    make_private_folder(folder)
    for path in files:
        shutil.copy2(path, folder / path.name)
    click.echo(f"Copied to {folder}: {', '.join(path.name for path in files)}.")
