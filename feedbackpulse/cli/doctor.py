"""Say what breaks the promise of anonymity here, and what to do about it."""

from __future__ import annotations

import json
from typing import Final, NoReturn

import click
from flask import Flask

from feedbackpulse import clock, schema
from feedbackpulse.cli.findings import remedy, wrong
from feedbackpulse.cli.opening import open_app
from feedbackpulse.doctor.domain import Finding, Severity, stops, verdict
from feedbackpulse.doctor.service import examine
from feedbackpulse.doctor.surroundings import Surroundings
from feedbackpulse.extensions import Runtime

WARNED, STOPPED = 1, 2
_NAMES: Final = {Severity.STOP: "STOP", Severity.WARN: "warn", Severity.NOTE: "note"}
_VERDICTS: Final = {
    None: "Checked: nothing stands in the way.",
    Severity.NOTE: "Checked: nothing stands in the way of a round.",
    Severity.WARN: "Rounds may open, but mend what is marked warn.",
    Severity.STOP: "No round opens until what is marked STOP is mended.",
}


@click.command()
@click.option("--strict", is_flag=True, help="Exit with 1 when there is a warning, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(*, strict: bool, as_json: bool) -> NoReturn:
    """Check what would break the promise of anonymity.

    It looks at both databases, the keys, the logs, the addresses and the clock, with the
    settings and the environment it is started with: start it as the product is started.

    Exits with 2 when something stops every round from opening, with 1 for warnings when asked
    to be --strict, and with 0 otherwise.
    """
    findings = findings_of(*open_app())
    click.echo(_json(findings) if as_json else _told(findings))
    worst = verdict(findings)
    if worst is Severity.STOP:
        raise SystemExit(STOPPED)
    raise SystemExit(WARNED if strict and worst is Severity.WARN else 0)


def findings_of(app: Flask, runtime: Runtime) -> tuple[Finding, ...]:
    """Return what is wrong with the installation that this process belongs to."""
    around = Surroundings(
        now=clock.now(), debug=app.debug, schema_is_current=lambda: schema.is_current(app)
    )
    return examine(runtime.stores, settings=runtime.settings, around=around)


def may_open(app: Flask, runtime: Runtime) -> bool:
    """Say whether a round may open here."""
    return not stops(findings_of(app, runtime))


def _told(findings: tuple[Finding, ...]) -> str:
    told = [
        f"{_NAMES[each.severity]}  {each.code}\n      {wrong(each)}\n      To do: {remedy(each)}\n"
        for each in findings
    ]
    return "\n".join([*told, _VERDICTS[verdict(findings)]])


def _json(findings: tuple[Finding, ...]) -> str:
    worst = verdict(findings)
    told = [
        {
            "code": each.code,
            "severity": each.severity.name.lower(),
            "subject": each.subject,
            "value": each.value,
            "wrong": wrong(each),
            "remedy": remedy(each),
        }
        for each in findings
    ]
    return json.dumps(
        {"verdict": worst.name.lower() if worst else "well", "findings": told}, indent=2
    )
