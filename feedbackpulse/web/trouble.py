"""The page for when something around us is wrong. It needs no database, no session and no files.

A gate looks before anything is done: whoever changes something changes it in stores of the version
that this program was written for, or not at all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from jinja2 import Template
from werkzeug.exceptions import HTTPException, SecurityError

from feedbackpulse.extensions import standing
from feedbackpulse.troubles import ERRORS, Trouble
from feedbackpulse.web.failures import is_unlogged
from feedbackpulse.web.language import likely_locale
from feedbackpulse.web.page import asset
from feedbackpulse.web.returning import local_path

_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_UNGATED: Final = frozenset({"static", "account.health", "account.ready", "account.metrics"})
_OLD: Final = frozenset({Trouble.SCHEMA_OLD, Trouble.SCHEMA_NEW})
_CASTING: Final = "ballot.cast"
_WAIT: Final = 10
"""Seconds after which a browser may try again by itself."""
_NAME: Final = "feedbackpulse trouble page"


def _heading(trouble: Trouble) -> str:
    known: dict[Trouble, str] = {
        Trouble.DATABASE_AWAY: _("We cannot reach our data right now"),
        Trouble.SCHEMA_OLD: _("This site is being updated"),
        Trouble.SCHEMA_NEW: _("This site is being updated"),
        Trouble.DISK_FULL: _("We cannot save anything right now"),
        Trouble.READ_ONLY: _("We cannot save anything right now"),
        Trouble.KEY_LOST: _("A part of this site does not work right now"),
        Trouble.FILES_LOST: _("A part of this site does not work right now"),
        Trouble.CLOCK_WRONG: _("The clock of this site is wrong"),
    }
    return known.get(trouble, str(_("Please try again in a moment")))


def _advice(*, saved: bool | None) -> str:
    """Say what became of what was sent; None when nobody can know."""
    if request.method in _READS:
        said = _("Nothing was lost. Try again in a few minutes.")
    elif saved is False:
        said = _("What you sent was not saved. Go back, and send it again in a few minutes.")
    else:
        said = _(
            "What you sent may have been saved, or not. Open the page again in a few minutes and"
            " look before you send it again."
        )
    return str(said)


def show_trouble(trouble: Trouble, *, saved: bool | None = None) -> ResponseReturnValue:
    """Show what is wrong, and tell the operator what to do."""
    standing().tell(trouble, silently=is_unlogged())
    template: Template = current_app.extensions[_NAME]
    locale = likely_locale()
    with force_locale(locale):
        page = template.render(
            locale=locale,
            heading=_heading(trouble),
            advice=_advice(saved=saved),
            again=local_path(request.full_path.rstrip("?") if request.method in _READS else None),
            styles=_there("css/app.css", "css/dark.css"),
            icons=_there("img/icon.svg"),
            _=_,
        )
    return page, 503, {"Retry-After": str(_WAIT)}


def _there(*files: str) -> list[str]:
    """Return the addresses of static files, as long as these are there."""
    try:
        return [asset(file) for file in files]
    except OSError:
        return []


def _look_around() -> ResponseReturnValue | None:
    """Refuse a page when its store is away, and a change when a store is of another version."""
    if request.endpoint == "static" and not Path(str(current_app.static_folder)).is_dir():
        return show_trouble(Trouble.FILES_LOST)
    is_stranger = isinstance(request.routing_exception, SecurityError)  # no page is for them
    if is_stranger or request.endpoint in _UNGATED:
        return None
    trouble = _trouble_of_stores(changes=request.method not in _READS)
    if trouble is not None:
        return show_trouble(trouble, saved=False)
    if not is_unlogged():
        standing().tell_the_untold()
    return None


def _trouble_of_stores(*, changes: bool) -> Trouble | None:
    """Say what is wrong with the stores of a page; casting a ballot touches the box alone."""
    if request.endpoint == _CASTING:
        return standing().trouble("box", fresh=True)
    trouble = standing().trouble("main", fresh=changes)
    if trouble is None and changes:
        elsewhere = standing().trouble("box")
        return elsewhere if elsewhere in _OLD else None
    return trouble


def _show_error(error: Exception) -> ResponseReturnValue:
    """Show what an error says is wrong around us; a mistake of ours stays one."""
    trouble = standing().trouble_of(error)
    if trouble is None:
        raise error
    return show_trouble(trouble)


def register(app: Flask) -> None:
    """Look around before every page, and answer for what goes wrong around us."""
    # Read now: later its file may be gone.
    app.extensions[_NAME] = app.jinja_env.get_template("errors/trouble.html")
    app.before_request(_look_around)
    for kind in ERRORS:
        app.register_error_handler(kind, _show_error)


def instead_of(error: HTTPException, meanwhile: BaseException) -> ResponseReturnValue:
    """Show what is wrong around us where the page for an error could not be put together."""
    trouble = standing().trouble_of(meanwhile)
    if trouble is None:
        raise meanwhile from error
    return show_trouble(trouble)
