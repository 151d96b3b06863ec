"""Commands to set an installation up and to look at it."""

from __future__ import annotations

import logging
import time
from typing import Final

import click
from flask import Flask, url_for

from feedbackpulse import clock, schema
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import AlreadyAdminError
from feedbackpulse.accounts.second_factor import forget_second_factor
from feedbackpulse.cli.opening import open_app, open_current_app
from feedbackpulse.config import Settings
from feedbackpulse.database import transaction
from feedbackpulse.logs import begin_logging
from feedbackpulse.notices.second_step import tell_of_second_step
from feedbackpulse.people.domain import BadAddressError
from feedbackpulse.people.service import find_person_by_email
from feedbackpulse.troubles import ERRORS, REMEDIES, Trouble, trouble_of

_PAUSE: Final = 2.0
"""Seconds before a database that is away is tried again."""


@click.command()
@click.option("--wait", is_flag=True, help="Wait for databases that are not there yet.")
def migrate(*, wait: bool) -> None:
    """Bring both databases to the schema of this version."""
    app, runtime = open_app()
    begin_logging(runtime.settings.log_format, level=logging.WARNING)
    while (trouble := _upgrade(app)) is not None:
        if not wait or trouble is not Trouble.DATABASE_AWAY:
            raise click.ClickException(f"{trouble.value}: {REMEDIES[trouble]}")
        runtime.standing.tell(trouble)
        time.sleep(_PAUSE)
    click.echo("Both databases are up to date.")


def _upgrade(app: Flask) -> Trouble | None:
    """Migrate, and return what stood in the way; what is no trouble around us is raised."""
    try:
        schema.upgrade(app)
    except ERRORS as error:
        if (found := trouble_of(error)) is None:
            raise
        return found
    return None


@click.command()
def where() -> None:
    """Print where this installation keeps its files."""
    app, runtime = open_app()
    settings = runtime.settings
    for name, value in (
        ("templates", app.template_folder),
        ("static", app.static_folder),
        ("instance", settings.instance_path.resolve()),
        ("main database", _without_password(app, "main")),
        ("ballot database", _without_password(app, "box")),
        ("keys", settings.keystore_path),
    ):
        click.echo(f"{name:<16} {value}")


@click.group()
def admin() -> None:
    """Manage administrators."""


@admin.command("create")
@click.argument("email")
@click.argument("name")
def create_admin(email: str, name: str) -> None:
    """Make NAME an administrator, and print the link to choose a password with."""
    if not name.strip():
        raise click.ClickException("an administrator needs a name")
    app, runtime = open_current_app()
    now = clock.now()
    today = clock.local_day(now, runtime.settings.zone)
    try:
        with runtime.stores.main() as session, transaction(session):
            token = accounts.create_first_admin(session, email=email, name=name, now=now, on=today)
    except BadAddressError as error:
        raise click.ClickException(f"{email} is not an e-mail address") from error
    except AlreadyAdminError as error:
        raise click.ClickException(
            f"{email} is an administrator already; a new password can be asked for on the"
            " sign-in page"
        ) from error
    click.echo(f"{name} is an administrator and chooses a password here, once:")
    click.echo(_link(app, runtime.settings, token))


def _link(app: Flask, settings: Settings, token: str) -> str:
    base = settings.public_url or f"http://{settings.host}:{settings.port or '<port>'}"
    with app.test_request_context():
        return base.rstrip("/") + url_for("account.choose_password", _anchor=token)


def _without_password(app: Flask, store: schema.Store) -> str:
    return schema.engine_of(app, store).url.render_as_string(hide_password=True)


@admin.command("forget-second-step")
@click.argument("email")
def forget_step(email: str) -> None:
    """Take the second step of EMAIL away, for who lost their app and their spare codes.

    Be sure that it is really they who ask. They are signed out everywhere, and get a mail about it.
    """
    _app, runtime = open_current_app()
    now = clock.now()
    today = clock.local_day(now, runtime.settings.zone)
    with runtime.stores.main() as session, transaction(session):
        person = find_person_by_email(session, email=email, on=today)
        if person is None or not forget_second_factor(session, person_id=person.id):
            raise click.ClickException(f"{email} has no second step")
        accounts.end_sessions(session, person_id=person.id)
        tell_of_second_step(session, person_id=person.id, now=now)
    click.echo(f"{person.name} signs in without a second step now.")
