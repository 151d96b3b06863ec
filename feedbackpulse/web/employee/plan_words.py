"""Plans in words: sentences from the two halves that their owner wrote, and names of choices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from feedbackpulse.checkpoints.domain import ActionKind, Catalogue, Checkpoint, LocalText
from feedbackpulse.reflection.plan import FollowUp, Note, NoteKind, Plan, Status

_HALVES: Final = re.compile(r"(?:als|if) (?P<when>.+?), (?:dan|then) (?P<step>.+)", re.IGNORECASE)
_QUOTES: Final = "\"'\u2019\u201d"
_BEGINNING: Final = re.compile(r"^(?:als|if|dan|then)\s+", re.IGNORECASE)


def sentence_of(plan: Plan, *, then: FollowUp | None = None) -> str:
    """Return the two halves of a plan as one sentence, or what there is of it.

    *then* is a look back, for the sentence as it was at that time.
    """
    of = then or plan
    return joined(of.text_if, of.text_then, language=plan.language)


def joined(text_if: str, text_then: str, *, language: str = "") -> str:
    """Return two halves as one sentence, or what there is of it; else in the reader’s language."""
    when, step = _bare(text_if), _bare(text_then)
    if not (when and step):
        return step or when
    with force_locale(language or str(get_locale())):
        said = str(_("If %(when)s, then %(step)s", when=when, step=step))
    return said if said.rstrip(_QUOTES).endswith(("?", "!")) else f"{said}."


def _bare(half: str) -> str:
    """Return half a sentence without the words that go around it anyway."""
    return _BEGINNING.sub("", half.strip()).rstrip(" .,;…")


def halves_of(text: LocalText, kind: ActionKind, locale: str) -> tuple[str, str]:
    """Return a step of the catalogue as the two halves of a plan; the first may be empty."""
    said = text.in_(locale)
    found = _HALVES.fullmatch(said.rstrip(".")) if kind is ActionKind.IF_THEN else None
    return (found["when"], found["step"]) if found else ("", said)


def checkpoint_of(facet: str, catalogue: Catalogue) -> Checkpoint:
    """Return the checkpoint that a facet is a side of."""
    return next(p for p in catalogue.checkpoints if facet in {f.code for f in p.facets})


def name_of_note(kind: NoteKind) -> str:
    """Return what a note of that kind is called."""
    names = {
        NoteKind.WEEK: _("How it went this week"),
        NoteKind.EXAMPLE: _("An example of it going well"),
        NoteKind.COMPLIMENT: _("A compliment somebody gave me"),
        NoteKind.RESULT: _("A result"),
    }
    return str(names[kind])


def name_of_status(status: Status) -> str:
    """Return where a plan is, in a word or two."""
    names = {
        Status.DRAFT: _("Being written"),
        Status.RUNNING: _("Running"),
        Status.DONE: _("Done"),
        Status.STOPPED: _("Stopped"),
    }
    return str(names[status])


def how_it_went(follow_up: FollowUp, catalogue: Catalogue, locale: str) -> str:
    """Return how a plan went, in the words that were chosen from."""
    options = catalogue.options_of("plan.follow_up_options")
    return next(one.text.in_(locale) for one in options if one.gas == follow_up.gas)


def what_comes_next(follow_up: FollowUp, catalogue: Catalogue, locale: str) -> str:
    """Return what somebody does after looking back, in the words that were chosen from."""
    options = catalogue.options_of("plan.follow_up_next")
    return next(one.text.in_(locale) for one in options if one.code == follow_up.next)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanWords:
    """What pages say plans with, in the reader's language."""

    catalogue: Catalogue
    locale: str

    def title(self, facet: str) -> str:
        """Return what a facet is called."""
        return self.catalogue.facet(facet).title.in_(self.locale)

    def subject(self, facet: str) -> str:
        """Return what the checkpoint is called that a facet is a side of."""
        return checkpoint_of(facet, self.catalogue).title.in_(self.locale)

    def sentence(self, plan: Plan, then: FollowUp | None = None) -> str:
        """Return the two halves of a plan as one sentence, as they are or as they were then."""
        return sentence_of(plan, then=then)

    def status(self, plan: Plan) -> str:
        """Return where a plan is."""
        return name_of_status(plan.status)

    def went(self, follow_up: FollowUp) -> str:
        """Return how a plan went."""
        return how_it_went(follow_up, self.catalogue, self.locale)

    def onward(self, follow_up: FollowUp) -> str:
        """Return what somebody does after looking back."""
        return what_comes_next(follow_up, self.catalogue, self.locale)

    def note(self, note: Note) -> str:
        """Return what a note is called."""
        return name_of_note(note.kind)
