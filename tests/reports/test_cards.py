"""Does every card carry its own code, in letters and as a QR code that leads to the right page?"""

from __future__ import annotations

import re

import segno

from feedbackpulse.reports.cards import CardTexts, CoverText, Pile, card_sheets
from feedbackpulse.reports.sheets import qr_runs

ADDRESS = "https://pulse.example.org/ballot"
TEXTS = CardTexts(
    organisation="Fictional Łódź Housing",
    title="How we listen",
    sentences=(("Niemand weet het.", "Eén keer."), ("Nobody knows.", "Once.")),
)
COVER = CoverText(heading="Nine cards", steps=("Cut.", "Put them in a hat."), warning="Too few.")


def pile(count: int, *, name: str = "Warehouse") -> Pile:
    codes = tuple(f"AAAA-BBBB-{number:04d}" for number in range(count))
    return Pile(name=name, codes=codes, covers=(COVER, COVER))


def printed(*piles: Pile, texts: CardTexts = TEXTS) -> str:
    """Return the PDF as text; what is drawn stands in it as it is written."""
    made = card_sheets(piles, texts=texts, address=ADDRESS, compressed=False)
    return made.decode("latin-1")


def pages(pdf: str) -> int:
    return len(re.findall(r"/Type /Page\n", pdf))


def codes(pdf: str) -> list[str]:
    return re.findall(r"\((AAAA-BBBB-\d{4})\) Tj", pdf)


def test_each_code_is_printed_once() -> None:
    assert codes(printed(pile(11))) == list(pile(11).codes)


def test_eight_cards_are_on_a_page_and_every_pile_has_its_cover() -> None:
    assert pages(printed(pile(8))) == 2
    assert pages(printed(pile(9))) == 3
    assert pages(printed(pile(1), pile(1, name="Vans"))) == 4
    assert pages(printed(pile(0))) == 1


def test_the_qr_code_is_the_address_with_the_code_in_its_fragment() -> None:
    [code] = pile(1).codes
    drawn = re.findall(
        r"^([\d.]+) ([\d.]+) ([\d.]+) -?([\d.]+) re f$", printed(pile(1)), re.MULTILINE
    )
    expected = segno.make(f"{ADDRESS}#{code}", micro=False, error="m").matrix

    rows = {float(row[1]) for row in drawn}
    dark = sum(round(float(width) / float(height)) for _, _, width, height in drawn)
    assert len(rows) == len(expected)
    assert dark == sum(map(sum, expected))


def test_the_runs_of_a_qr_code_make_up_its_dark_squares() -> None:
    matrix = [[0] * size for _, _, _, size in [next(qr_runs(ADDRESS))] for _ in range(size)]
    for row, column, length, _ in qr_runs(ADDRESS):
        matrix[row][column : column + length] = [1] * length

    expected = segno.make(ADDRESS, micro=False, error="m").matrix
    assert matrix == [list(row) for row in expected]


def test_a_long_title_does_not_run_into_the_code() -> None:
    long = CardTexts(organisation="O" * 120, title="Listen " * 17, sentences=TEXTS.sentences)
    pdf = printed(pile(1, name="G" * 120), texts=long)
    heights = re.findall(r"BT [\d.]+ ([\d.]+) Td [\d. ]+ rg (\(AAAA)?", pdf)
    place = next(number for number, (_, code) in enumerate(heights) if code)
    *above, code = [float(height) for height, _ in heights[place - 5 : place + 1]]

    assert above[0] < above[1]  # the last line of the cover, a page earlier
    assert above[1:] == sorted(above[1:], reverse=True)
    assert above[-1] - code > 15.5
