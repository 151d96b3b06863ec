"""Open and close a round by hand, without waiting for the clock."""

from __future__ import annotations

from uuid import UUID

import click

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cli.doctor import may_open
from feedbackpulse.cli.opening import open_current_app
from feedbackpulse.cli.progress import in_steps
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.jobs.closing import LostRoundError, close_early
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import NoReasonError
from feedbackpulse.roster.domain import TooFewPeopleError


@click.group()
def rounds() -> None:
    """Open and close rounds by hand."""


@rounds.command("open")
@click.argument("round_id", type=click.UUID)
def open_by_hand(round_id: UUID) -> None:
    """Open a planned round now, unless the doctor found what stops it."""
    app, runtime = open_current_app()
    if not may_open(app, runtime):
        raise click.ClickException("the round cannot open: `feedbackpulse doctor` says why")
    try:
        opened = open_round(
            runtime.stores,
            round_id=RoundId(round_id),
            now=clock.now(),
            catalogue=load_catalogue(),
            role=Role.ADMIN,
        )
    except TooFewPeopleError as error:
        raise click.ClickException(f"the round cannot open: {error}") from error
    click.echo("The round is open." if opened else "Nothing to do: the round is not planned.")


@rounds.command("close")
@click.argument("round_id", type=click.UUID)
@click.option("--reason", required=True, help="Why so early: everybody can read it.")
def close_by_hand(round_id: UUID, reason: str) -> None:
    """Close an open round now, and publish what may be published."""
    _, runtime = open_current_app()
    try:
        closed = close_early(
            runtime.stores,
            round_id=RoundId(round_id),
            now=clock.now(),
            reason=reason,
            report=in_steps("opening the ballots"),
        )
    except NoReasonError as error:
        raise click.ClickException(str(error)) from error
    except LostRoundError as error:
        raise click.ClickException(f"the round is closed but not released: {error}") from error
    click.echo("The round is closed." if closed else "Nothing to do: the round is not open.")
