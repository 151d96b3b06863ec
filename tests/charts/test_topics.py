"""Are the topics drawn the same way every time, with room for long names?"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import product

import pytest

from feedbackpulse.charts.drawing import Width, regular, text_width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.topics import Row, topics_svg, wrapped
from feedbackpulse.insight.estimates import Level, Missing
from feedbackpulse.release.domain import Reason
from tests.insight.figures import figure, item_level

LONG = "Verantwoordelijk voor de beleving van iedereen die ons nodig heeft"


def row(level: Level, *, title: str = LONG) -> Row:
    return Row(
        title=title,
        caption="9 of 11",
        level=level,
        organisation=item_level(figure(3.5, n=90, invited=120)),
        shown="3.4",
    )


ROWS = [
    row(item_level(figure(3.1))),
    row(item_level(figure(4.0, 5.0))),
    row(item_level(figure(1.0, 2.0))),
    row(Missing(reason=Reason.TOO_FEW_ANSWERS)),
]


@pytest.mark.parametrize(("shade", "width"), list(product(Shade, Width)))
def test_the_same_figures_give_the_same_bytes(shade: Shade, width: Width) -> None:
    svg = topics_svg(ROWS, shade=shade, width=width)

    assert svg == topics_svg(ROWS, shade=shade, width=width)
    assert b" style=" not in svg


def test_every_topic_adds_a_row() -> None:
    one = topics_svg(ROWS[:1], shade=Shade.LIGHT, width=Width.WIDE)
    four = topics_svg(ROWS, shade=Shade.LIGHT, width=Width.WIDE)

    assert b'height="84"' in one
    assert b'height="246"' in four


def test_a_long_name_is_wrapped_within_its_column() -> None:
    lines = wrapped(LONG, width=200)

    assert " ".join(lines) == LONG
    assert len(lines) > 1
    assert all(text_width(line, regular(14)) <= 200 for line in lines)


@pytest.mark.parametrize(
    "title",
    ["A raise of $5 or $6?", "$\\frac{$", "$x$", "--><script>", "a\nb", "\x00\x0b", "服务 ▲ 👂"],
)
def test_whatever_somebody_writes_is_drawn_as_it_stands(title: str) -> None:
    """Two dollar signs are no formula: half a one would end in an error instead of a picture."""
    svg = topics_svg(
        [row(item_level(figure(3.1)), title=title)], shade=Shade.LIGHT, width=Width.WIDE
    )

    assert b"<script" not in svg
    assert ET.fromstring(svg) is not None  # noqa: S314  (our own picture, made a line above)
    assert svg.endswith(b"</svg>\n")
