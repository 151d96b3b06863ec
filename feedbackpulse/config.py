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
from typing import Any, Final, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from feedbackpulse.paths import default_instance_dir
from feedbackpulse.secret_files import LostSecretError, write_first

PREFIX: Final = "FEEDBACKPULSE_"
_POSTGRESQL: Final = "postgresql+psycopg"
LOCALES: Final = ("nl", "en")
MAIL_SECURITY: Final = ("starttls", "tls", "none")
SECOND_FACTOR: Final = ("required", "optional")
LogFormat = Literal["text", "json"]
_SHORTEST_TOKEN: Final = 24
_KEY_BYTES: Final = 32


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


def _check_access(settings: Settings) -> None:
    """Refuse settings with which the wrong people would come in."""
    if settings.second_factor not in SECOND_FACTOR:
        said = f"{PREFIX}SECOND_FACTOR is {settings.second_factor!r}"
        raise ConfigurationError(f"{said}; choose one of {SECOND_FACTOR}")
    if settings.secret_key.strip().casefold() in _EXAMPLES.split():
        raise ConfigurationError(
            f"{PREFIX}SECRET_KEY is an example that everybody knows; leave it out, and one is made"
            " in the instance folder, or take the output of `openssl rand -hex 32`"
        )


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


def _check_watching(settings: Settings) -> None:
    """Refuse an unknown form of the log, and a token for metrics that could be guessed."""
    if settings.log_format not in get_args(LogFormat):
        said = f"{PREFIX}LOG_FORMAT is {settings.log_format!r}"
        raise ConfigurationError(f"{said}; choose one of {get_args(LogFormat)}")
    if not settings.metrics_token:
        return
    if len(settings.metrics_token) < _SHORTEST_TOKEN:
        message = f"{PREFIX}METRICS_TOKEN is short; make one with `openssl rand -hex 32`"
        raise ConfigurationError(message)
    if find_spec("prometheus_client") is None:
        message = f"{PREFIX}METRICS_TOKEN needs pip install 'feedbackpulse[production]'"
        raise ConfigurationError(message)


def _from_file(name: str, path: str) -> str:
    """Read a setting from a file, as containers and systemd hand secrets over."""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{name} names {path!r}, which cannot be read"
        raise ConfigurationError(message) from error


def _written(environ: Mapping[str, str], name: str) -> str:
    """Return what a setting is set to, by itself or in the file that <name>_FILE names."""
    if path := environ.get(f"{name}_FILE"):
        if environ.get(name):
            raise ConfigurationError(f"{name} and {name}_FILE are both set; keep one of them")
        return _from_file(f"{name}_FILE", path)
    return environ.get(name, "")


_EXAMPLES: Final = """
change-me changeme change_me change-this changethis replace-me replaceme your-secret-key
your_secret_key yoursecretkey secret secret-key secret_key secretkey secret123 dev development
test testing example password supersecret super-secret super_secret topsecret
super-secret-key hard-to-guess hard-to-guess-string you-will-never-guess thisisasecret
this-is-a-secret mysecret mysecretkey my-secret-key insecure django-insecure 123456 12345678
0 abc admin feedbackpulse geheim wachtwoord verander-dit xxx
"""
"""What examples and tutorials put where a secret key belongs."""

_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "str": str,
    "LogFormat": str,
    "int": int,
    "bool": _switch,
    "Path": Path,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything an operator can choose; each field is FEEDBACKPULSE_<NAME>.

    <NAME>_FILE names a file that has it instead: for secrets. Empty urls and paths mean: a file in
    the instance folder.
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
    second_factor: str = "required"
    queue_url: str = ""
    log_format: LogFormat = "text"
    metrics_token: str = field(default="", repr=False)
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
        _check_access(self)
        _check_watching(self)
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
            if written := _written(environ, name):
                try:
                    chosen[setting.name] = _READERS[str(setting.type)](written)
                except ValueError as error:
                    message = f"{name} is {written!r}: {error}"
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
    def workbench_path(self) -> Path:
        """Return the folder in which files are made before they are sent."""
        return self.instance_path / "workbench"

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

    @property
    def asks_second_factor(self) -> bool:
        """Say whether HR and administrators need a second step."""
        return self.second_factor == "required"

    def signing_key(self) -> str:
        """Return the secret key; made at the first start and kept in the instance folder.

        Raises LostSecretError when the file is not whole.
        """
        if self.secret_key:
            return self.secret_key
        path = self.instance_path / "secret_key"
        if not path.exists():
            write_first(path.parent, path, secrets.token_hex(_KEY_BYTES).encode("ascii"))
        found = path.read_bytes()
        if len(found) < _KEY_BYTES or not found.isascii():
            raise LostSecretError(f"{path} is not whole; remove it, and a new one is made")
        return found.decode("ascii")
