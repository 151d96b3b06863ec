"""Make the cards of a round and hand them over as a PDF, for whoever may."""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from feedbackpulse.config import LOCALES
from feedbackpulse.cycles.domain import Round
from feedbackpulse.extensions import current_settings, stores
from feedbackpulse.reports.cards import CardTexts, CoverText, Pile, card_sheets
from feedbackpulse.roster.cards import CardSheet, make_cards, units_with_cards
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.links import absolute
from feedbackpulse.web.page import moment
from feedbackpulse.web.team.words import unit_name


def card_units(asked: Round) -> tuple[RoundUnit, ...]:
    """Return the groups of a round in which people answer with a card."""
    return units_with_cards(stores(), round_id=asked.id)


def card_address() -> str | None:
    """Return the address that stands on a card, or None when nobody told us where we are."""
    address = absolute(url_for("ballot.enter"))
    return address if "://" in address else None


def print_cards(asked: Round, *, address: str) -> Response:
    """Make the cards of a round anew and send them as a PDF. They are kept nowhere."""
    sheets = make_cards(stores(), round_id=asked.id)
    pdf = card_sheets(
        [_pile(sheet, asked) for sheet in sheets], texts=_texts(asked), address=address
    )
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Cache-Control"] = "no-store"
    response.headers.set("Content-Disposition", "attachment", filename="cards.pdf")
    return response


def _texts(asked: Round) -> CardTexts:
    return CardTexts(
        organisation=current_settings().organisation,
        title=asked.title,
        sentences=tuple(_sentences(asked, locale) for locale in LOCALES),
    )


def _sentences(asked: Round, locale: str) -> tuple[str, ...]:
    with force_locale(locale):
        return (
            str(_("Nobody knows which card is yours: draw it from a hat.")),
            str(_("It works once.")),
            str(_("You can answer until %(moment)s.", moment=moment(asked.closes_at))),
        )


def _pile(sheet: CardSheet, asked: Round) -> Pile:
    return Pile(
        name=unit_name(sheet.unit, sheet.unit_name),
        codes=sheet.codes,
        covers=tuple(_cover(sheet, asked, locale) for locale in LOCALES),
    )


def _cover(sheet: CardSheet, asked: Round, locale: str) -> CoverText:
    with force_locale(locale):
        unit = unit_name(sheet.unit, sheet.unit_name)
        count = len(sheet.codes)
        heading = ngettext(
            "%(num)s card for %(unit)s", "%(num)s cards for %(unit)s", count, unit=unit
        )
        return CoverText(
            heading=str(heading),
            steps=_steps(asked),
            warning=_warning() if sheet.hides_little else None,
        )


def _steps(asked: Round) -> tuple[str, ...]:
    return (
        str(_("Cut the cards and fold them. Do not write down a code, and make no copy.")),
        str(_("Put them in a hat and mix them. Everybody who answers with a card draws one.")),
        str(_("Never choose a card for somebody, and write down nowhere who drew which.")),
        str(_("Who is away draws later, from what is left in the hat.")),
        str(
            _(
                "A card is lost? Nobody knows which one it was. Make all cards again: "
                "then those that were not used work no longer."
            )
        ),
        str(
            _(
                "Tear up what is left in the hat after %(moment)s. It is good for nothing then.",
                moment=moment(asked.closes_at),
            )
        ),
    )


def _warning() -> str:
    return str(
        _(
            "With so few cards a hat hides little: whoever looks on may guess who has which. "
            "Let somebody do it whom people trust, such as the works council."
        )
    )
