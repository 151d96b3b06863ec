"""Does a document as Markdown say what the document says, and nothing that words turn into?"""

from __future__ import annotations

import pytest

from feedbackpulse.reports.document import (
    Bullets,
    Document,
    Paragraph,
    Part,
    Picture,
    Section,
    Table,
)
from feedbackpulse.reports.markdown import document_markdown


def written(*parts: Part, title: str = "My talk") -> str:
    section = Section(heading="Plan: time", parts=parts)
    return document_markdown(
        Document(title=title, subtitle="Noor", sections=(section,), locale="en")
    )


def test_every_kind_of_part_is_there() -> None:
    table = Table(caption="-", head=("Day", "What"), rows=(("1 May", "It\nworked"),), widths=(1, 1))

    said = written(
        Paragraph(text="First."),
        Bullets(items=("one", "two")),
        table,
        Picture(png=b"", alt="A line that rises", width=1, height=1),
    )

    assert said == (
        "# My talk\n\nNoor\n\n## Plan: time\n\nFirst.\n\n- one\n- two\n\n"
        "| Day | What |\n| --- | --- |\n| 1 May | It worked |\n\nA line that rises\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# no heading", r"\# no heading"),
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("2) no list", r"2\) no list"),
        ("+ no list", r"\+ no list"),
        ("=====", r"\====="),
        ("*no* _stress_", r"\*no\* \_stress\_"),
        ("<b>no</b> &amp;", r"\<b\>no\</b\> \&amp;"),
        ("[no](link)", r"\[no\](link)"),
        ("a | b", r"a \| b"),
        ("well-meant, 3.5 and 1 + 1", "well-meant, 3.5 and 1 + 1"),
    ],
)
def test_what_people_write_stays_words(text: str, said: str) -> None:
    assert f"\n\n{said}\n" in written(Paragraph(text=text))


def test_lines_end_where_they_ended_and_stay_in_their_bullet() -> None:
    assert "- one  \n  two  \n  three\n" in written(Bullets(items=("one\ntwo\n\n  three",)))


def test_a_title_stays_on_one_line() -> None:
    assert written(Paragraph(text="x"), title="My\n# talk").startswith("# My \\# talk\n")
