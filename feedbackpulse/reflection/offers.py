"""What there is in a notebook to share, thing by thing, as a reader would see it now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from feedbackpulse.reflection.change import Direction, changes_since
from feedbackpulse.reflection.domain import Reflection, Words
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.own_words import Kept, Place, list_own_words
from feedbackpulse.reflection.peer_page import PeerPage
from feedbackpulse.reflection.peer_view import Sight
from feedbackpulse.reflection.peers import list_peer_pages
from feedbackpulse.reflection.plan import Plan
from feedbackpulse.reflection.plans import list_plans
from feedbackpulse.reflection.profile import FacetProfile, Profile, profile_of
from feedbackpulse.reflection.service import list_reflections
from feedbackpulse.reflection.sharing import Copy, Shareable

ALREADY_STRONG: Final = 4.0
FEWEST_POINTS: Final = 2
_OWN: Final = {
    Place.STRENGTH: Shareable.OWN_STRENGTH,
    Place.IMPROVEMENT_AREA: Shareable.OWN_IMPROVEMENT_AREA,
}
_TOLD: Final = frozenset({Sight.HIDDEN_STRENGTH, Sight.SHARED, Sight.TO_DISCUSS})


def list_offers(session: Session, *, notebook: Notebook) -> tuple[Copy, ...]:
    """Return everything that its owner could share, in the order in which it is offered."""
    mine = list_reflections(session, notebook=notebook)
    finished = [one for one in mine if one.is_finished]
    plans = [plan for plan in list_plans(session, notebook=notebook) if not plan.is_draft]
    profile = profile_of(finished)
    return (
        *_labels(profile),
        *(_own(one) for one in list_own_words(session, notebook=notebook) if one.words.title),
        *(_of_plan(plan) for plan in reversed(plans)),
        *_growth(finished, profile),
        *_words(finished),
        *(_of_peers(page) for page in list_peer_pages(session, notebook=notebook) if page.seen),
    )


def _labels(profile: Profile) -> Iterator[Copy]:
    for facet in profile.strengths:
        yield _label(Shareable.STRENGTH, facet, profile)
    for facet in profile.improvement_areas:
        yield _label(Shareable.IMPROVEMENT_AREA, facet, profile)


def _label(kind: Shareable, facet: FacetProfile, profile: Profile) -> Copy:
    facts = {
        "times": sum(rating is not None for rating in facet.ratings),
        "first": profile.is_first_impression,
        "high": facet.level.mean >= ALREADY_STRONG,
    }
    return Copy(kind=kind, ref=facet.facet, facts=facts)


def _own(kept: Kept) -> Copy:
    """Return a strength or improvement area that its owner put into their own words."""
    kind = _OWN[kept.words.place]
    facts = {"title": kept.words.title, "text": kept.words.text}
    return Copy(kind=kind, ref=str(kept.id), facts=facts)


def _of_plan(plan: Plan) -> Copy:
    """Return what a plan says it will do: neither what stands in its way nor how it went."""
    facts = {
        "facet": plan.facet,
        "goal": plan.goal,
        "text_if": plan.text_if,
        "text_then": plan.text_then,
        "created": plan.created.isoformat(),
        "due": plan.due.isoformat(),
        "status": plan.status.value,
    }
    return Copy(kind=Shareable.PLAN, ref=str(plan.id), facts=facts)


def _growth(finished: Sequence[Reflection], profile: Profile) -> Iterator[Copy]:
    rated = [one for one in finished if one.scores()]
    if len(rated) < FEWEST_POINTS:
        return
    changes = {one.facet: one.direction for one in changes_since(rated, earlier=rated[0].id)}
    for facet in profile.facets:
        points = _points(rated, facet)
        if len(points) >= FEWEST_POINTS:
            direction = changes.get(facet.facet, Direction.TOO_EARLY)
            facts = {"points": points, "direction": direction.value}
            yield Copy(kind=Shareable.GROWTH, ref=facet.facet, facts=facts)


def _points(rated: Sequence[Reflection], facet: FacetProfile) -> list[dict[str, Any]]:
    return [
        {"day": one.finished_on.isoformat(), "rating": rating}
        for one, rating in zip(rated, facet.ratings, strict=True)
        if rating is not None and one.finished_on is not None
    ]


def _words(finished: Sequence[Reflection]) -> Iterator[Copy]:
    """Yield what was written last under each prompt."""
    last: dict[str, tuple[Reflection, Words]] = {}
    for one in finished:
        last |= {words.prompt: (one, words) for words in one.words}
    for one, words in last.values():
        day = one.finished_on or one.started_on
        facts = {
            "prompt": words.prompt,
            "facet": words.facet,
            "text": words.text,
            "day": day.isoformat(),
        }
        yield Copy(kind=Shareable.WORDS, ref=f"{one.id}.{words.prompt}", facts=facts)


def _of_peers(page: PeerPage) -> Copy:
    """Return in which words colleagues and their owner agree or differ: no rating of anybody."""
    sights = {(one.facet, one.sight.value): None for one in page.seen or () if one.sight in _TOLD}
    facts = {"day": page.opens_on.isoformat(), "sights": [list(one) for one in sights]}
    return Copy(kind=Shareable.PEERS, ref=str(page.id), facts=facts)
