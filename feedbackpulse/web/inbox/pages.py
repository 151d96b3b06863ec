"""The pages on which signals are read and answered, for each audience that reads any."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from feedbackpulse.extensions import db
from feedbackpulse.signals.domain import Reader
from feedbackpulse.signals.handling import Waiting, count_waiting
from feedbackpulse.web.identity import today
from feedbackpulse.web.inbox.desk import ACT, NAMES, ONE, SIGNALS, UNDO, Desk, open_desk
from feedbackpulse.web.inbox.lines import inbox_of
from feedbackpulse.web.inbox.names import cover_chosen, names_page, show_again, text_at
from feedbackpulse.web.inbox.signal import SignalPage, change, signal_page


def add_inbox(blueprint: Blueprint, *, reader: Reader, at: str = "", start: str = SIGNALS) -> None:
    """Give an audience the pages of what was sent to it; *at* names the team, where one is read for."""
    pages = _Pages(reader=reader, audience=blueprint.name)
    both = ["GET", "POST"]
    blueprint.add_url_rule(at + start, "signals", pages.signals)
    blueprint.add_url_rule(at + ONE, "signal", pages.signal)
    blueprint.add_url_rule(at + ACT, "change_signal", pages.change_signal, methods=["POST"])
    blueprint.add_url_rule(at + NAMES, "cover_names", pages.cover_names, methods=both)
    blueprint.add_url_rule(at + UNDO, "uncover_name", pages.uncover_name, methods=["POST"])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pages:
    """The pages of one kind of reader. Whoever is none gets no page."""

    reader: Reader
    audience: str

    def signals(self, team_id: UUID | None = None) -> str:
        """Show what arrived, what waits for an answer first."""
        desk = self._desk(team_id)
        return render_template(
            "inbox/pages/list.html",
            desk=desk,
            inbox=inbox_of(desk),
            names=[one.name for one in desk.readers()],
            leads=self._leads(),
        )

    def signal(self, signal_id: UUID, team_id: UUID | None = None) -> str:
        """Show one signal, and what both sides wrote about it."""
        return _shown(signal_page(self._desk(team_id), signal_id))

    def change_signal(
        self, signal_id: UUID, act: str, team_id: UUID | None = None
    ) -> ResponseReturnValue:
        """Do one thing with a signal, such as answering it."""
        done = change(self._desk(team_id), signal_id, act)
        return (_shown(done), 422) if isinstance(done, SignalPage) else done

    def cover_names(
        self, signal_id: UUID, subject: str, text_id: UUID, team_id: UUID | None = None
    ) -> ResponseReturnValue:
        """Make a name unreadable in what somebody wrote."""
        desk = self._desk(team_id)
        page = names_page(text_at(desk, signal_id=signal_id, subject=subject, text_id=text_id))
        if cover_chosen(page):
            return redirect(page.found.action)
        shown = render_template("inbox/pages/names.html", page=page, desk=desk)
        return shown, 422 if page.form.is_submitted() else 200

    def uncover_name(
        self,
        signal_id: UUID,
        subject: str,
        text_id: UUID,
        redaction_id: UUID,
        team_id: UUID | None = None,
    ) -> ResponseReturnValue:
        """Make a name readable again, within a day."""
        found = text_at(self._desk(team_id), signal_id=signal_id, subject=subject, text_id=text_id)
        show_again(found, redaction_id)
        return redirect(found.action)

    def _desk(self, team_id: UUID | None) -> Desk:
        return open_desk(self.reader, audience=self.audience, team_id=team_id)

    def _leads(self) -> Waiting | None:
        """Return for HR, and for nobody else, how much waits for all leads together."""
        if self.reader is not Reader.HR:
            return None
        return count_waiting(db.session(), today=today(), reader=Reader.LEAD)


def _shown(page: SignalPage) -> str:
    return render_template("inbox/pages/signal.html", page=page, desk=page.desk)
