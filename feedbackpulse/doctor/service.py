"""Examine an installation: every check, on what is really there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from feedbackpulse.accounts.second_factor import has_lost_factor_key
from feedbackpulse.config import Settings
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.database import Stores
from feedbackpulse.doctor import stores as examined
from feedbackpulse.doctor.checks import addresses, clock, folders, keys, logs, mail, sqlite
from feedbackpulse.doctor.domain import Code, Finding, worst_first
from feedbackpulse.doctor.surroundings import Surroundings
from feedbackpulse.installation.mark import last_backup
from feedbackpulse.reflection.notebook import keys_in_use
from feedbackpulse.reflection.server_keys import key_numbers
from feedbackpulse.signals.sending import has_lost_key

_WAITING = frozenset({RoundState.OPEN, RoundState.CLOSED})


def examine(stores: Stores, *, settings: Settings, around: Surroundings) -> tuple[Finding, ...]:
    """Return everything that is wrong, the worst first; nothing when all is well."""
    engines = examined.engines_of(stores)
    return worst_first(
        chain(
            examined.check_files(engines),
            examined.check_connections(engines, around.now),
            _check_process(around),
            addresses.check_addresses(settings),
            addresses.check_secret_key(settings),
            mail.check_mail(settings),
            _check_keystore(stores.keys, settings, engines, around.now),
            clock.check_year(around.now),
            _check_rounds(stores, around),
        )
    )


def _check_process(around: Surroundings) -> Iterator[Finding]:
    yield from logs.check_debugging(around.environ, debug=around.debug)
    yield from logs.check_access_log(around.environ, around.arguments, around.folder)
    yield from logs.check_trackers(around.environ)


def _check_keystore(
    folder: Path, settings: Settings, engines: dict[str, Engine], now: datetime
) -> Iterator[Finding]:
    databases = examined.databases_of(engines)
    yield from keys.check_backup(folder, settings.backup_path, databases)
    yield from keys.check_box_backup(sqlite.file_of(engines["box"]), settings.backup_path)
    yield from keys.check_rights(folder, _owner(settings.instance_path))
    yield from folders.check_folder(folder)
    yield from keys.check_age(last_backup(settings.instance_path), now)


def _owner(instance: Path) -> int:
    """Return as whom the product runs: root examines for somebody else."""
    running = os.geteuid()
    return instance.stat().st_uid if running == 0 and instance.exists() else running


def _check_rounds(stores: Stores, around: Surroundings) -> Iterator[Finding]:
    """Look at what the rounds need; with tables of another version nobody can say."""
    held = {path.name for path in keys.files_of(stores.keys)}
    try:
        if not around.schema_is_current():
            yield Finding(code=Code.SCHEMA_OLD)
            return
        with stores.main() as session:
            rounds, notebooks = cycles.list_rounds(session), keys_in_use(session)
            signals_lost = has_lost_key(session, keys=stores.keys)
            factors_lost = has_lost_factor_key(session, keys=stores.keys)
    except DBAPIError:  # said already: a store cannot be reached
        return
    yield from keys.check_lost([one.id for one in rounds if one.state in _WAITING], held)
    yield from keys.check_notebooks(notebooks, key_numbers(stores.keys))
    yield from keys.check_signals(is_lost=signals_lost)
    yield from keys.check_factors(is_lost=factors_lost)
    living = [one.id for one in rounds if not one.burnt and one.state is not RoundState.CANCELLED]
    yield from keys.check_stale(living, {path.name for path in keys.files_of(stores.keys)})
    yield from clock.check_past(around.now, _moments(rounds))


def _moments(rounds: Iterable[Round]) -> Iterator[datetime]:
    """Return when each round opened or closed that did."""
    for one in rounds:
        if one.state is RoundState.OPEN:
            yield one.opens_at
        elif one.state in {RoundState.CLOSED, RoundState.RELEASED}:
            yield one.closes_at
