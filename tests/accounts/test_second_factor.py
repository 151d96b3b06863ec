"""Does a code of the second step count once, at its time, for its owner, and with our key only?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyotp import TOTP
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.accounts.factor_key import KEY_FILE, LostFactorKeyError
from feedbackpulse.accounts.second_factor import (
    SPARE_CODES,
    address_for_app,
    confirm_offer,
    count_spare_codes,
    find_offer,
    forget_second_factor,
    has_lost_factor_key,
    has_second_factor,
    is_code_of,
    new_spare_codes,
    offer_secret,
)
from feedbackpulse.accounts.tables import SecondFactorRow, SpareCodeRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 3, 2, 8, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.fixture
def noor(stores: Stores) -> PersonId:
    return add(stores, "noor")


@pytest.fixture
def app_of_noor(stores: Stores, noor: PersonId) -> TOTP:
    """Return the app of somebody whose second step is on."""
    return set_up(stores, noor)


def add(stores: Stores, name: str) -> PersonId:
    with stores.main() as session, transaction(session):
        return people.add_person(
            session, name=name, email=f"{name}@example.org", team_id=None, at=NOW
        ).id


def set_up(stores: Stores, person: PersonId) -> TOTP:
    with stores.main() as session, transaction(session):
        offer_secret(session, keys=stores.keys, person_id=person)
        app = TOTP(str(find_offer(session, keys=stores.keys, person_id=person)))
        before = NOW - 3 * STEP
        assert confirm_offer(
            session, keys=stores.keys, person_id=person, code=app.at(before), now=before
        )
    return app


def tries(stores: Stores, person: PersonId, code: str, now: datetime = NOW) -> bool:
    with stores.main() as session, transaction(session):
        return is_code_of(session, keys=stores.keys, person_id=person, code=code, now=now)


@pytest.mark.parametrize("off", range(-3, 4))
def test_a_clock_may_be_off_by_one_half_minute(
    stores: Stores, noor: PersonId, app_of_noor: TOTP, off: int
) -> None:
    assert tries(stores, noor, app_of_noor.at(NOW + off * STEP)) is (abs(off) <= 1)


def test_a_code_counts_once_and_an_older_one_no_more(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    older, code = app_of_noor.at(NOW - STEP), app_of_noor.at(NOW)

    assert [tries(stores, noor, one) for one in (code, code, older)] == [True, False, False]


def test_the_code_that_confirmed_an_app_signs_nobody_in(stores: Stores, noor: PersonId) -> None:
    with stores.main() as session, transaction(session):
        offer_secret(session, keys=stores.keys, person_id=noor)
        code = TOTP(str(find_offer(session, keys=stores.keys, person_id=noor))).at(NOW)
        confirm_offer(session, keys=stores.keys, person_id=noor, code=code, now=NOW)

    assert not tries(stores, noor, code)


def test_of_many_who_come_with_one_code_one_gets_in(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    code = app_of_noor.at(NOW)
    with ThreadPoolExecutor(6) as pool:
        got_in = list(pool.map(lambda _: tries(stores, noor, code), range(6)))

    assert sum(got_in) == 1


def test_a_spare_code_counts_once_however_it_is_typed(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    with stores.main() as session, transaction(session):
        codes = new_spare_codes(session, person_id=noor)
    typed = codes[0].upper().replace("-", "  ")

    assert len(set(codes)) == SPARE_CODES
    assert [tries(stores, noor, one) for one in (typed, codes[0], codes[1])] == [True, False, True]
    with stores.main() as session:
        assert count_spare_codes(session, person_id=noor) == SPARE_CODES - 2


def test_new_spare_codes_end_the_old_ones(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    with stores.main() as session, transaction(session):
        old = new_spare_codes(session, person_id=noor)
        new_spare_codes(session, person_id=noor)

    assert not tries(stores, noor, old[0])


def test_nobody_uses_the_codes_of_somebody_else(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    sam = add(stores, "sam")
    set_up(stores, sam)
    with stores.main() as session, transaction(session):
        spare = new_spare_codes(session, person_id=noor)[0]

    assert not tries(stores, sam, app_of_noor.at(NOW))
    assert not tries(stores, sam, spare)


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "٠١٢٣٤٥", "é" * 6, "0" * 100])
def test_what_is_no_code_is_refused(
    stores: Stores, noor: PersonId, app_of_noor: TOTP, typed: str
) -> None:
    assert not tries(stores, noor, typed)


def test_an_offer_counts_for_nothing_until_its_first_code(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    with stores.main() as session, transaction(session):
        offer_secret(session, keys=stores.keys, person_id=noor)
        offered = TOTP(str(find_offer(session, keys=stores.keys, person_id=noor)))
        wrong = confirm_offer(
            session, keys=stores.keys, person_id=noor, code=app_of_noor.at(NOW), now=NOW
        )

    assert wrong is None
    assert not tries(stores, noor, offered.at(NOW))
    assert tries(stores, noor, app_of_noor.at(NOW))


def test_who_has_no_second_step_has_no_code(stores: Stores, noor: PersonId) -> None:
    with stores.main() as session:
        assert not has_second_factor(session, person_id=noor)
    assert not tries(stores, noor, "000000")


def test_the_database_holds_neither_secret_nor_spare_codes(
    stores: Stores, session: Session, noor: PersonId, app_of_noor: TOTP
) -> None:
    with stores.main() as writing, transaction(writing):
        spare = new_spare_codes(writing, person_id=noor)
    row = session.get(SecondFactorRow, noor)
    assert row is not None
    assert row.sealed is not None
    kept = " ".join(session.scalars(select(SpareCodeRow.code_hash)))

    assert app_of_noor.secret.encode() not in row.sealed
    assert not [code for code in spare if code in kept or code.replace("-", "") in kept]


def test_a_secret_moved_to_another_person_opens_nothing(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    sam = add(stores, "sam")
    set_up(stores, sam)
    with stores.main() as session, transaction(session):
        mine, theirs = (session.get(SecondFactorRow, one) for one in (noor, sam))
        assert mine is not None
        assert theirs is not None
        theirs.sealed = mine.sealed

    with pytest.raises(LostFactorKeyError):
        tries(stores, sam, app_of_noor.at(NOW))


def test_without_its_key_only_spare_codes_count(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    with stores.main() as session, transaction(session):
        spare = new_spare_codes(session, person_id=noor)[0]
    Path(stores.keys, KEY_FILE).unlink()

    with pytest.raises(LostFactorKeyError):
        tries(stores, noor, app_of_noor.at(NOW))
    assert tries(stores, noor, spare)


def test_no_other_key_is_made_while_the_one_of_others_is_away(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    sam = add(stores, "sam")
    key = Path(stores.keys, KEY_FILE)
    content = key.read_bytes()
    key.unlink()
    with stores.main() as session, pytest.raises(LostFactorKeyError):
        offer_secret(session, keys=stores.keys, person_id=sam)
    assert not key.exists()
    key.write_bytes(content)

    assert tries(stores, noor, app_of_noor.at(NOW))
    set_up(stores, sam)


@pytest.mark.parametrize("content", [b"", b"short", bytes(32)], ids=["empty", "cut off", "another"])
def test_a_key_that_is_not_whole_or_another_one_is_lost(
    stores: Stores, noor: PersonId, app_of_noor: TOTP, content: bytes
) -> None:
    with stores.main() as session:
        before = has_lost_factor_key(session, keys=stores.keys)
        Path(stores.keys, KEY_FILE).write_bytes(content)
        after = has_lost_factor_key(session, keys=stores.keys)

    assert (before, after) == (False, True)


def test_with_a_new_key_it_is_lost_while_any_from_before_is_there(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    sam, key = add(stores, "sam"), Path(stores.keys, KEY_FILE)
    new, old = key.read_bytes(), bytes(32)
    key.write_bytes(old)
    set_up(stores, sam)
    key.write_bytes(new)
    found = []
    for person in (None, sam):
        with stores.main() as session, transaction(session):
            if person is not None:
                forget_second_factor(session, person_id=person)
            found.append(has_lost_factor_key(session, keys=stores.keys))

    assert found == [True, False]


def test_forgetting_forgets_the_spare_codes_too(
    stores: Stores, noor: PersonId, app_of_noor: TOTP
) -> None:
    with stores.main() as session, transaction(session):
        assert forget_second_factor(session, person_id=noor)
        assert not forget_second_factor(session, person_id=noor)
        assert count_spare_codes(session, person_id=noor) == 0


def test_an_app_reads_whose_codes_it_makes() -> None:
    address = address_for_app(
        "JBSWY3DPEHPK3PXP" * 2, name="noor@example.org", organisation="De Tuin"
    )

    assert address.startswith("otpauth://totp/De%20Tuin:noor%40example.org?secret=")
