"""A list of promises of which somebody wants to see some: by how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask import abort, request, url_for
from flask_babel import gettext as _

from feedbackpulse.promises.domain import State
from feedbackpulse.web.promises.view import Shown


class Which(StrEnum):
    """Which promises somebody wants to see."""

    ALL = "all"
    UNDER_WAY = "under_way"
    OVERDUE = "overdue"
    DONE = "done"
    NOT = "not"


_STATES: Final = {
    Which.UNDER_WAY: State.UNDER_WAY,
    Which.DONE: State.DONE,
    Which.NOT: State.NOT,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """One choice of promises, and where it is."""

    label: str
    url: str
    is_chosen: bool
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The promises that somebody wants to see, and what else can be chosen."""

    filters: tuple[Filter, ...]
    promises: tuple[Shown, ...]
    of: int
    """How many there are in all."""


def wanted(shown: Sequence[Shown], endpoint: str) -> Choice:
    """Return what the address asks to see of these promises."""
    text = request.args.get("show", Which.ALL.value)
    if text not in set(Which):
        abort(404)
    chosen = Which(text)
    return Choice(
        filters=tuple(
            Filter(
                label=_label(which),
                url=url_for(endpoint, show=None if which is Which.ALL else which.value),
                is_chosen=which is chosen,
                count=len(_those(shown, which)),
            )
            for which in Which
        ),
        promises=_those(shown, chosen),
        of=len(shown),
    )


def _those(shown: Sequence[Shown], which: Which) -> tuple[Shown, ...]:
    if which is Which.OVERDUE:
        return tuple(one for one in shown if one.overdue)
    state = _STATES.get(which)
    return tuple(one for one in shown if state is None or one.promise.state is state)


def _label(which: Which) -> str:
    known = {
        Which.ALL: _("Everything"),
        Which.UNDER_WAY: _("Working on it"),
        Which.OVERDUE: _("Later than promised"),
        Which.DONE: _("Done"),
        Which.NOT: _("We will not do this"),
    }
    return str(known[which])
