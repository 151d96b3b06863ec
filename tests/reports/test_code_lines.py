"""Is every line of the text file one code, whatever somebody called their team?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedbackpulse.reports.code_lines import CodeGroup, code_lines

ADDRESS = "https://pulse.example.org/ballot"


def test_a_line_has_a_code_its_link_and_its_group() -> None:
    group = CodeGroup(name="Planning", codes=("AAAA-BBBB-CCCC",))

    assert code_lines([group], address=ADDRESS) == (
        "AAAA-BBBB-CCCC\thttps://pulse.example.org/ballot#AAAA-BBBB-CCCC\tPlanning\r\n"
    )


@given(name=st.text(max_size=40), count=st.integers(0, 5))
def test_no_name_breaks_a_line_or_begins_a_formula(name: str, count: int) -> None:
    codes = tuple(f"AAAA-BBBB-CCC{number}" for number in range(count))

    text = code_lines([CodeGroup(name=name, codes=codes)], address=ADDRESS)

    lines = text.splitlines()
    assert [line.split("\t")[0] for line in lines] == list(codes)
    assert all(line.count("\t") == 2 for line in lines)
    assert not any(line.split("\t")[2][:1] in {"=", "+", "-", "@"} for line in lines)
