"""Whether the product lives, and whether it can do its work: for proxies and who watches them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue

from feedbackpulse.extensions import current_settings, standing
from feedbackpulse.jobs.hints import Hints
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.asking import Asked

_STORES: Final = ("main", "box")
_OF_SCHEMA: Final = frozenset({"schema-old", "schema-new"})


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Answer when both stores answer; within three seconds, also when neither does."""
    away = [found for found in _troubles() if found and found not in _OF_SCHEMA]
    return (jsonify(status="trouble"), 503) if away else jsonify(status="ok")


@blueprint.get("/ready")
def ready() -> ResponseReturnValue:
    """Answer when visitors may be sent here; else name what stands in the way."""
    if because := list(_in_the_way()):
        return jsonify(status="not ready", because=because), 503
    return jsonify(status="ready")


def _in_the_way() -> Iterator[str]:
    yield from sorted({found for found in _troubles() if found})
    if not _may_write(current_settings().keystore_path):
        yield "keystore"
    if _asking().answer(_asking().ask("queue", _queue_trouble()), late="away"):
        yield "queue"


def _troubles() -> list[str]:
    """Return what is wrong with each store, "" when nothing is; both are asked at once."""
    known = standing()

    def look(store: str) -> Callable[[], str]:
        return lambda: str(known.trouble(store, fresh=True) or "")

    waiting = [_asking().ask(store, look(store)) for store in _STORES]
    return [_asking().answer(one, late="database-away") for one in waiting]


def _queue_trouble() -> Callable[[], str]:
    """Return what looks for the queue by a connection of its own: pages never wait for this one."""
    chosen = current_settings()
    new = Hints(url=chosen.queue_url, folder=chosen.instance_path)
    hints: Hints = current_app.extensions.setdefault("feedbackpulse queue", new)

    def look() -> str:
        try:
            return hints.trouble()
        finally:
            hints.close()

    return look


def _asking() -> Asked:
    found: Asked = current_app.extensions.setdefault("feedbackpulse asked", Asked())
    return found


def _may_write(keystore: Path) -> bool:
    """Say whether keys can be kept: in the folder, or where it will be made with the first one."""
    place = next(folder for folder in (keystore, *keystore.parents) if folder.exists())
    return os.access(place, os.W_OK | os.X_OK)
