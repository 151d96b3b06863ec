"""The second step at signing in: codes that an app makes every half minute, and spare codes."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from pyotp import TOTP, random_base32
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from feedbackpulse.accounts.domain import token_hash
from feedbackpulse.accounts.factor_key import (
    KEY_FILE,
    LostFactorKeyError,
    factor_key_file,
    seal,
    unseal,
)
from feedbackpulse.accounts.tables import SecondFactorRow, SpareCodeRow
from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId

SPARE_CODES: Final = 8
_OFF: Final = (0, -1, 1)
"""How many half minutes a phone's clock may be off, likeliest first."""
_CODE: Final = re.compile("[0-9]{6}")
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 4, 4


def offer_secret(session: Session, *, keys: Path, person_id: PersonId) -> None:
    """Make a secret for an app; the one in use goes on counting until this one is confirmed.

    Raises LostFactorKeyError: where there are second steps, their key comes back, and no other is
    made meanwhile.
    """
    if factor_key_file(keys) is None and _any_sealed(session):
        raise LostFactorKeyError(f"{KEY_FILE} is not in the keystore")
    one_at_a_time(session, "second factor", person_id)
    row = session.get(SecondFactorRow, person_id)
    if row is None:
        row = SecondFactorRow(person_id=person_id, last_step=0)
        session.add(row)
    row.offered = seal(keys, random_base32(), owner=person_id)
    session.flush()


def find_offer(session: Session, *, keys: Path, person_id: PersonId) -> str | None:
    """Return the secret to put into an app, while it waits for its first code.

    Raises LostFactorKeyError.
    """
    offered = session.scalar(
        select(SecondFactorRow.offered).where(SecondFactorRow.person_id == person_id)
    )
    return None if offered is None else unseal(keys, offered, owner=person_id)


def address_for_app(secret: str, *, name: str, organisation: str) -> str:
    """Return the address that an app reads from a QR code."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=organisation)


def confirm_offer(
    session: Session, *, keys: Path, person_id: PersonId, code: str, now: datetime
) -> tuple[str, ...] | None:
    """Use an offered secret from now on; return its spare codes, or None when the code is wrong.

    Raises LostFactorKeyError.
    """
    one_at_a_time(session, "second factor", person_id)
    secret = find_offer(session, keys=keys, person_id=person_id)
    step = None if secret is None else _step_of(secret, code, now)
    if step is None:
        return None
    session.execute(
        update(SecondFactorRow)
        .where(SecondFactorRow.person_id == person_id)
        .values(sealed=SecondFactorRow.offered, offered=None, last_step=step)
    )
    return new_spare_codes(session, person_id=person_id)


def has_second_factor(session: Session, *, person_id: PersonId) -> bool:
    """Say whether somebody is asked for a code when they sign in."""
    return _sealed(session, person_id) is not None


def has_lost_factor_key(session: Session, *, keys: Path) -> bool:
    """Say whether there are second steps whose codes nobody can check.

    Each is looked at: with a new key some open again, and those of before still do not.
    """
    rows = session.execute(
        select(SecondFactorRow.person_id, SecondFactorRow.sealed).where(
            SecondFactorRow.sealed.is_not(None)
        )
    )
    return not all(_opens(keys, sealed, owner=person_id) for person_id, sealed in rows)


def is_code_of(
    session: Session, *, keys: Path, person_id: PersonId, code: str, now: datetime
) -> bool:
    """Use a code up, from the app or a spare one; say whether it was good.

    Of two that come with the same code, one gets in. Raises LostFactorKeyError.
    """
    tidied = _tidy(code)
    if not _CODE.fullmatch(tidied):
        return _use_spare(session, person_id, tidied)
    sealed = _sealed(session, person_id)
    step = None if sealed is None else _step_of(unseal(keys, sealed, owner=person_id), tidied, now)
    return step is not None and _use_step(session, person_id, step)


def new_spare_codes(session: Session, *, person_id: PersonId) -> tuple[str, ...]:
    """Return new codes for who loses their app; the ones before stop working."""
    session.execute(delete(SpareCodeRow).where(SpareCodeRow.person_id == person_id))
    codes = tuple(_new_spare() for _ in range(SPARE_CODES))
    session.add_all(
        SpareCodeRow(code_hash=_spare_hash(person_id, _tidy(code)), person_id=person_id)
        for code in codes
    )
    session.flush()
    return codes


def count_spare_codes(session: Session, *, person_id: PersonId) -> int:
    """Return how many spare codes somebody has left."""
    counted = select(func.count()).where(SpareCodeRow.person_id == person_id)
    return session.execute(counted).scalar_one()


def forget_second_factor(session: Session, *, person_id: PersonId) -> bool:
    """Ask somebody for no code any more; say whether there was one to forget."""
    one_at_a_time(session, "second factor", person_id)
    session.execute(delete(SpareCodeRow).where(SpareCodeRow.person_id == person_id))
    gone = delete(SecondFactorRow).where(SecondFactorRow.person_id == person_id)
    return any(session.scalars(gone.returning(SecondFactorRow.sealed)))


def _any_sealed(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(SecondFactorRow.sealed.is_not(None)))))


def _opens(keys: Path, sealed: bytes | None, *, owner: UUID) -> bool:
    try:
        unseal(keys, sealed or b"", owner=owner)
    except (LostFactorKeyError, OSError):
        return False
    return True


def _sealed(session: Session, person_id: PersonId) -> bytes | None:
    return session.scalar(
        select(SecondFactorRow.sealed).where(SecondFactorRow.person_id == person_id)
    )


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the half minute whose code this is, when it is not far from now."""
    app, given = TOTP(secret), _tidy(code).encode()
    for off in _OFF:
        step = app.timecode(now) + off
        if secrets.compare_digest(app.generate_otp(step).encode(), given):
            return step
    return None


def _use_step(session: Session, person_id: PersonId, step: int) -> bool:
    """Refuse a code that was used, or is older than one that was, whatever process asks."""
    used = (
        update(SecondFactorRow)
        .where(SecondFactorRow.person_id == person_id, SecondFactorRow.last_step < step)
        .values(last_step=step)
        .returning(SecondFactorRow.person_id)
    )
    return session.scalar(used) is not None


def _use_spare(session: Session, person_id: PersonId, tidied: str) -> bool:
    used = delete(SpareCodeRow).where(
        SpareCodeRow.code_hash == _spare_hash(person_id, tidied),
        SpareCodeRow.person_id == person_id,
    )
    return session.scalar(used.returning(SpareCodeRow.person_id)) is not None


def _new_spare() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _spare_hash(person_id: PersonId, tidied: str) -> str:
    return token_hash(f"{person_id} {tidied}")


def _tidy(code: str) -> str:
    """Return a code without the spaces and dashes that people read it with."""
    return re.sub(r"[\s-]", "", code).casefold()
