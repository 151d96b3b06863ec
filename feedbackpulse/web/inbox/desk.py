"""Whose signals are on the table: of HR, of the lead of one team, or of the adviser."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort, url_for

from feedbackpulse.access.domain import Viewer, may_read_signal
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.people import directory
from feedbackpulse.people.domain import Person, Role, Team, TeamId
from feedbackpulse.people.trees import team_tree
from feedbackpulse.signals import conversations
from feedbackpulse.signals.domain import (
    Conversation,
    Reader,
    Signal,
    SignalId,
    UnknownSignalError,
)
from feedbackpulse.web.identity import me, today

SIGNALS = "/signals"
"""The end of the address of a list of signals, after the audience's own beginning."""
ONE = SIGNALS + "/<uuid:signal_id>"
ACT = ONE + "/<any(answer,arrange,take,close,reopen,hide,merge,split):act>"
NAMES = ONE + "/names/<any(signal,message):subject>/<uuid:text_id>"
UNDO = NAMES + "/<uuid:redaction_id>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What one kind of reader works on; of leads the signals of one team."""

    reader: Reader
    audience: str
    """The blueprint that the pages of this reader are on."""
    team: Team | None = None

    @property
    def role(self) -> Role:
        """Return the role in which these readers write back."""
        return Role(self.reader.value)

    @property
    def team_ids(self) -> tuple[TeamId, ...] | None:
        """Return of which teams these readers read; None where the team does not matter."""
        return None if self.team is None else (self.team.id,)

    def address(self, page: str, **where: object) -> str:
        """Return where one of the pages of this desk is."""
        team = {} if self.team is None else {"team_id": self.team.id}
        return url_for(f"{self.audience}.{page}", **team, **where)  # type: ignore[arg-type]  # what stands in an address

    def holds(self, signal: Signal) -> bool:
        """Say whether a signal was sent to these readers."""
        ours = self.team is None or signal.team_id == self.team.id
        return signal.reader is self.reader and ours

    def signals(self) -> tuple[Signal, ...]:
        """Return what arrived here by today, the newest day first."""
        return conversations.arrived(
            db.session(),
            keys=current_settings().keystore_path,
            today=today(),
            reader=self.reader,
            team_ids=self.team_ids,
        )

    def find(self, signal_id: UUID) -> Conversation:
        """Return the conversation about a signal of this desk, or say that it is not there."""
        try:
            found = conversations.conversation_of(
                db.session(),
                keys=current_settings().keystore_path,
                signal_id=SignalId(signal_id),
                today=today(),
            )
        except UnknownSignalError:
            abort(404)
        return found if self.holds(found.signal) else abort(404)

    def readers(self) -> tuple[Person, ...]:
        """Return who works at this desk: who can be the one to answer."""
        session, team_id = db.session(), None if self.team is None else self.team.id
        found = (
            directory.active_people(session, on=today(), role=self.role)
            if team_id is None
            else directory.leads_of(session, team_id=team_id, on=today())
        )
        return tuple(
            one
            for one in found
            if may_read_signal(Viewer.of(one), sent_to=self.role, team_id=team_id)
        )


def open_desk(reader: Reader, *, audience: str, team_id: UUID | None = None) -> Desk:
    """Return the desk of one kind of reader, if whoever looks is one; else say it is not there."""
    tree = team_tree(db.session())
    team = None if team_id is None else TeamId(team_id)
    if team is not None and team not in tree:
        abort(404)
    if not may_read_signal(Viewer.of(me()), sent_to=Role(reader.value), team_id=team):
        abort(404)
    return Desk(reader=reader, audience=audience, team=None if team is None else tree.get(team))
