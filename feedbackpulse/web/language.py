"""In which language and time zone a page is shown."""

from __future__ import annotations

from flask import Flask, request, session

from feedbackpulse.config import LOCALES
from feedbackpulse.extensions import babel, current_settings
from feedbackpulse.web.identity import find_me
from feedbackpulse.web.session import has_session

LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}


def choose_locale() -> str:
    """Return the person's choice, else the browser's, else the organisation's.

    Where there is no session the choice is in the address.
    """
    if not has_session(request) and request.args.get("lang") in LOCALES:
        return request.args["lang"]
    person = find_me()
    chosen = (person.locale if person else None) or session.get("locale")
    if chosen in LOCALES:
        return str(chosen)
    return request.accept_languages.best_match(LOCALES) or current_settings().default_locale


def likely_locale() -> str:
    """Return the language to use where nobody can be looked up."""
    chosen = request.args.get("lang") or (session.get("locale") if has_session(request) else None)
    if chosen in LOCALES:
        return str(chosen)
    return request.accept_languages.best_match(LOCALES) or current_settings().default_locale


def choose_zone() -> str:
    """Return the organisation's time zone."""
    return current_settings().zone


def register(app: Flask) -> None:
    """Let Flask-Babel ask us."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{app.root_path}/translations"
    babel.init_app(app, locale_selector=choose_locale, timezone_selector=choose_zone)
