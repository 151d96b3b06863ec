"""Import teams and people from two files, after showing what that would change."""

from __future__ import annotations

from pathlib import Path

import click

from feedbackpulse import clock
from feedbackpulse.cli.opening import open_current_app
from feedbackpulse.cli.progress import in_steps
from feedbackpulse.database import transaction
from feedbackpulse.people.import_files import File, Problem, decode
from feedbackpulse.people.import_plan import ImportPlan, ImportRequest
from feedbackpulse.people.importing import apply_import, preview_import

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("teams", type=_FILE)
@click.argument("people", type=_FILE)
@click.option("--apply", "apply_it", is_flag=True, help="Do it, instead of only showing it.")
@click.option("--deactivate-missing", is_flag=True, help="Whoever is not in PEOPLE leaves.")
def import_people(teams: Path, people: Path, *, apply_it: bool, deactivate_missing: bool) -> None:
    """Show what importing TEAMS and PEOPLE (CSV, UTF-8) would change.

    Nothing is applied when anything is wrong.
    """
    _, runtime = open_current_app()
    wanted = ImportRequest(
        teams=_read(teams, File.TEAMS),
        people=_read(people, File.PEOPLE),
        deactivate_missing=deactivate_missing,
    )
    now = clock.now()
    today = clock.local_day(now, runtime.settings.zone)
    with runtime.stores.main() as session:
        plan, problems = preview_import(session, wanted=wanted, on=today)
    if problems:
        raise click.ClickException("nothing was changed:\n" + "\n".join(map(_told, problems)))
    _show(plan)
    if not apply_it:
        click.echo("Nothing was changed yet; add --apply to do this.")
        return
    with runtime.stores.main() as session, transaction(session):
        apply_import(
            session,
            wanted=wanted,
            at=now,
            on=today,
            fingerprint=plan.fingerprint,
            report=in_steps("importing people"),
        )
    click.echo("Done.")


def _read(path: Path, file: File) -> str:
    text, problems = decode(path.read_bytes(), file)
    if problems:
        raise click.ClickException("\n".join(map(_told, problems)))
    return text


def _told(problem: Problem) -> str:
    place = f"{problem.file} line {problem.line}" if problem.line else str(problem.file)
    return f"  {place}: {problem.fault} {problem.value}".rstrip()


def _show(plan: ImportPlan) -> None:
    for what, count in (
        ("new teams", len(plan.new_teams)),
        ("changed teams", len(plan.changed_teams)),
        ("new people", len(plan.new_people)),
        ("people who move", len(plan.moving)),
        ("people who change otherwise", len(plan.changing)),
        ("people who return", len(plan.returning)),
        ("people who leave", len(plan.leaving)),
    ):
        click.echo(f"{count:>5} {what}")
