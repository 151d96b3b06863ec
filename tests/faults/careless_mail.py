"""A worker that sends all mails first and notes afterwards that it did: F2 must catch it."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from sqlalchemy import delete, select

from feedbackpulse.config import Settings
from feedbackpulse.database import transaction
from feedbackpulse.notices.domain import (
    Letter,
    RefusedError,
    ServerAwayError,
    TryLaterError,
)
from feedbackpulse.notices.smtp import Mailer
from feedbackpulse.notices.tables import MailRow
from tests.databases import settings_in
from tests.notices import kill_worker


def work(folder: Path, port: int, life: int) -> bool:
    """Send everything that waits, in one transaction."""
    mail = Settings(
        instance_path=folder,
        public_url="https://pulse.example.org",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mail_from="us@example.org",
    )
    with kill_worker.stores_of(settings_in(folder)) as stores, stores.main() as session:
        waiting = session.scalars(select(MailRow).order_by(MailRow.id)).all()
        letters = [kill_worker.with_link(one) for one in waiting]  # type: ignore[arg-type]  # a row has what it needs
        session.rollback()
        try:
            _send(letters, mail)
        except ServerAwayError:
            return True
        with transaction(session):
            session.execute(delete(MailRow))
    return False


def _send(letters: list[Letter], mail: Settings) -> None:
    with Mailer(mail, timeout=kill_worker.PATIENCE) as mailer:
        for letter in letters:
            with suppress(RefusedError, TryLaterError):
                mailer.send(letter)


if __name__ == "__main__":
    kill_worker.work = work
    kill_worker.live_again(Path(sys.argv[1]), int(sys.argv[2]))
