"""Does the table that people read say what was measured, of every attack?"""

from __future__ import annotations

import pytest

from tests.privacy.attacks import table
from tests.privacy.attacks.catalogue import ATTACKS
from tests.privacy.attacks.measure import Measure

NUMBERS = [f"A{number}" for number in range(1, 23)]


def test_there_is_an_attack_for_every_number() -> None:
    assert [attack.id for attack in ATTACKS if attack.id != "A1b"] == NUMBERS
    assert [attack.id for attack in ATTACKS].count("A1b") == 1


def test_the_packaged_table_has_them_all_and_all_hold() -> None:
    packaged = table.packaged()

    assert [one["id"] for one in packaged] == [attack.id for attack in ATTACKS]
    assert [one["id"] for one in packaged if not one["holds"]] == []


def test_the_words_of_the_packaged_table_are_those_of_today() -> None:
    for one, attack in zip(table.packaged(), ATTACKS, strict=True):
        for locale in ("nl", "en"):
            assert one[f"attack_{locale}"] == attack.name[locale]
            assert one[f"limit_{locale}"] == attack.limit[locale]
        assert one["limit"] == attack.bound


def test_the_document_has_the_packaged_table() -> None:
    assert table.as_markdown(table.packaged()) in table.DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("holds", [True, False])
def test_a_row_holds_only_when_it_holds_on_both_engines(holds: bool) -> None:  # noqa: FBT001  (a parameter of the test)
    good = Measure(figure="0", holds=True)
    other = Measure(figure="1", holds=holds)

    [row] = table.rows({("A3", "sqlite"): good, ("A3", "postgresql"): other})
    [half] = table.rows({("A3", "sqlite"): good})

    assert row.holds == holds
    assert not half.holds
