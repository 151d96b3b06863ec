"""What can be wrong with an installation, and how bad each of it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final


class Severity(IntEnum):
    """How bad a finding is: the worst one is the verdict."""

    NOTE = 1
    """Worth knowing; the promise holds."""
    WARN = 2
    """Somebody with the right copy or log in hand learns more than they should."""
    STOP = 3
    """What we promise does not hold: no round may open."""


class Code(StrEnum):
    """What can be wrong."""

    UNREACHABLE = "unreachable"
    SCHEMA_OLD = "schema-old"

    ONE_DATABASE = "one-database"
    ONE_ROLE = "one-role"
    SUPERUSER = "superuser"
    BOX_REACHES_MAIN = "box-reaches-main"
    MAIN_REACHES_BOX = "main-reaches-box"
    COMMIT_TIMESTAMPS = "commit-timestamps"
    LOGICAL_WAL = "logical-wal"
    WAL_ARCHIVED = "wal-archived"
    STATEMENTS_LOGGED = "statements-logged"
    SLOW_STATEMENTS_LOGGED = "slow-statements-logged"
    STATEMENT_TIMES_LOGGED = "statement-times-logged"
    STATEMENT_LOGGER = "statement-logger"
    ERROR_VALUES_LOGGED = "error-values-logged"
    ERRORS_LOGGED = "errors-logged"
    NOT_ON_DISK = "not-on-disk"

    ONE_FILE = "one-file"
    BOX_IN_WAL = "box-in-wal"
    KEEPS_DELETED = "keeps-deleted"
    FILE_OPEN = "file-open"
    SYNCHRONISED_FOLDER = "synchronised-folder"
    NETWORK_FOLDER = "network-folder"

    DEBUG = "debug"
    DEV_MODE = "dev-mode"
    DEV_SERVER = "dev-server"
    SQL_ROWS_LOGGED = "sql-rows-logged"
    SQL_LOGGED = "sql-logged"
    ACCESS_LOG = "access-log"
    ERROR_TRACKER = "error-tracker"

    PUBLIC_URL_MISSING = "public-url-missing"
    PUBLIC_URL_LOCAL = "public-url-local"
    PUBLIC_URL_HTTP = "public-url-http"
    PROXIES_UNTRUSTED = "proxies-untrusted"
    PROXY_BYPASS = "proxy-bypass"
    SECRET_KEY_SHORT = "secret-key-short"  # noqa: S105  (the name of a finding)
    MAIL_OPEN = "mail-open"
    MAIL_PASSWORD_OPEN = "mail-password-open"  # noqa: S105  (the name of a finding)

    KEYS_IN_BACKUP = "keys-in-backup"
    BOX_IN_BACKUP = "box-in-backup"
    KEYS_OPEN = "keys-open"
    KEYS_OWNER = "keys-owner"
    KEYS_BESIDE_DATABASES = "keys-beside-databases"
    BACKUP_UNKNOWN = "backup-unknown"
    BACKUP_OLD = "backup-old"
    KEY_LOST = "key-lost"
    KEY_STALE = "key-stale"
    NOTEBOOK_KEY_LOST = "notebook-key-lost"
    FACTOR_KEY_LOST = "factor-key-lost"

    CLOCK_DIFFERS = "clock-differs"
    CLOCK_UNLIKELY = "clock-unlikely"
    CLOCK_WENT_BACK = "clock-went-back"


_NOTES: Final = frozenset(
    {
        Code.ERRORS_LOGGED,
        Code.NETWORK_FOLDER,
        Code.PUBLIC_URL_LOCAL,
        Code.PROXY_BYPASS,
        Code.KEYS_BESIDE_DATABASES,
        Code.BACKUP_UNKNOWN,
    }
)
_WARNINGS: Final = frozenset(
    {
        Code.MAIN_REACHES_BOX,
        Code.WAL_ARCHIVED,
        Code.STATEMENT_TIMES_LOGGED,
        Code.NOT_ON_DISK,
        Code.FILE_OPEN,
        Code.SYNCHRONISED_FOLDER,
        Code.DEV_MODE,
        Code.DEV_SERVER,
        Code.SQL_LOGGED,
        Code.ERROR_TRACKER,
        Code.PUBLIC_URL_MISSING,
        Code.PUBLIC_URL_HTTP,
        Code.PROXIES_UNTRUSTED,
        Code.SECRET_KEY_SHORT,
        Code.MAIL_OPEN,
        Code.MAIL_PASSWORD_OPEN,
        Code.BOX_IN_BACKUP,
        Code.BACKUP_OLD,
        Code.KEYS_OWNER,
        Code.KEY_LOST,
        Code.KEY_STALE,
        Code.NOTEBOOK_KEY_LOST,
        Code.FACTOR_KEY_LOST,
        Code.CLOCK_DIFFERS,
        Code.CLOCK_UNLIKELY,
        Code.CLOCK_WENT_BACK,
    }
)


def _severity(code: Code) -> Severity:
    """Return how bad a code is: whatever nobody called harmless stops."""
    if code in _NOTES:
        return Severity.NOTE
    return Severity.WARN if code in _WARNINGS else Severity.STOP


SEVERITIES: Final = MappingProxyType({code: _severity(code) for code in Code})


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong; the *subject* is where, the *value* is what was seen there."""

    code: Code
    subject: str = ""
    value: str = ""

    @property
    def severity(self) -> Severity:
        """Say how bad it is."""
        return SEVERITIES[self.code]


def verdict(findings: Iterable[Finding]) -> Severity | None:
    """Return how bad the worst finding is; None when there is nothing."""
    return max((finding.severity for finding in findings), default=None)


def stops(findings: Iterable[Finding]) -> bool:
    """Say whether no round may open."""
    return verdict(findings) is Severity.STOP


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, the worst first."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda found: -found.severity))
