"""Choosing the words that name somebody: by their places, so that no field holds a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.signals.covering import (
    NothingChosenError,
    TooMuchCoveredError,
    Word,
    words_of,
)
from feedbackpulse.signals.domain import UnknownSignalError
from feedbackpulse.signals.moderation import UNDO_WITHIN, cover, text_of, uncover
from feedbackpulse.signals.redactions import Redaction, RedactionId, Subject, redactions_of
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.inbox.desk import Desk
from feedbackpulse.web.inbox.forms import NamesForm


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedText:
    """A text in which somebody may be named, with its addresses."""

    subject: Subject
    text_id: bytes
    text: str
    action: str
    back: str
    undo: Callable[[RedactionId], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NamesPage:
    """The words of one text to choose from, and what was covered that can still be undone."""

    found: NamedText
    form: NamesForm
    words: tuple[Word, ...]
    covered: tuple[Redaction, ...]

    def until(self, redaction: Redaction) -> object:
        """Return until when covered words can be shown again."""
        return redaction.made_at + UNDO_WITHIN


def text_at(desk: Desk, *, signal_id: UUID, subject: str, text_id: UUID) -> NamedText:
    """Return one text of a signal of this desk, or say that it is not there."""
    signal = desk.find(signal_id).signal
    where = {"signal_id": signal.id, "subject": subject, "text_id": text_id}
    try:
        text = text_of(
            db.session(),
            keys=current_settings().keystore_path,
            signal_id=signal.id,
            subject=Subject(subject),
            subject_id=text_id.bytes,
        )
    except UnknownSignalError:
        abort(404)
    return NamedText(
        subject=Subject(subject),
        text_id=text_id.bytes,
        text=text,
        action=desk.address("cover_names", **where),
        back=desk.address("signal", signal_id=signal.id),
        undo=lambda one: desk.address("uncover_name", redaction_id=one, **where),
    )


def names_page(found: NamedText) -> NamesPage:
    """Return the page on which words of a text are chosen."""
    redactions = redactions_of(db.session(), subject=found.subject, ids=[found.text_id])
    words = words_of(found.text, [one.span for one in redactions])
    return NamesPage(
        found=found,
        form=NamesForm.of(one for one in words if not one.is_covered),
        words=words,
        covered=tuple(one for one in redactions if clock.now() < one.made_at + UNDO_WITHIN),
    )


def cover_chosen(page: NamesPage) -> bool:
    """Cover the chosen words; say whether that was done."""
    if not page.form.validate_on_submit():
        return False
    try:
        with transaction(db.session()) as session:
            cover(
                session,
                subject=page.found.subject,
                subject_id=page.found.text_id,
                text=page.found.text,
                numbers=page.form.words.data or (),
                by=me().id,
                now=clock.now(),
                today=today(),
            )
    except NothingChosenError:
        page.form.refuse(_("Choose a word first."))
    except TooMuchCoveredError:
        page.form.refuse(_("That is more than a name. Choose fewer words."))
    else:
        flash(_("Nobody can read these words any more. You have a day to undo it."), "success")
        return True
    return False


def show_again(found: NamedText, redaction_id: UUID) -> None:
    """Show covered words again, if there is still time for that."""
    with transaction(db.session()) as session:
        done = uncover(
            session,
            redaction_id=RedactionId(redaction_id),
            subject_ids=[found.text_id],
            now=clock.now(),
            today=today(),
        )
    if done:
        flash(_("Everybody can read these words again."), "success")
    else:
        flash(_("It is too late to undo this. The words are gone for good."), "error")
