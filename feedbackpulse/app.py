"""The application factory: settings, stores, extensions, pages, in that order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined, TemplateNotFound
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from werkzeug.middleware.proxy_fix import ProxyFix

from feedbackpulse import schema, web
from feedbackpulse.config import ConfigurationError, Settings
from feedbackpulse.database import Stores, engine_options, prepare_sqlite
from feedbackpulse.extensions import Runtime, csrf, db
from feedbackpulse.jobs.hints import Hints
from feedbackpulse.paths import LostFilesError, resource_dir
from feedbackpulse.patience import prepare_postgresql
from feedbackpulse.secret_files import LostSecretError
from feedbackpulse.standing import Standing
from feedbackpulse.troubles import REMEDIES, Places, trouble_of
from feedbackpulse.web.failures import Pages


def build_app(settings: Settings | None = None) -> Flask:
    """Return a configured application. Raises ConfigurationError, with what to do.

    The databases may be away: pages say so. Without its own files, or a secret key, nothing can be
    served that would hold when these are there.
    """
    settings = settings or Settings.from_environ()
    try:
        return _built(settings)
    except (OSError, TemplateNotFound, LostFilesError, LostSecretError) as error:
        raise ConfigurationError(_why_not(error)) from error


def _why_not(error: Exception) -> str:
    """Say why this cannot start and what to do, in one line."""
    trouble = None if isinstance(error, LostSecretError) else trouble_of(error)
    advice = "" if trouble is None else f"; {REMEDIES[trouble]}"
    return f"cannot start, {error}{advice}"


def _built(settings: Settings) -> Flask:
    settings.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Pages(
        "feedbackpulse",
        template_folder=str(resource_dir("templates")),
        static_folder=str(resource_dir("static")),
        instance_path=str(settings.instance_path.resolve()),
    )
    app.config.from_mapping(_flask_settings(settings))
    app.jinja_env.undefined = StrictUndefined
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way to wrap
    db.init_app(app)
    csrf.init_app(app)
    stores = _stores(app, settings)
    app.extensions["feedbackpulse"] = Runtime(
        settings=settings,
        stores=stores,
        standing=_standing(app, stores),
        hints=Hints(url=settings.queue_url, folder=settings.instance_path),
    )
    web.register(app)
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.signing_key(),
        "TRUSTED_HOSTS": settings.trusted_hosts,
        "SQLALCHEMY_DATABASE_URI": settings.main_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.main_url),
        "SESSION_COOKIE_NAME": "__Host-feedbackpulse" if settings.uses_https else "feedbackpulse",
        "SESSION_COOKIE_SECURE": settings.uses_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=settings.session_days),
        "MAX_CONTENT_LENGTH": 10_000_000,
        "MAX_FORM_MEMORY_SIZE": 10_000_000,
        "MAX_FORM_PARTS": 500,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": settings.default_locale,
    }


def _stores(app: Flask, settings: Settings) -> Stores:
    with app.app_context():
        main = db.engine
    prepare_sqlite(main, journal="WAL")
    prepare_postgresql(main)
    box = create_engine(settings.box_url, **engine_options(settings.box_url))
    prepare_sqlite(box, journal="DELETE")
    prepare_postgresql(box)
    return Stores(main=sessionmaker(main), box=sessionmaker(box), keys=settings.keystore_path)


def _standing(app: Flask, stores: Stores) -> Standing:
    places = Places(
        keys=stores.keys,
        program=(Path(str(app.template_folder)), Path(str(app.static_folder))),
        instance=Path(app.instance_path),
    )
    return Standing(
        stores={"main": stores.main, "box": stores.box},
        written_for={store: schema.written_for(store) for store in schema.STORES},
        places=places,
    )
