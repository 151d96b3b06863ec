"""Whatever writes down who asked for which page, what was in a statement, or what went wrong."""

from __future__ import annotations

import ast
import logging
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from feedbackpulse.doctor.domain import Code, Finding

_OFF: Final = frozenset({"", "0", "false", "no", "off", "none"})
_FILE: Final = "gunicorn.conf.py"
_VARIABLE: Final = "GUNICORN_CMD_ARGS"
_OPTION: Final = "--access-logfile"
_TRACKERS: Final = (
    "SENTRY_DSN",
    "ROLLBAR_ACCESS_TOKEN",
    "BUGSNAG_API_KEY",
    "HONEYBADGER_API_KEY",
    "NEW_RELIC_LICENSE_KEY",
    "DD_API_KEY",
    "DD_AGENT_HOST",
    "ELASTIC_APM_SERVER_URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "APPLICATIONINSIGHTS_CONNECTION_STRING",
)


def check_debugging(environ: Mapping[str, str], *, debug: bool) -> Iterator[Finding]:
    """Find a program that shows its inside to whoever makes it fail."""
    if debug or _is_on(environ, "FLASK_DEBUG"):
        yield Finding(code=Code.DEBUG)
    if _is_on(environ, "PYTHONDEVMODE"):
        yield Finding(code=Code.DEV_MODE, subject="PYTHONDEVMODE")
    if _is_on(environ, "FLASK_RUN_FROM_CLI"):
        yield Finding(code=Code.DEV_SERVER)


def check_access_log(
    environ: Mapping[str, str], arguments: Sequence[str], folder: Path
) -> Iterator[Finding]:
    """Find a log of every page that somebody asked for: whose address, which page, what moment."""
    if _asks_for_log(arguments):
        yield Finding(code=Code.ACCESS_LOG, subject=_OPTION)
    if _asks_for_log(_words(environ.get(_VARIABLE, ""))):
        yield Finding(code=Code.ACCESS_LOG, subject=_VARIABLE)
    if _is_on(environ, "ACCESS_LOG"):
        yield Finding(code=Code.ACCESS_LOG, subject="ACCESS_LOG")
    if _sets_log(folder / _FILE):
        yield Finding(code=Code.ACCESS_LOG, subject=str(folder / _FILE))


def check_trackers(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Find services that get our errors, and with them what somebody was sending."""
    for name in _TRACKERS:
        if environ.get(name):
            yield Finding(code=Code.ERROR_TRACKER, subject=name)


def check_sql_log(engine: Engine, store: str) -> Iterator[Finding]:
    """Find a log of our own statements; at its most talkative it has the rows too."""
    level = logging.getLogger("sqlalchemy.engine").getEffectiveLevel()
    if engine.echo == "debug" or level <= logging.DEBUG:
        yield Finding(code=Code.SQL_ROWS_LOGGED, subject=store)
    elif engine.echo or level <= logging.INFO:
        yield Finding(code=Code.SQL_LOGGED, subject=store)


def _is_on(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").strip().lower() not in _OFF


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _asks_for_log(arguments: Sequence[str]) -> bool:
    """Say whether gunicorn is told to log: "-" is a log too, on the screen."""
    for position, word in enumerate(arguments):
        if word == _OPTION:
            return [*arguments, ""][position + 1] != ""
        if word.startswith(f"{_OPTION}="):
            return word != f"{_OPTION}="
    return False


def _sets_log(file: Path) -> bool:
    """Say whether a file for gunicorn gives the access log a place."""
    try:
        parsed = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return False
    return any(
        isinstance(found, ast.Assign)
        and any(isinstance(name, ast.Name) and name.id == "accesslog" for name in found.targets)
        and not (isinstance(found.value, ast.Constant) and not found.value.value)
        for found in parsed.body
    )
