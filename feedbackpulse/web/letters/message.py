"""What a mail says, and how it becomes two parts that say the same.

There is no picture in it, nothing from elsewhere, and no link but the one for going on and the one
to the reader's own settings. So opening a mail tells nobody anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.extensions import current_settings
from feedbackpulse.notices.domain import Letter
from feedbackpulse.web.letters.addresses import address_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What a mail says. The first of what it says is what a list of mails shows beside its subject.

    The promise says who sees what, and the rest how to be left alone.
    """

    subject: str
    heading: str
    says: tuple[str, ...]
    items: tuple[str, ...] = ()
    button: str
    link: str
    promise: str
    words: tuple[str, ...] = ()
    rest: tuple[str, ...]
    has_settings: bool = True


def letter(message: Message, *, to: str) -> Letter:
    """Return a message as a mail, in the language that is in force."""
    chosen = {
        "message": message,
        "locale": str(get_locale()),
        "organisation": current_settings().organisation,
        "words": " ".join(message.words),
        "words_title": _("The eight words of this round:"),
        "words_why": _(
            "You see the same words on the page with the questions and on the notice board. "
            "Then everybody gets the same questions. Are they different? "
            "Do not send your answers, and tell HR or the works council."
        ),
        "settings_title": _("Choose when we write to you"),
        "settings_link": address_of("account.notices"),
    }
    text, html = (
        current_app.jinja_env.get_template(name).render(chosen)
        for name in ("letters/letter.txt", "letters/letter.html")
    )
    return Letter(to=to, subject=message.subject, text=text, html=html)
