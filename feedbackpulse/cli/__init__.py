"""The `feedbackpulse` command: for whoever runs an installation, and to try one."""

from __future__ import annotations

import click

from feedbackpulse import __version__
from feedbackpulse.cli.backups import backup, restore
from feedbackpulse.cli.doctor import doctor
from feedbackpulse.cli.importing import import_people
from feedbackpulse.cli.keys import keys
from feedbackpulse.cli.moving import move
from feedbackpulse.cli.operators import admin, migrate, where
from feedbackpulse.cli.rounds import rounds
from feedbackpulse.cli.running import demo, serve, worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Listen to the people of your organisation.

    Settings come from FEEDBACKPULSE_* variables; README.md lists them.
    """


for command in (
    *(admin, backup, demo, doctor, import_people, keys, migrate, move, restore),
    *(rounds, serve, where, worker),
):
    main.add_command(command)
