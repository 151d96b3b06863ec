"""Settings, read once from the environment. No Flask in here."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from feedbackpulse.paths import default_instance_dir

PREFIX: Final = "FEEDBACKPULSE_"
_POSTGRESQL: Final = "postgresql+psycopg"
LOCALES: Final = ("nl", "en")
MAIL_SECURITY: Final = ("starttls", "tls", "none")


class ConfigurationError(Exception):
    """A setting is missing or makes no sense; the application must not start."""


def _switch(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off", ""}:
        return False
    message = f"{text!r} is neither yes nor no"
    raise ValueError(message)


def _with_driver(url: str) -> str:
    """Name the driver of a PostgreSQL address that names none."""
    return re.sub("^postgres(ql)?://", f"{_POSTGRESQL}://", url)


def _check_databases(main: str, box: str) -> None:
    """Refuse addresses that would not work, or would not keep the two apart."""
    for name, url in (("DATABASE_URL", main), ("BALLOT_DATABASE_URL", box)):
        engine = url.split(":", maxsplit=1)[0]
        if engine not in {"sqlite", _POSTGRESQL}:
            message = f"{PREFIX}{name} starts with {engine!r}; it may be a sqlite or postgresql URL"
            raise ConfigurationError(message)
        if engine == _POSTGRESQL and find_spec("psycopg") is None:
            message = f"{PREFIX}{name} needs a driver: pip install 'feedbackpulse[postgres]'"
            raise ConfigurationError(message)
    if main == box:
        message = f"{PREFIX}DATABASE_URL and {PREFIX}BALLOT_DATABASE_URL have to differ"
        raise ConfigurationError(message)


_QUEUES: Final = {
    "postgres": ("psycopg", "postgres"),
    "postgresql": ("psycopg", "postgres"),
    _POSTGRESQL: ("psycopg", "postgres"),
    "redis": ("redis", "redis"),
    "rediss": ("redis", "redis"),
}
"""Per kind of queue on a server: the module that it needs, and the extra that installs it."""


def _check_queue(url: str, box: str) -> None:
    """Refuse a queue that would not work, or that would share a database with the ballots."""
    scheme = url.split(":", maxsplit=1)[0]
    if url and scheme not in _QUEUES:
        message = (
            f"{PREFIX}QUEUE_URL starts with {scheme!r}; it may be a postgresql or redis URL,"
            " or empty: then it is a file in the instance folder"
        )
        raise ConfigurationError(message)
    module, extra = _QUEUES.get(scheme, ("", ""))
    if module and find_spec(module) is None:
        message = f"{PREFIX}QUEUE_URL needs a driver: pip install 'feedbackpulse[{extra}]'"
        raise ConfigurationError(message)
    if url and _with_driver(url) == box:
        message = f"{PREFIX}QUEUE_URL and {PREFIX}BALLOT_DATABASE_URL have to differ"
        raise ConfigurationError(message)


def _check_mail(settings: Settings) -> None:
    """Refuse settings with which a mail would not go out, or its links would lead nowhere."""
    if settings.smtp_security not in MAIL_SECURITY:
        said = f"{PREFIX}SMTP_SECURITY is {settings.smtp_security!r}"
        raise ConfigurationError(f"{said}; choose one of {MAIL_SECURITY}")
    if not settings.smtp_host:
        return
    needs = f"{PREFIX}SMTP_HOST is set, so"
    if "@" not in parseaddr(settings.mail_from)[1]:
        raise ConfigurationError(f"{needs} {PREFIX}MAIL_FROM needs an address that mails come from")
    if not settings.public_url:
        raise ConfigurationError(f"{needs} {PREFIX}PUBLIC_URL needs the address that links lead to")
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        raise ConfigurationError(f"{PREFIX}SMTP_USER and {PREFIX}SMTP_PASSWORD go together")


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "str": str,
    "int": int,
    "bool": _switch,
    "Path": Path,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything an operator can choose; each field is FEEDBACKPULSE_<NAME>.

    Empty urls and paths mean: a file in the instance folder.
    """

    instance_path: Path = field(default_factory=default_instance_dir)
    secret_key: str = ""
    database_url: str = ""
    ballot_database_url: str = ""
    keystore: str = ""
    backup_path: str = ""
    public_url: str = ""
    organisation: str = "feedbackpulse"
    zone: str = "Europe/Amsterdam"
    default_locale: str = "nl"
    host: str = "127.0.0.1"
    port: int = 0
    trusted_proxies: int = 0
    session_idle_hours: int = 12
    session_days: int = 7
    queue_url: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""
    webhook_hosts: str = (
        "hooks.slack.com,*.webhook.office.com,*.logic.azure.com,*.api.powerplatform.com"
    )

    def __post_init__(self) -> None:
        """Refuse what cannot work, with a sentence that says what to do."""
        if self.default_locale not in LOCALES:
            message = f"{PREFIX}DEFAULT_LOCALE is {self.default_locale!r}; choose one of {LOCALES}"
            raise ConfigurationError(message)
        _check_databases(self.main_url, self.box_url)
        _check_queue(self.queue_url, self.box_url)
        _check_mail(self)
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError) as error:
            message = f"{PREFIX}ZONE is {self.zone!r}, which is not a time zone's name"
            raise ConfigurationError(message) from error

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read FEEDBACKPULSE_* variables, keeping the defaults of those not set."""
        chosen: dict[str, Any] = {}
        for setting in fields(cls):
            name = PREFIX + setting.name.upper()
            if environ.get(name):
                try:
                    chosen[setting.name] = _READERS[str(setting.type)](environ[name])
                except ValueError as error:
                    message = f"{name} is {environ[name]!r}: {error}"
                    raise ConfigurationError(message) from error
        return cls(**chosen)

    @property
    def main_url(self) -> str:
        """Return the address of the main database."""
        return (
            _with_driver(self.database_url)
            or f"sqlite:///{self.instance_path / 'feedbackpulse.sqlite'}"
        )

    @property
    def box_url(self) -> str:
        """Return the address of the ballot box, a database of its own."""
        return (
            _with_driver(self.ballot_database_url)
            or f"sqlite:///{self.instance_path / 'ballots.sqlite'}"
        )

    @property
    def keystore_path(self) -> Path:
        """Return the folder of the rounds' private keys, outside both databases."""
        return Path(self.keystore) if self.keystore else self.instance_path / "keystore"

    @property
    def uses_https(self) -> bool:
        """Say whether people reach the product over HTTPS, so that cookies may insist on it."""
        return self.public_url.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str] | None:
        """Return the names by which this product may be asked for: all, without a public one."""
        public = urlsplit(self.public_url).hostname
        is_name = public is not None and ":" not in public
        return [public, "localhost", "127.0.0.1"] if public and is_name else None

    def signing_key(self) -> str:
        """Return the secret key; made at the first start and kept in the instance folder."""
        if self.secret_key:
            return self.secret_key
        path = self.instance_path / "secret_key"
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:  # noqa: PTH123  (the mode must hold from the first byte)
                file.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        return path.read_text(encoding="ascii")
