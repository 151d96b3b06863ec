"""Does a picture bring the letters it writes with, and no others?"""

from __future__ import annotations

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from feedbackpulse.charts.letters import Weight, can_write, font_faces, line_length

FACE = re.compile(
    r"@font-face\{font-family:([\w-]+);(?:font-weight:(\d+);)?src:url\(data:font/woff;base64,([^)]+)\)"
)


def brought(style: str) -> dict[tuple[str, str], set[str]]:
    """Return the letters in a style sheet, per family and weight."""
    found = {}
    for family, weight, font in FACE.findall(style):
        with TTFont(io.BytesIO(base64.b64decode(font))) as opened:
            found[family, weight] = {chr(code) for code in opened.getBestCmap()}
    return found


def test_a_picture_brings_the_letters_of_each_weight_and_no_others() -> None:
    style = font_faces({Weight.REGULAR: ["7 van 10", "één"], Weight.STRONG: ["3,8"]})

    assert brought(style) == {("fp", "400"): set("7 van10é"), ("fp", "600"): set("3,8")}


def test_a_sign_that_our_letters_lack_comes_from_another_font() -> None:
    style = font_faces({Weight.STRONG: ["3,8 ▲"]})

    assert brought(style) == {("fp", "600"): set("3,8 "), ("fp-signs", ""): {"▲"}}


def test_what_no_font_of_ours_can_write_is_left_to_the_readers_machine() -> None:
    assert can_write("3,8 ▲ é") is True
    assert can_write("服务") is False
    assert font_faces({Weight.REGULAR: ["服务"]}) == ""


def test_the_same_letters_give_the_same_bytes_in_whatever_order_they_are_written() -> None:
    one = font_faces({Weight.REGULAR: ["abc", "def"], Weight.STRONG: ["1"]})
    other = font_faces({Weight.STRONG: ["1"], Weight.REGULAR: ["fedcba"]})

    assert one == other


def test_every_letter_is_known_by_its_number_alone() -> None:
    """No name, date or maker in every picture: it would make each a kilobyte larger."""
    [font] = [font for _, _, font in FACE.findall(font_faces({Weight.REGULAR: ["abc"]}))]

    assert len(base64.b64decode(font)) < 2_000


@pytest.mark.parametrize("weight", list(Weight))
def test_words_are_as_long_as_their_letters_together(weight: Weight) -> None:
    word, twice = (line_length(words, size=13, weight=weight) for words in ("aaaa", "aaaaaaaa"))

    assert twice == pytest.approx(2 * word, abs=0.2)
    assert line_length("aaaa", size=26, weight=weight) == pytest.approx(2 * word, abs=0.2)
