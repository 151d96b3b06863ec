"""Are both views told apart, and is nothing drawn of what others may not be known by?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.leader_gap import GapRow, LeaderGap, leader_gap_height, leader_gap_svg
from feedbackpulse.charts.palette import PALETTES, Shade
from feedbackpulse.charts.peer_view import PeerRow, PeerView, peer_view_height, peer_view_svg
from feedbackpulse.charts.two_views import Tone
from feedbackpulse.insight.estimates import Level, Side
from tests.charts.gallery.levels import TOO_FEW, bounded, known

LIGHT = PALETTES[Shade.LIGHT]
variants = pytest.mark.parametrize(
    ("shade", "width"), [(Shade.LIGHT, Width.WIDE), (Shade.DARK, Width.PHONE)]
)
PEER = PeerRow(title="Taking time", own=3.0, others=4.4, headline="hidden strength")


def peers(*rows: PeerRow) -> PeerView:
    return PeerView(
        own="you", others="colleagues", rows=rows, marks=("starting out", "on the way", "habit")
    )


def gap(team: Level, *, tone: Tone = Tone.NONE, expected: float | None = None) -> LeaderGap:
    row = GapRow(
        title="Giving room", own=4.0, team=team, headline="said", tone=tone, expected=expected
    )
    return LeaderGap(own="you", team="your team", expected="expected", rows=(row,))


def drawn(whole: PeerView | LeaderGap) -> str:
    if isinstance(whole, PeerView):
        return peer_view_svg(whole, shade=Shade.LIGHT, width=Width.WIDE).decode()
    return leader_gap_svg(whole, shade=Shade.LIGHT, width=Width.WIDE).decode()


def written(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@variants
def test_the_same_view_of_colleagues_gives_the_same_bytes(shade: Shade, width: Width) -> None:
    whole = peers(PEER, replace(PEER, others=None, said="Nobody saw this " * 9))

    svg = peer_view_svg(whole, shade=shade, width=width)

    assert svg == peer_view_svg(whole, shade=shade, width=width)
    assert f'height="{peer_view_height(whole, width=width)}"'.encode() in svg
    assert b" style=" not in svg


@variants
def test_the_same_gap_gives_the_same_bytes(shade: Shade, width: Width) -> None:
    whole = gap(bounded(4.2, Side.HIGHER), expected=3.5)

    svg = leader_gap_svg(whole, shade=shade, width=width)

    assert svg == leader_gap_svg(whole, shade=shade, width=width)
    assert f'height="{leader_gap_height(whole, width=width)}"'.encode() in svg


def test_only_a_clear_difference_has_a_colour() -> None:
    for tone, colours in (
        (Tone.NONE, set()),
        (Tone.OTHERS_HIGHER, {LIGHT.line}),
        (Tone.OTHERS_LOWER, {LIGHT.accent}),
    ):
        for svg in (drawn(peers(replace(PEER, tone=tone))), drawn(gap(known(3.1), tone=tone))):
            assert {c for c in (LIGHT.line, LIGHT.accent) if c.lower() in svg} == colours


def test_too_few_answers_leave_no_square_behind() -> None:
    """The key has one square, and the only row has none."""
    both, alone = drawn(peers(PEER)), drawn(peers(replace(PEER, others=None)))

    assert both.count("<use ") - alone.count("<use ") == 1


@pytest.mark.parametrize("tone", list(Tone))
def test_a_withheld_level_is_a_pattern_and_never_a_colour(tone: Tone) -> None:
    svg = drawn(gap(TOO_FEW, tone=tone))

    assert "<pattern" in svg
    assert svg == drawn(gap(TOO_FEW))


def test_what_was_expected_is_explained_only_where_something_was() -> None:
    assert "expected" not in written(drawn(gap(known(3.4))))
    assert "expected" in written(drawn(gap(known(3.4), expected=3.5)))


def test_long_sentences_make_the_row_higher_and_lose_no_word() -> None:
    sentence = "You see this more often than your team does and may want to ask them when."
    long = peers(replace(PEER, said=sentence))

    assert peer_view_height(long, width=Width.WIDE) > peer_view_height(
        peers(PEER), width=Width.WIDE
    )
    assert sentence in " ".join(written(drawn(long)))
