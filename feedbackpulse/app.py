"""The application factory: settings, stores, extensions, pages, in that order."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from werkzeug.middleware.proxy_fix import ProxyFix

from feedbackpulse import web
from feedbackpulse.config import Settings
from feedbackpulse.database import Stores, engine_options, prepare_sqlite
from feedbackpulse.extensions import Runtime, csrf, db
from feedbackpulse.jobs.hints import Hints
from feedbackpulse.paths import resource_dir


def build_app(settings: Settings | None = None) -> Flask:
    """Return a configured application."""
    settings = settings or Settings.from_environ()
    settings.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask(
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
    app.extensions["feedbackpulse"] = Runtime(
        settings=settings,
        stores=_stores(app, settings),
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
    box = create_engine(settings.box_url, **engine_options(settings.box_url))
    prepare_sqlite(box, journal="DELETE")
    return Stores(main=sessionmaker(main), box=sessionmaker(box), keys=settings.keystore_path)
