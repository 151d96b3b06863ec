"""Is each bad configuration flagged, when it is really made (attack A18)?"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import sessionmaker

from feedbackpulse import clock
from feedbackpulse.ballots.keystore import destroy_key, make_key
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores
from feedbackpulse.doctor.domain import Code, Severity, stops, verdict
from feedbackpulse.installation.mark import note_backup
from feedbackpulse.jobs.closing import close_early
from feedbackpulse.jobs.rounds import open_round
from tests.doctor.installations import Installation
from tests.doctor.notebooks import pass_a_second_step, write_a_page
from tests.web.hr.organisation import organisation, running

Break = Callable[[Installation], None]


def backup_holds_the_keys(it: Installation) -> None:
    it.choose(backup_path=str(it.keys.parent))


def keys_hold_the_backup(it: Installation) -> None:
    it.choose(backup_path=os.pathsep.join((str(it.root / "elsewhere"), str(it.keys / "nightly"))))


def backup_holds_the_box(it: Installation) -> None:
    it.choose(backup_path=str(it.settings.instance_path))


def keys_lie_beside_the_databases(it: Installation) -> None:
    it.choose(keystore=str(it.settings.instance_path / "keystore"))


def nobody_says_what_is_copied(it: Installation) -> None:
    it.choose(backup_path="")


def others_may_look_into_the_keystore(it: Installation) -> None:
    it.keys.mkdir(parents=True)
    it.keys.chmod(0o755)


def others_may_read_a_key(it: Installation) -> None:
    make_key(it.keys, round_id=uuid4())
    next(it.keys.iterdir()).chmod(0o640)


def a_key_belongs_to_somebody_else(it: Installation) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    make_key(it.keys, round_id=uuid4())
    os.chown(next(it.keys.iterdir()), 65534, -1)


def a_key_of_an_unknown_round_is_there(it: Installation) -> None:
    make_key(it.keys, round_id=uuid4())


def the_key_of_the_notebooks_is_gone(it: Installation) -> None:
    write_a_page(it)
    (it.keys / "notebooks-0001.key").unlink()


def the_key_of_the_second_steps_is_gone(it: Installation) -> None:
    pass_a_second_step(it)
    (it.keys / "second-steps.key").unlink()


def the_key_of_the_second_steps_is_another(it: Installation) -> None:
    pass_a_second_step(it)
    (it.keys / "second-steps.key").write_bytes(bytes(32))


def people_and_ballots_share_a_file(it: Installation) -> None:
    it.box.unlink()
    it.box.symlink_to(it.main)


def others_may_read_the_box(it: Installation) -> None:
    it.box.chmod(0o644)


def the_box_is_in_wal_mode(it: Installation) -> None:
    with closing(sqlite3.connect(it.box)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def the_last_backup_is_of_last_month(it: Installation) -> None:
    note_backup(it.settings.instance_path, now=it.now - timedelta(days=30))


def the_databases_are_synchronised(it: Installation) -> None:
    moved = it.root / "Dropbox" / "instance"
    moved.parent.mkdir()
    it.settings.instance_path.rename(moved)
    it.choose(instance_path=moved)


def the_keys_are_synchronised(it: Installation) -> None:
    it.keys.mkdir(mode=0o700, parents=True)
    (it.keys.parent / ".stfolder").mkdir()


def the_tables_are_old(it: Installation) -> None:
    with closing(sqlite3.connect(it.main)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()


def a_database_is_no_database(it: Installation) -> None:
    it.box.write_bytes(b"this is no database" * 100)


def flask_debugs(it: Installation) -> None:
    it.environ["FLASK_DEBUG"] = "1"


def the_application_debugs(it: Installation) -> None:
    it.debug = True


def python_develops(it: Installation) -> None:
    it.environ["PYTHONDEVMODE"] = "1"


def flask_serves(it: Installation) -> None:
    it.environ["FLASK_RUN_FROM_CLI"] = "true"


def gunicorn_is_told_to_log(it: Installation) -> None:
    it.arguments = ("gunicorn", "feedbackpulse:create_app()", "--access-logfile", "-")


def gunicorn_is_told_to_log_by_a_variable(it: Installation) -> None:
    it.environ["GUNICORN_CMD_ARGS"] = "--workers=4 --access-logfile=/var/log/pulse.log"


def gunicorn_is_told_to_log_by_a_file(it: Installation) -> None:
    (it.root / "gunicorn.conf.py").write_text('workers = 4\naccesslog = "-"\n', encoding="utf-8")


def errors_go_elsewhere(it: Installation) -> None:
    it.environ["SENTRY_DSN"] = "https://key@errors.example.org/1"


def people_come_without_https(it: Installation) -> None:
    it.choose(public_url="http://pulse.example.org", trusted_proxies=0)


def nobody_says_where_people_come(it: Installation) -> None:
    it.choose(public_url="", host="0.0.0.0", trusted_proxies=0)  # noqa: S104  (what is flagged)


def people_come_past_the_proxy(it: Installation) -> None:
    it.choose(host="0.0.0.0")  # noqa: S104  (what is flagged)


def the_proxy_is_not_known(it: Installation) -> None:
    it.choose(trusted_proxies=0)


def the_secret_key_is_a_word(it: Installation) -> None:
    it.choose(secret_key="a-short-one")


def mail_goes_in_the_open(it: Installation) -> None:
    it.choose(smtp_host="mail.example.org", smtp_security="none", mail_from="us@example.org")


def a_password_goes_in_the_open(it: Installation) -> None:
    mail_goes_in_the_open(it)
    it.choose(smtp_user="us", smtp_password="only-for-tests")


def the_clock_was_never_set(it: Installation) -> None:
    it.now = datetime(1970, 1, 1, tzinfo=UTC)


BAD: dict[Break, Code] = {
    backup_holds_the_keys: Code.KEYS_IN_BACKUP,
    keys_hold_the_backup: Code.KEYS_IN_BACKUP,
    backup_holds_the_box: Code.BOX_IN_BACKUP,
    keys_lie_beside_the_databases: Code.KEYS_BESIDE_DATABASES,
    nobody_says_what_is_copied: Code.BACKUP_UNKNOWN,
    the_last_backup_is_of_last_month: Code.BACKUP_OLD,
    others_may_look_into_the_keystore: Code.KEYS_OPEN,
    others_may_read_a_key: Code.KEYS_OPEN,
    a_key_belongs_to_somebody_else: Code.KEYS_OWNER,
    a_key_of_an_unknown_round_is_there: Code.KEY_STALE,
    the_key_of_the_notebooks_is_gone: Code.NOTEBOOK_KEY_LOST,
    the_key_of_the_second_steps_is_gone: Code.FACTOR_KEY_LOST,
    the_key_of_the_second_steps_is_another: Code.FACTOR_KEY_LOST,
    people_and_ballots_share_a_file: Code.ONE_FILE,
    others_may_read_the_box: Code.FILE_OPEN,
    the_box_is_in_wal_mode: Code.BOX_IN_WAL,
    the_databases_are_synchronised: Code.SYNCHRONISED_FOLDER,
    the_keys_are_synchronised: Code.SYNCHRONISED_FOLDER,
    the_tables_are_old: Code.SCHEMA_OLD,
    a_database_is_no_database: Code.UNREACHABLE,
    flask_debugs: Code.DEBUG,
    the_application_debugs: Code.DEBUG,
    python_develops: Code.DEV_MODE,
    flask_serves: Code.DEV_SERVER,
    gunicorn_is_told_to_log: Code.ACCESS_LOG,
    gunicorn_is_told_to_log_by_a_variable: Code.ACCESS_LOG,
    gunicorn_is_told_to_log_by_a_file: Code.ACCESS_LOG,
    errors_go_elsewhere: Code.ERROR_TRACKER,
    people_come_without_https: Code.PUBLIC_URL_HTTP,
    nobody_says_where_people_come: Code.PUBLIC_URL_MISSING,
    people_come_past_the_proxy: Code.PROXY_BYPASS,
    the_proxy_is_not_known: Code.PROXIES_UNTRUSTED,
    the_secret_key_is_a_word: Code.SECRET_KEY_SHORT,
    mail_goes_in_the_open: Code.MAIL_OPEN,
    a_password_goes_in_the_open: Code.MAIL_PASSWORD_OPEN,
    the_clock_was_never_set: Code.CLOCK_UNLIKELY,
}
"""What is made, and as what it is flagged."""


@pytest.mark.both_engines
def test_nothing_is_wrong_with_a_good_installation(installation: Installation) -> None:
    found = [one for one in installation.findings() if one.code is not Code.ERRORS_LOGGED]

    assert found == []


@pytest.mark.parametrize(("make", "code"), BAD.items(), ids=[make.__name__ for make in BAD])
def test_a_bad_installation_is_flagged(installation: Installation, make: Break, code: Code) -> None:
    make(installation)

    assert code in installation.codes()


@pytest.mark.parametrize(
    "make", [make for make in BAD if make is not people_and_ballots_share_a_file]
)
def test_it_is_flagged_for_nothing_else(installation: Installation, make: Break) -> None:
    expected = {BAD[make]}
    if make is others_may_read_a_key or make is a_key_belongs_to_somebody_else:
        expected.add(Code.KEY_STALE)

    make(installation)

    assert installation.codes() == expected


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (("--access-logfile", ""), "accesslog = None\n"),
        (("--access-logfile=",), "accesslog = ''\n"),
        (("--error-logfile", "-"), "errorlog = '-'\n"),
        ((), "this is no Python"),
    ],
)
def test_an_access_log_that_is_off_is_no_finding(
    installation: Installation, arguments: tuple[str, ...], file: str
) -> None:
    installation.arguments = arguments
    (installation.root / "gunicorn.conf.py").write_text(file, encoding="utf-8")

    assert installation.codes() == set()


def test_at_home_nobody_needs_https(installation: Installation) -> None:
    installation.choose(public_url="http://localhost:8000", trusted_proxies=0)

    assert installation.codes() == set()


def test_a_connection_that_keeps_what_is_deleted_is_flagged(installation: Installation) -> None:
    careless = create_engine(f"sqlite:///{installation.box}")
    event.listen(careless, "connect", keep_deleted)
    with installation.running() as (app, stores):
        box = Stores(main=stores.main, box=sessionmaker(careless), keys=stores.keys)

        found = [
            each for each in installation.examined(app, box) if each.code is Code.KEEPS_DELETED
        ]
        careless.dispose()

    assert [each.subject for each in found] == ["box"]


def keep_deleted(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA secure_delete = OFF")


@pytest.mark.parametrize(
    ("level", "code"), [(logging.INFO, Code.SQL_LOGGED), (logging.DEBUG, Code.SQL_ROWS_LOGGED)]
)
def test_a_log_of_our_own_statements_is_flagged(
    installation: Installation, quiet_again: logging.Logger, level: int, code: Code
) -> None:
    quiet_again.setLevel(level)

    assert installation.codes() == {code}


@pytest.fixture
def quiet_again() -> Iterator[logging.Logger]:
    logger = logging.getLogger("sqlalchemy.engine")
    before, propagates = logger.level, logger.propagate
    logger.propagate = False
    yield logger
    logger.setLevel(before)
    logger.propagate = propagates


def opened(stores: Stores) -> RoundId:
    organisation(stores)
    cycle = running(stores)
    with stores.main() as session:
        planned = cycles.list_rounds(session, cycle_id=cycle.id)[0].id
    open_round(stores, round_id=planned, now=clock.now(), catalogue=load_catalogue())
    return planned


@pytest.mark.both_engines
def test_an_open_round_without_its_key_is_flagged(installation: Installation) -> None:
    with installation.running() as (app, stores):
        round_id = opened(stores)
        before = installation.examined(app, stores)

        destroy_key(stores.keys, round_id=round_id)
        after = [each for each in installation.examined(app, stores) if each not in before]

    assert {each.code for each in before} <= {Code.ERRORS_LOGGED, Code.NOT_ON_DISK}
    assert [(each.code, each.subject) for each in after] == [(Code.KEY_LOST, str(round_id))]


@pytest.mark.both_engines
def test_a_key_that_came_back_after_burning_is_flagged(installation: Installation) -> None:
    with installation.running() as (app, stores):
        round_id = opened(stores)
        key = stores.keys / f"{round_id.hex}.pem"
        copy = key.read_bytes()
        close_early(stores, round_id=round_id, now=clock.now(), reason="We try the doctor.")
        before = installation.examined(app, stores)

        key.write_bytes(copy)
        key.chmod(0o600)
        after = [each for each in installation.examined(app, stores) if each not in before]

    assert {each.code for each in before} <= {Code.ERRORS_LOGGED, Code.NOT_ON_DISK}
    assert [(each.code, each.subject) for each in after] == [(Code.KEY_STALE, round_id.hex)]


def test_a_clock_that_went_back_is_flagged(installation: Installation) -> None:
    with installation.running() as (app, stores):
        opened(stores)
        installation.now = clock.now() - timedelta(days=2)

        found = installation.examined(app, stores)

    assert [each.code for each in found] == [Code.CLOCK_WENT_BACK]


def test_the_worst_finding_is_the_verdict(installation: Installation) -> None:
    the_secret_key_is_a_word(installation)
    warned = installation.findings()
    flask_debugs(installation)
    stopped = installation.findings()

    assert (verdict(()), verdict(warned), stops(warned)) == (None, Severity.WARN, False)
    assert (verdict(stopped), stops(stopped)) == (Severity.STOP, True)
    assert [each.code for each in stopped] == [Code.DEBUG, Code.SECRET_KEY_SHORT]


def test_a_mail_server_on_the_machine_itself_needs_no_encryption(
    installation: Installation,
) -> None:
    installation.choose(smtp_host="localhost", smtp_security="none", mail_from="us@example.org")

    assert installation.findings() == ()
