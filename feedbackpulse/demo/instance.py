"""The demo's instance folder: made once, never somebody's real one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from filelock import FileLock

from feedbackpulse.database import Stores, in_haste
from feedbackpulse.demo.colleagues import make_peer_rounds
from feedbackpulse.demo.compliments import make_compliments
from feedbackpulse.demo.listening import make_listening
from feedbackpulse.demo.mirrors import make_mirrors
from feedbackpulse.demo.own_words import make_own_words
from feedbackpulse.demo.people import make_people
from feedbackpulse.demo.plans import make_plans
from feedbackpulse.demo.promises import make_promises
from feedbackpulse.demo.reflections import make_reflections
from feedbackpulse.demo.say import make_say
from feedbackpulse.demo.second_key import KEY_FILE, make_waiting_round
from feedbackpulse.demo.sharing import make_shares
from feedbackpulse.demo.signals import make_signals
from feedbackpulse.demo.usage import keep_quarters
from feedbackpulse.demo.year import make_year

MARKER: Final = "demo.json"
SEED: Final = 20_26
STATE, MAKING, MADE = "state", "making", "made"
_HARMLESS: Final = frozenset(
    {".gitkeep", "secret_key", "demo.lock", "migrating.lock", "matplotlib", "pictures"}
)
_MADE_HERE: Final = (
    "feedbackpulse.sqlite*",
    "ballots.sqlite*",
    "queue.sqlite*",
    "keystore",
    KEY_FILE,
)


class ForeignInstanceError(Exception):
    """The instance folder holds something that the demo did not make."""


def is_made(folder: Path) -> bool:
    """Say whether the demo is there, whole. Raises ForeignInstanceError."""
    _refuse_foreign(folder)
    return _state(folder) == MADE


def start_over(folder: Path) -> None:
    """Remove the demo from its instance folder. Raises ForeignInstanceError."""
    _refuse_foreign(folder)
    for pattern in _MADE_HERE:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (folder / MARKER).unlink(missing_ok=True)


def make_demo(
    *,
    folder: Path,
    stores: Callable[[], Stores],
    zone: str,
    now: datetime,
    say: Callable[[str], None],
) -> None:
    """Make the organisation and its year, unless somebody just did; begin again when half-made.

    *stores* opens both stores, empty and up to date; only after the marker is written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(folder / "demo.lock"):
        if is_made(folder):
            return
        start_over(folder)
        _mark(folder, MAKING)
        _make(stores(), folder=folder, zone=zone, now=now, say=say)
        _mark(folder, MADE)


def _make(
    stores: Stores, *, folder: Path, zone: str, now: datetime, say: Callable[[str], None]
) -> None:
    say("Making a fictional organisation with a year of rounds; this takes about a minute.")
    with in_haste(stores):
        make_people(stores, seed=SEED, now=now)
        make_year(stores, seed=SEED, zone=zone, now=now, say=say)
        make_waiting_round(stores, folder=folder, seed=SEED, zone=zone, now=now)
        make_reflections(stores, zone=zone, now=now)
        make_own_words(stores, zone=zone, now=now)
        make_compliments(stores, zone=zone, now=now)
        make_plans(stores, zone=zone, now=now)
        make_peer_rounds(stores, zone=zone, now=now)
        make_mirrors(stores, zone=zone, now=now)
        make_shares(stores, zone=zone, now=now)
        make_signals(stores, zone=zone, now=now)
        make_listening(stores, zone=zone, now=now)
        make_promises(stores, zone=zone, now=now)
        make_say(stores, zone=zone, now=now)
        keep_quarters(stores, zone=zone, now=now)
    say(f"  one more round waits for the works council, whose key is in {folder / KEY_FILE}")
    say("The demo is made.")


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists() or (folder / MARKER).exists():
        return
    foreign = sorted(path.name for path in folder.iterdir() if not _is_harmless(path))
    if foreign:
        raise ForeignInstanceError(
            f"{folder} holds {', '.join(foreign[:3])}, which the demo did not make. Choose an"
            " empty folder with FEEDBACKPULSE_INSTANCE_PATH; the demo never touches real data"
        )


def _is_harmless(path: Path) -> bool:
    """Say whether a file is nobody's data: ours beside the databases, or an empty one."""
    return path.name in _HARMLESS or (path.is_file() and path.stat().st_size == 0)


def _state(folder: Path) -> str:
    try:
        return str(json.loads((folder / MARKER).read_text(encoding="utf-8"))[STATE])
    except FileNotFoundError:
        return ""
    except (ValueError, KeyError, TypeError):
        return MAKING


def _mark(folder: Path, state: str) -> None:
    """Write the marker in one piece, so that it is never half there."""
    draft = folder / f"{MARKER}.new"
    draft.write_text(json.dumps({STATE: state, "seed": SEED}), encoding="utf-8")
    os.replace(draft, folder / MARKER)  # noqa: PTH105  (replace in one step on every system)
