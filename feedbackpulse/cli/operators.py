"""Commands to set an installation up and to look at it."""

from __future__ import annotations

import click
from flask import Flask, url_for

from feedbackpulse import clock, schema
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import AlreadyAdminError
from feedbackpulse.cli.opening import open_app, open_current_app
from feedbackpulse.config import Settings
from feedbackpulse.database import transaction
from feedbackpulse.people.domain import BadAddressError


@click.command()
def migrate() -> None:
    """Bring both databases to the schema of this version."""
    app, _ = open_app()
    schema.upgrade(app)
    click.echo("Both databases are up to date.")


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
