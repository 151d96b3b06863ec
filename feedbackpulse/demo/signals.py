"""What people of the fictional organisation brought up lately, and what became of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import FALLING, RISING, address
from feedbackpulse.people.directory import find_person_by_email
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.people.trees import team_tree
from feedbackpulse.signals import conversations, handling
from feedbackpulse.signals.domain import Reader, SignalId, SignalKind
from feedbackpulse.signals.sending import send

_MAILBOX_BYTES: Final = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """Something that somebody brought up so many days ago, and what was written back and forth."""

    kind: SignalKind
    reader: Reader
    days_ago: int
    text: str
    team: str | None = None
    sender: str | None = None
    """Who gave their name; nobody has the code of the others."""
    owner: str | None = None
    subject: tuple[str | None, str | None] = (None, None)
    """The part of the norm, and the checkpoint, that it is about."""
    written: tuple[tuple[int, bool, str], ...] = ()
    """So many days ago, whether it was the sender, and what they wrote."""
    shown: bool = False
    closed: tuple[int, str] | None = None
    says_the_same: bool = False
    """It was put with the one before it."""


BROUGHT: Final = (
    Brought(
        kind=SignalKind.IDEA,
        reader=Reader.LEAD,
        team=RISING,
        sender="Noor Libel",
        days_ago=24,
        text="Laten we huurders na een klus zelf bellen. Dan horen we of het echt is opgelost.",
        owner="Joris Rietveen",
        subject=("employees", "M4"),
        shown=True,
        written=(
            (20, False, "Goed idee. We proberen het een maand met de klussen van donderdag."),
            (18, True, "Fijn! Ik wil de eerste week wel doen."),
            (17, False, "Dank je. Ik zet het in het rooster."),
        ),
    ),
    Brought(
        kind=SignalKind.BARRIER,
        reader=Reader.LEAD,
        team=RISING,
        days_ago=19,
        text="Ik mag een huurder geen sleutel meegeven zonder twee handtekeningen. "
        "Vrijdag stond iemand daardoor een uur buiten.",
    ),
    Brought(
        kind=SignalKind.MOMENT,
        reader=Reader.LEAD,
        team=RISING,
        days_ago=4,
        text="Een huurder zei dat ze nu voor het eerst wist wie haar zou terugbellen.",
    ),
    Brought(
        kind=SignalKind.CONCERN,
        reader=Reader.LEAD,
        team=FALLING,
        days_ago=21,
        text="We krijgen per gesprek zo weinig tijd dat we niet meer vragen wat iemand nodig heeft.",
    ),
    Brought(
        kind=SignalKind.IDEA,
        reader=Reader.HR,
        days_ago=12,
        text="Laat de uitkomst van een ronde ook in de kantine zien, niet alleen op het scherm.",
        shown=True,
        owner="Iris Pluim",
    ),
    Brought(
        kind=SignalKind.IDEA,
        reader=Reader.HR,
        days_ago=9,
        text="Kan de uitkomst van een ronde ook op papier in de kantine hangen?",
        says_the_same=True,
    ),
    Brought(
        kind=SignalKind.CONCERN,
        reader=Reader.HR,
        days_ago=16,
        text="Nieuwe collega’s horen pas na maanden hoe we met klachten omgaan.",
        subject=("policy", "B2"),
        written=(
            (13, False, "Dank voor je bericht. Wat zou er in de eerste week in moeten zitten?"),
            (11, True, "Een halve dag meekijken bij Klachten en signalen zou al helpen."),
            (8, False, "Dat gaan we doen, vanaf de groep die in januari begint."),
        ),
    ),
    Brought(
        kind=SignalKind.COMPLIMENT,
        reader=Reader.HR,
        sender="Grace Heron",
        days_ago=6,
        text="The front desk found an interpreter for one of our tenants within ten minutes.",
    ),
    Brought(
        kind=SignalKind.IDEA,
        reader=Reader.HR,
        sender="Noor Libel",
        days_ago=40,
        text="Kunnen we een keer per jaar een dag met een monteur meelopen?",
        closed=(
            30,
            "Dit jaar niet: Techniek heeft geen mensen over. We vragen het in het voorjaar.",
        ),
    ),
    Brought(
        kind=SignalKind.CONCERN,
        reader=Reader.ADVISER,
        days_ago=7,
        text="In een overleg wordt een collega steeds onderbroken. Ik weet niet wat ik ermee moet.",
        written=(
            (5, False, "Goed dat je het zegt. Wil je er een keer over praten, ook zonder naam?"),
        ),
    ),
)


def make_signals(stores: Stores, *, zone: str, now: datetime) -> None:
    """Let people bring things up, some of it overdue, and let readers answer."""
    today = clock.local_day(now, zone)
    with stores.main() as session, transaction(session):
        last: SignalId | None = None
        for one in BROUGHT:
            story = _Story(session=session, keys=stores.keys, one=one, today=today)
            sent = story.tell()
            if one.says_the_same and last is not None:
                handling.merge(session, signal_id=sent, into=last)
            last = sent


@dataclass(frozen=True, kw_only=True, slots=True)
class _Story:
    """One signal on its way. The code of one without a name is nowhere: only its hash is kept."""

    session: Session
    keys: Path
    one: Brought
    today: date
    _mailbox: bytes = field(default_factory=lambda: secrets.token_bytes(_MAILBOX_BYTES))

    def tell(self) -> SignalId:
        """Send it, and do with it what was done; return its id."""
        sent = self._send()
        self._arrange(sent)
        for days_ago, from_sender, text in self.one.written:
            (self._write if from_sender else self._reply)(sent, text, self._day(days_ago))
        if self.one.closed is not None:
            days_ago, reason = self.one.closed
            handling.close(
                self.session,
                keys=self.keys,
                signal_id=sent,
                reason=reason,
                role=self._role,
                on=self._day(days_ago),
            )
        return sent

    def _send(self) -> SignalId:
        teams = {team.code: team.id for team in team_tree(self.session).teams}
        return send(
            self.session,
            keys=self.keys,
            kind=self.one.kind,
            reader=self.one.reader,
            team_id=teams[self.one.team] if self.one.team else None,
            text=self.one.text,
            on=self._day(self.one.days_ago),
            sender=self._person(self.one.sender),
            mailbox=None if self.one.sender else self._mailbox,
            shown=self.one.shown,
        )

    def _arrange(self, sent: SignalId) -> None:
        handling.take(self.session, signal_id=sent, owner=self._person(self.one.owner))
        theme, checkpoint = self.one.subject
        handling.choose_subject(self.session, signal_id=sent, theme=theme, checkpoint=checkpoint)

    def _write(self, sent: SignalId, text: str, on: date) -> None:
        sender = self._person(self.one.sender)
        conversations.write_as_sender(
            self.session,
            keys=self.keys,
            body=text,
            on=on,
            signal_id=sent if sender else None,
            sender=sender,
            mailbox=None if sender else self._mailbox,
        )

    def _reply(self, sent: SignalId, text: str, on: date) -> None:
        conversations.reply(
            self.session, keys=self.keys, signal_id=sent, body=text, role=self._role, on=on
        )

    @property
    def _role(self) -> Role:
        return Role(self.one.reader.value)

    def _day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def _person(self, name: str | None) -> PersonId | None:
        if name is None:
            return None
        found = find_person_by_email(self.session, email=address(name), on=self.today)
        assert found is not None, name
        return found.id
