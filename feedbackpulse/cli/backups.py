"""Write a backup, look whether one is whole, and put one back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from flask import Flask

from feedbackpulse import __version__, clock, schema
from feedbackpulse.backup.aftermath import Aftermath, settle
from feedbackpulse.backup.archive import check_sums, open_archive
from feedbackpulse.backup.domain import (
    BackupError,
    Manifest,
    MissingKeysError,
    NotEmptyError,
    UnknownBackupError,
)
from feedbackpulse.backup.loading import is_empty
from feedbackpulse.backup.restoring import missing_keys, put_back
from feedbackpulse.backup.snapshot import engines_of
from feedbackpulse.backup.writing import write_backup
from feedbackpulse.cli.opening import open_app, open_current_app
from feedbackpulse.cli.progress import in_steps
from feedbackpulse.cli.revisions import bring_to, is_known, revisions_of
from feedbackpulse.extensions import Runtime
from feedbackpulse.installation.mark import note_backup

_FILE = click.Path(dir_okay=False, path_type=Path)
NO_KEYS = """\
The keystore, {keys}, and the secret key are not in it: copy them by themselves, to another place.
`feedbackpulse keys copy` copies the keys of notebooks and signals; those of rounds are never copied."""


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Write everything in both databases to a new FILE, while people go on.

    Keys are not in it: without the keystore nobody reads answers, notebooks or signals from it.
    """
    app, runtime = open_current_app()
    keys = runtime.stores.keys
    if file.resolve().is_relative_to(keys.resolve()):
        raise click.ClickException("a backup lies elsewhere than the keys: choose another folder")
    with _told(file):
        manifest = back_up(app, runtime, file)
    size = file.stat().st_size / 1_000_000
    click.echo(f"{file}: {manifest.rows} rows, {size:.1f} MB, of {_moment(manifest.made_at)}.")
    click.echo(NO_KEYS.format(keys=keys))


def back_up(app: Flask, runtime: Runtime, file: Path) -> Manifest:
    """Write a backup to a new file, and note that there is one. Raises FileExistsError."""
    now = clock.now()
    manifest = write_backup(
        runtime.stores,
        file,
        version=__version__,
        revisions=revisions_of(app),
        now=now,
        report=in_steps("writing the backup"),
    )
    note_backup(runtime.settings.instance_path, now=now)
    return manifest


@click.command()
@click.argument("file", type=_FILE)
@click.option("--check", is_flag=True, help="Only look whether FILE is whole.")
@click.option("--lapse", is_flag=True, help="Give up the rounds whose key is gone for good.")
def restore(file: Path, *, check: bool, lapse: bool) -> None:
    """Put a backup into empty databases, and bring it to this version.

    Everybody signs in again, and links in earlier mails stop working. Whoever answered after the
    backup began may answer again: that answer is gone.
    """
    with _told(file):
        with open_archive(file) as (archive, manifest):
            check_sums(archive, manifest)
        click.echo(_content(file, manifest))
        if not check:
            _tell(put_back_into(*open_app(), file, lapse=lapse))


def put_back_into(app: Flask, runtime: Runtime, file: Path, *, lapse: bool = False) -> Aftermath:
    """Put a backup that is whole into empty databases. Raises BackupError."""
    with open_archive(file) as (archive, manifest):
        _check_target(app, runtime, manifest)
        _check_keys(missing_keys(runtime.stores.keys, manifest), runtime, lapse=lapse)
        bring_to(app, manifest.revisions)
        report = in_steps("putting the backup back")
        lost = put_back(runtime.stores, archive, manifest, report=report)
    schema.upgrade(app)
    return settle(
        runtime.stores,
        lost=lost,
        as_of=manifest.made_at,
        now=clock.now(),
        zone=runtime.settings.zone,
    )


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Tell what went wrong in one line."""
    try:
        yield
    except FileExistsError as error:
        raise click.ClickException(f"{file} is there already; choose another name") from error
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from error
    except BackupError as error:
        raise click.ClickException(f"{file}: {error}") from error


def _content(file: Path, manifest: Manifest) -> str:
    made = f"made {_moment(manifest.made_at)} by version {manifest.version}"
    return (
        f"{file} is whole: {manifest.rows} rows, {made}; {len(manifest.rounds)} rounds under way."
    )


def _check_target(app: Flask, runtime: Runtime, manifest: Manifest) -> None:
    if not is_known(app, manifest.revisions):
        raise UnknownBackupError(
            f"it is of a newer version ({manifest.version}); install that one, and begin again"
        )
    for store, engine in zip(schema.STORES, engines_of(runtime.stores), strict=True):
        if not is_empty(engine):
            raise NotEmptyError(f"the {store} database is not empty; name empty ones, or move it")


def _check_keys(missing: frozenset[UUID], runtime: Runtime, *, lapse: bool) -> None:
    if missing and not lapse:
        named = ", ".join(sorted(map(str, missing)))
        raise MissingKeysError(
            f"the keys of rounds that were under way are not in {runtime.stores.keys}: {named}.\n"
            "If they lie elsewhere, name that folder in FEEDBACKPULSE_KEYSTORE. If they are gone,"
            " because the rounds were released since then or the keystore is lost, add --lapse:"
            " these rounds then lapse, and nobody can read their answers."
        )


def _tell(after: Aftermath) -> None:
    click.echo(f"Everything is as it was at {_moment(after.restored.as_of)}.")
    for title in after.lapsed:
        click.echo(f"  {title}: lapsed, because its key is gone")
    for title in after.closed:
        click.echo(f"  {title}: closed, because it was closed after the backup too")
    click.echo(
        "Everybody signs in again, and links in earlier mails do not work any more. Whoever"
        " answered later than that may answer again. The log of the programme says so."
    )


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
