"""What the doctor found, in words for HR: whether a round may open, and what to ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _

from feedbackpulse import clock, schema
from feedbackpulse.doctor import service
from feedbackpulse.doctor.domain import Code, Finding, Severity, stops
from feedbackpulse.doctor.surroundings import Surroundings
from feedbackpulse.extensions import current_settings, stores


@dataclass(frozen=True, kw_only=True, slots=True)
class Obstacle:
    """One thing that is wrong in HR's words, with the administrator's names for it."""

    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkup:
    """What stands in the way of a round, and what is only to be mended."""

    stops: bool
    obstacles: tuple[Obstacle, ...]


def checkup() -> Checkup:
    """Examine the installation now."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  (Flask's documented way to the application)
    around = Surroundings(
        now=clock.now(), debug=app.debug, schema_is_current=lambda: schema.is_current(app)
    )
    return in_words(service.examine(stores(), settings=current_settings(), around=around))


def in_words(findings: Iterable[Finding]) -> Checkup:
    """Return findings in words; what the same person mends in the same way stands there once."""
    words, codes = words_of_codes(), dict[str, list[str]]()
    serious = [found for found in findings if found.severity > Severity.NOTE]
    for found in serious:
        codes.setdefault(words[found.code], []).append(found.code.value)
    return Checkup(
        stops=stops(serious),
        obstacles=tuple(
            Obstacle(text=text, codes=tuple(dict.fromkeys(each))) for text, each in codes.items()
        ),
    )


def words_of_codes() -> dict[Code, str]:
    """Return in words what is wrong and what to ask for: all but what only an operator notes."""
    return {
        code: text
        for group in (_databases(), _logs(), _files(), _addresses())
        for codes, text in group
        for code in codes
    }


_Group = tuple[tuple[tuple[Code, ...], str], ...]


def _databases() -> _Group:
    return (
        (
            (Code.UNREACHABLE,),
            _("A database does not answer. Ask your administrator to start it."),
        ),
        (
            (Code.SCHEMA_OLD,),
            _(
                "The databases are those of another version. Ask your administrator to bring"
                " them up to date."
            ),
        ),
        (
            (Code.ONE_DATABASE, Code.ONE_FILE),
            _(
                "People and answers are in one database. Ask your administrator to give the"
                " answers a database of their own."
            ),
        ),
        (
            (Code.ONE_ROLE, Code.SUPERUSER, Code.BOX_REACHES_MAIN, Code.MAIN_REACHES_BOX),
            _(
                "Who gets into one database also gets into the other. Ask your administrator to"
                " give people and answers each an access of their own."
            ),
        ),
        (
            (Code.COMMIT_TIMESTAMPS, Code.LOGICAL_WAL, Code.WAL_ARCHIVED, Code.BOX_IN_WAL),
            _(
                "The database keeps the order in which answers come in. Ask your administrator"
                " to switch that off."
            ),
        ),
        (
            (Code.NOT_ON_DISK,),
            _(
                "When the power fails, answers may be lost that people were thanked for. Ask your"
                " administrator to let the database write everything to its disk first."
            ),
        ),
        (
            (Code.KEEPS_DELETED,),
            _(
                "What is deleted stays in the file of the database. Ask your administrator to"
                " change that."
            ),
        ),
    )


def _logs() -> _Group:
    return (
        (
            (
                Code.STATEMENTS_LOGGED,
                Code.SLOW_STATEMENTS_LOGGED,
                Code.STATEMENT_TIMES_LOGGED,
                Code.STATEMENT_LOGGER,
                Code.ERROR_VALUES_LOGGED,
                Code.SQL_ROWS_LOGGED,
                Code.SQL_LOGGED,
            ),
            _(
                "A log keeps what goes into the databases, or when. Ask your administrator to"
                " switch it off and to delete it."
            ),
        ),
        (
            (Code.ACCESS_LOG,),
            _(
                "A log keeps who opens which page, and when. Ask your administrator to switch it"
                " off and to delete it."
            ),
        ),
        (
            (Code.ERROR_TRACKER,),
            _(
                "When something goes wrong, another service may get what somebody was sending."
                " Ask your administrator to stop that."
            ),
        ),
        (
            (Code.DEBUG, Code.DEV_MODE, Code.DEV_SERVER),
            _(
                "The product runs in a way that is meant for developers, and shows too much. Ask"
                " your administrator to start it in the usual way."
            ),
        ),
    )


def _files() -> _Group:
    return (
        (
            (Code.FILE_OPEN, Code.KEYS_OPEN, Code.KEYS_OWNER),
            _(
                "Other users of the server can open the databases or the keys. Ask your"
                " administrator to close these to them."
            ),
        ),
        (
            (Code.SYNCHRONISED_FOLDER,),
            _(
                "The databases or the keys are copied to other computers all the time. Ask your"
                " administrator to move them."
            ),
        ),
        (
            (Code.KEYS_IN_BACKUP,),
            _(
                "The keys are in the backup: whoever has it can open answers that were destroyed"
                " here. Ask your administrator to keep the keys out of every backup."
            ),
        ),
        (
            (Code.BOX_IN_BACKUP,),
            _(
                "The sealed answers are in the backup. Ask your administrator to keep them out of"
                " every backup."
            ),
        ),
        (
            (Code.BACKUP_OLD,),
            _("The last backup is old. Ask your administrator to make one every night."),
        ),
        (
            (Code.KEY_LOST,),
            _(
                "The key of an earlier round is gone: nobody can open its answers. Ask your"
                " administrator to put the key back."
            ),
        ),
        (
            (Code.KEY_STALE,),
            _(
                "There is a key of a round that is over. Ask your administrator to destroy it,"
                " and the copy it came from."
            ),
        ),
        (
            (Code.NOTEBOOK_KEY_LOST,),
            _(
                "A key is gone: nobody can open what people wrote for themselves, or brought up."
                " Ask your administrator to put the key back."
            ),
        ),
        (
            (Code.FACTOR_KEY_LOST,),
            _(
                "A key is gone: codes from apps let nobody in, only spare codes do. Ask your"
                " administrator to put the key back."
            ),
        ),
    )


def _addresses() -> _Group:
    return (
        (
            (Code.PUBLIC_URL_MISSING, Code.PUBLIC_URL_HTTP),
            _(
                "It is not certain that people reach us over HTTPS. Without it a browser cannot"
                " seal answers. Ask your administrator to arrange it."
            ),
        ),
        (
            (Code.PROXIES_UNTRUSTED,),
            _(
                "The server in front of the product is not known to it. Ask your administrator to"
                " set how many there are."
            ),
        ),
        (
            (Code.SECRET_KEY_SHORT,),
            _(
                "The secret with which the product signs is too short. Ask your administrator to"
                " let the product make one."
            ),
        ),
        (
            (Code.MAIL_OPEN, Code.MAIL_PASSWORD_OPEN),
            _(
                "Mail leaves the product unencrypted, with the links in it. Ask your administrator"
                " to encrypt it."
            ),
        ),
        (
            (Code.CLOCK_DIFFERS, Code.CLOCK_UNLIKELY, Code.CLOCK_WENT_BACK),
            _(
                "The clock of the server cannot be right, and rounds open and close by it. Ask"
                " your administrator to set it."
            ),
        ),
    )
