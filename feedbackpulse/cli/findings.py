"""What the doctor's findings mean and what to do about each, for whoever runs an installation."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from feedbackpulse.doctor.domain import Code, Finding


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong, and what to do; both may name the subject and the value."""

    wrong: str
    remedy: str


def wrong(finding: Finding) -> str:
    """Return what is wrong."""
    return _filled(WORDS[finding.code].wrong, finding)


def remedy(finding: Finding) -> str:
    """Return what to do about it."""
    return _filled(WORDS[finding.code].remedy, finding)


def _filled(text: str, finding: Finding) -> str:
    return text.format(subject=finding.subject, value=finding.value)


WORDS: Final = MappingProxyType(
    {
        Code.UNREACHABLE: Words(
            "The {subject} database cannot be reached or read ({value}).",
            "Start it, check its address, role and rights, and see that no other program locks it.",
        ),
        Code.SCHEMA_OLD: Words(
            "The databases are not those of this version.",
            "Run `feedbackpulse migrate`.",
        ),
        Code.ONE_DATABASE: Words(
            "People and ballots are in one database, {value}.",
            "Make a second database and name it in FEEDBACKPULSE_BALLOT_DATABASE_URL.",
        ),
        Code.ONE_ROLE: Words(
            "One role, {value}, opens both databases.",
            "Make a role of its own for the ballot box and use it in"
            " FEEDBACKPULSE_BALLOT_DATABASE_URL.",
        ),
        Code.SUPERUSER: Words(
            "The {subject} database is reached as {value}, a superuser who can read everything.",
            "Make a role without rights beyond its own database: ALTER ROLE {value} NOSUPERUSER.",
        ),
        Code.BOX_REACHES_MAIN: Words(
            "The role of the ballot box, {subject}, may connect to the people in {value}.",
            "REVOKE CONNECT ON DATABASE {value} FROM PUBLIC, {subject}; then GRANT CONNECT to the"
            " main role only.",
        ),
        Code.MAIN_REACHES_BOX: Words(
            "The role of the main database, {subject}, may connect to the ballots in {value}.",
            "REVOKE CONNECT ON DATABASE {value} FROM PUBLIC, {subject}; then GRANT CONNECT to the"
            " role of the box only.",
        ),
        Code.COMMIT_TIMESTAMPS: Words(
            "PostgreSQL keeps the moment of every ballot (track_commit_timestamp = on).",
            "Set track_commit_timestamp = off and restart PostgreSQL.",
        ),
        Code.LOGICAL_WAL: Words(
            "PostgreSQL hands out every ballot in its order (wal_level = logical).",
            "Set wal_level = replica or minimal and restart PostgreSQL.",
        ),
        Code.WAL_ARCHIVED: Words(
            "PostgreSQL keeps its log of changes (archive_mode = {value}): with it somebody can"
            " tell in which order ballots came.",
            "Set archive_mode = off, or delete the archives of a round once it is released.",
        ),
        Code.STATEMENTS_LOGGED: Words(
            "PostgreSQL logs every change with its moment (log_statement = {value}).",
            "Set log_statement = none or ddl, and delete the logs there are.",
        ),
        Code.SLOW_STATEMENTS_LOGGED: Words(
            "PostgreSQL logs statements with their values ({subject} = {value}).",
            "Set {subject} back to its default, or log_parameter_max_length = 0 at the least, and"
            " delete the logs there are.",
        ),
        Code.STATEMENT_TIMES_LOGGED: Words(
            "PostgreSQL logs when statements ran ({subject} = {value}), though not their values.",
            "Set {subject} back to its default.",
        ),
        Code.STATEMENT_LOGGER: Words(
            "A library in PostgreSQL logs statements: {subject}.",
            "Take {subject} out of shared_preload_libraries and restart PostgreSQL, or use another"
            " server.",
        ),
        Code.ERROR_VALUES_LOGGED: Words(
            "PostgreSQL logs the values of statements that fail"
            " (log_parameter_max_length_on_error = {value}).",
            "Set log_parameter_max_length_on_error = 0.",
        ),
        Code.ERRORS_LOGGED: Words(
            "PostgreSQL logs statements that fail, without their values"
            " (log_min_error_statement = {value}).",
            "To log less, set log_min_error_statement = panic and log_error_verbosity = terse.",
        ),
        Code.NOT_ON_DISK: Words(
            "When the power fails, PostgreSQL loses answers that people were thanked for"
            " ({subject} = off).",
            "Set {subject} = on and reload PostgreSQL; a pooler must pass on what a session asks.",
        ),
        Code.ONE_FILE: Words(
            "People and ballots are in one file, {value}.",
            "Name another file in FEEDBACKPULSE_BALLOT_DATABASE_URL, or leave it empty.",
        ),
        Code.BOX_IN_WAL: Words(
            "The ballot box is in WAL mode ({value}): its log keeps ballots in order, also deleted"
            " ones.",
            "Stop every other program that opens this file, delete copies of its -wal file, and"
            " run this again.",
        ),
        Code.KEEPS_DELETED: Words(
            "What is deleted from the {subject} database stays in its file (secure_delete is off).",
            "Use the SQLite of a supported system; feedbackpulse switches secure_delete on.",
        ),
        Code.FILE_OPEN: Words(
            "Other users of this machine may open {subject} (mode {value}).",
            "chmod 600 {subject}",
        ),
        Code.SYNCHRONISED_FOLDER: Words(
            "{subject} seems to be copied to other machines all the time.",
            "Keep databases and keys in a folder that nothing synchronises.",
        ),
        Code.NETWORK_FOLDER: Words(
            "{subject} is on another machine ({value}).",
            "Keep databases and keys on a disk of this machine: file locks and deletions across a"
            " network are not certain.",
        ),
        Code.DEBUG: Words(
            "Debug mode is on: whoever makes a page fail sees what it worked on.",
            "Unset FLASK_DEBUG, and do not start with --debug.",
        ),
        Code.DEV_MODE: Words(
            "Python's development mode is on ({subject}).",
            "Unset {subject}.",
        ),
        Code.DEV_SERVER: Words(
            "This runs in `flask run`, a server for development that logs every page.",
            "Use `feedbackpulse serve`, or gunicorn without an access log.",
        ),
        Code.SQL_ROWS_LOGGED: Words(
            "SQLAlchemy logs the rows of the {subject} database.",
            'Do not set the logger sqlalchemy.engine to DEBUG, nor echo to "debug".',
        ),
        Code.SQL_LOGGED: Words(
            "SQLAlchemy logs every statement on the {subject} database with its moment.",
            "Leave the logger sqlalchemy.engine at WARNING, and echo off.",
        ),
        Code.ACCESS_LOG: Words(
            "Every page that is asked for goes to a log, with address and moment ({subject}).",
            "Take the access log out of {subject}; in a proxy, switch it off for /ballot and"
            " /pulse.",
        ),
        Code.ERROR_TRACKER: Words(
            "Errors may go to another service with what somebody was sending ({subject}).",
            "Unset {subject} for feedbackpulse.",
        ),
        Code.PUBLIC_URL_MISSING: Words(
            "FEEDBACKPULSE_PUBLIC_URL is not set: links and cookies cannot insist on HTTPS.",
            "Set it to the address that people use, such as https://pulse.example.org.",
        ),
        Code.PUBLIC_URL_LOCAL: Words(
            "FEEDBACKPULSE_PUBLIC_URL is not set, so only this machine itself is served.",
            "When others reach it through a proxy, set it to the address that they use.",
        ),
        Code.PUBLIC_URL_HTTP: Words(
            "People reach {value} without HTTPS: there a browser cannot seal answers, and anybody"
            " on the way can read them.",
            "Serve it over HTTPS, and set FEEDBACKPULSE_PUBLIC_URL to that address.",
        ),
        Code.PROXIES_UNTRUSTED: Words(
            "HTTPS needs a proxy, but {subject} is 0.",
            "Set {subject} to how many proxies stand in front, usually 1.",
        ),
        Code.PROXY_BYPASS: Words(
            "Others can reach the product past its proxy ({subject} = {value}) and say they are at"
            " any address.",
            "Set {subject} to 127.0.0.1, or let only the proxy through.",
        ),
        Code.SECRET_KEY_SHORT: Words(
            "{subject} has {value} characters: somebody can find it by trying.",
            "Leave it empty, and one is made; or use 32 random bytes.",
        ),
        Code.MAIL_OPEN: Words(
            "Mail goes to {value} unencrypted: who listens on the way can use the links in it.",
            "Set {subject} to starttls or tls.",
        ),
        Code.MAIL_PASSWORD_OPEN: Words(
            "The password of the mail server {value} and all mail go over the line unencrypted.",
            "Set {subject} to starttls or tls, and change that password.",
        ),
        Code.KEYS_IN_BACKUP: Words(
            "The keys in {subject} are copied with {value}: who has that copy can open ballots"
            " that were destroyed here.",
            "Keep FEEDBACKPULSE_KEYSTORE outside every backup, and delete the keys in the copies"
            " there are.",
        ),
        Code.BOX_IN_BACKUP: Words(
            "The ballot box {subject} is copied with {value}: sealed, but copies of several days"
            " tell in which order ballots came.",
            "Copy no files: `feedbackpulse backup` seals what it takes of a round. Delete the box"
            " from the copies there are.",
        ),
        Code.KEYS_OPEN: Words(
            "Other users of this machine may open {subject} (mode {value}).",
            "chmod 700 the folder and 600 the files in it.",
        ),
        Code.KEYS_OWNER: Words(
            "{subject} belongs to another user (number {value}).",
            "chown it to the user that feedbackpulse runs as.",
        ),
        Code.KEYS_BESIDE_DATABASES: Words(
            "The keys in {subject} lie beside the databases or their backup: whoever copies the"
            " folder around them copies both.",
            "Give the keys a folder elsewhere with FEEDBACKPULSE_KEYSTORE.",
        ),
        Code.BACKUP_UNKNOWN: Words(
            "Nobody said what is backed up, so the doctor cannot tell whether keys are in it.",
            "Set FEEDBACKPULSE_BACKUP_PATH to the folders that are copied or hold copies.",
        ),
        Code.BACKUP_OLD: Words(
            "The last backup was made {value} days ago.",
            "Run `feedbackpulse backup` every night, and see that it works.",
        ),
        Code.KEY_LOST: Words(
            "The key of round {subject} is gone: its answers cannot be opened.",
            "Put its file back in the keystore; otherwise plan a new round and say why.",
        ),
        Code.KEY_STALE: Words(
            "There is a key of {subject}, a round that is over or that nobody knows.",
            "Find out which copy it came from, and destroy it there and here.",
        ),
        Code.NOTEBOOK_KEY_LOST: Words(
            "The key {subject} is gone: nobody can open the notebooks or signals that lie under it.",
            "Put its file back in the keystore, from where you keep a copy of the keys.",
        ),
        Code.FACTOR_KEY_LOST: Words(
            "The key {subject} is gone, cannot be read or is another one: codes from apps let nobody"
            " in, only spare codes do.",
            "Put its file back in the keystore, readable for whom the product runs as. If it is lost:"
            " let an administrator take second steps away, the last one with `feedbackpulse admin"
            " forget-second-step`.",
        ),
        Code.CLOCK_DIFFERS: Words(
            "The clocks of this machine and of the {subject} database are {value} seconds apart.",
            "Let both follow a time server.",
        ),
        Code.CLOCK_UNLIKELY: Words(
            "This machine thinks it is {value}.",
            "Set its clock, and let it follow a time server.",
        ),
        Code.CLOCK_WENT_BACK: Words(
            "A round opened or closed at {value} UTC, which has still to come by this machine's"
            " clock.",
            "Set the clock, and let it follow a time server.",
        ),
    }
)
"""Every finding in words."""
