"""How the fictional organisation listened in its year: older signals, and who opened results."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.clock import local_day
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.cycles.service import list_rounds
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.listening import leads_with_results
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.opened import COUNTED_AFTER, count_opened, note_opened
from feedbackpulse.signals.domain import Reader, SignalKind
from feedbackpulse.signals.handling import close
from feedbackpulse.signals.sending import send

MAILBOX_BYTES: Final = 32
STAYED_AWAY: Final = 4
"""So many leads did not open the results of a round."""
EARLIER: Final = (
    (330, 3, "Het klachtenformulier vraagt drie keer om hetzelfde.", "Dat klopt. Het is korter."),
    (301, 9, "Waarom mogen we de planning niet zelf ruilen?", "Vanaf volgende maand mag het wel."),
    (280, 2, "In de hal is het zo donker dat huurders vallen.", "De lampen zijn vervangen."),
    (
        254,
        6,
        "We horen nooit wat er met de klachten over tocht gebeurt.",
        "Je leest het nu elke week.",
    ),
    (231, 12, "De wachtmuziek is te hard.", "Aangepast. Zeg het als het nog niet goed is."),
    (207, 1, "Er is geen plek om na een lastig gesprek even te zitten.", "Kamer 2.04 is nu vrij."),
    (
        188,
        4,
        "Brieven zijn te moeilijk. Bewoners bellen om te vragen wat er staat.",
        "We herschrijven.",
    ),
    (
        160,
        30,
        "Mogen we bij een lek zelf een monteur bellen?",
        "Ja. Excuus dat het zo lang duurde.",
    ),
    (141, 5, "De instructie voor nieuwe collega’s is van vijf jaar geleden.", "Wie denkt er mee?"),
    (118, 3, "Bel huurders ook als er nog geen antwoord is.", "Dat spreken we af voor alle teams."),
    (
        96,
        8,
        "Twee systemen zeggen iets anders over dezelfde klacht.",
        "Dit jaar lukt dat niet meer.",
    ),
    (73, 2, "Het overleg begint altijd met cijfers. Begin eens met een huurder.", "Morgen meteen."),
)
"""So many days ago, after how many days it was closed, what was said, and the answer."""


def make_listening(stores: Stores, *, zone: str, now: datetime) -> None:
    """Let people have brought things up all year, and leads have opened what came out."""
    today = local_day(now, zone)
    with stores.main() as session, transaction(session):
        _bring_up(session, keys=stores.keys, today=today)
        for asked in list_rounds(session):
            if asked.state is RoundState.RELEASED and asked.closes_at + COUNTED_AFTER <= now:
                _open(session, asked, on=today)


def _bring_up(session: Session, *, keys: Path, today: date) -> None:
    for days_ago, answered_after, text, answer in EARLIER:
        sent_on = today - timedelta(days=days_ago)
        sent = send(
            session,
            keys=keys,
            kind=SignalKind.CONCERN,
            reader=Reader.HR,
            team_id=None,
            text=text,
            on=sent_on,
            mailbox=secrets.token_bytes(MAILBOX_BYTES),
        )
        on = sent_on + timedelta(days=answered_after)
        close(session, keys=keys, signal_id=sent, reason=answer, role=Role.HR, on=on)


def _open(session: Session, asked: Round, *, on: date) -> None:
    """Let most leads have opened a round's results, of whom only the number is left."""
    leads = sorted(leads_with_results(session, round_id=asked.id, on=on))
    for lead in leads[STAYED_AWAY:]:
        note_opened(session, round_id=asked.id, lead=lead)
    count_opened(session, round_id=asked.id, leads=leads)
