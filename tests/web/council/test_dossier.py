"""Does a dossier say how a cycle really is set up, in both languages and as a file?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feedbackpulse.cycles.domain import CycleState, Privacy, SecondKey
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.reports.document import (
    Bullets,
    Document,
    Paragraph,
    Section,
    Table,
    document_pdf,
)
from feedbackpulse.roster.words import eight_words
from feedbackpulse.web.dossier import attacks
from tests.jobs.company import Company, found
from tests.pages import Visitor, table, words_of
from tests.web.hr.organisation import drafted

Visit = Callable[[PersonId | None], Visitor]


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def hr(company: Company, visit: Visit) -> Visitor:
    person = company.people["Mill"][0]
    with company.stores.main() as session, transaction(session):
        people.grant_role(session, person_id=person, role=Role.HR)
    return visit(person)


@pytest.fixture
def no_results(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Look for the results of attacks where there are none yet."""
    place = tmp_path / "attacks.json"
    monkeypatch.setattr(attacks, "_FILE", place)
    attacks.measured_attacks.cache_clear()
    yield place
    attacks.measured_attacks.cache_clear()


def test_it_is_written_from_the_real_settings(company: Company, hr: Visitor) -> None:
    company.plan(privacy=Privacy(smallest_group=7, margin=3), second_key=SecondKey.COUNCIL)
    page = hr.open(f"/org/cycles/{company.cycle_id}/dossier")
    said = words_of(page)

    assert ["A figure is shown from", "7 answers"] in table(page, "How this cycle is set up")
    assert "A group with fewer than 7 answers shows nothing." in said
    assert "The answers of 3 people could then still go either way." in said
    assert "A second key: without the works council nobody can open the ballots." in said
    assert "Nobody is of the works council in this software" in said
    assert len(table(page, "Who can learn what")) == 15


def test_a_round_without_a_second_key_has_a_higher_risk(company: Company, hr: Visitor) -> None:
    company.plan()
    page = hr.open(f"/org/cycles/{company.cycle_id}/dossier")
    risks = {row[0]: row[1:3] for row in table(page, "Risks for people")}

    assert risks["An administrator reads ballots while a round is open."] == ["middle", "high"]


def test_it_has_the_eight_words_of_the_last_round_that_opened(
    company: Company, hr: Visitor
) -> None:
    round_id = company.plan()
    path = f"/org/cycles/{company.cycle_id}/dossier"
    before = words_of(hr.open(path))
    company.open(round_id)
    after = words_of(hr.open(path))
    sha256 = company.round(round_id).manifest_sha256

    assert sha256 is not None
    assert "No round of this cycle has opened yet." in before
    assert sha256 in after
    assert " ".join(eight_words(sha256, "en")) in after


def test_without_results_it_says_that_attacks_were_not_measured(
    company: Company, hr: Visitor, no_results: Path
) -> None:
    company.plan()
    path = f"/org/cycles/{company.cycle_id}/dossier"
    before = words_of(hr.open(path))
    no_results.write_text(
        '[{"id": "A1", "attack_en": "Follow the order", "attack_nl": "Volg de volgorde",'
        ' "limit_en": "1 point", "limit_nl": "1 punt", "sqlite": "0.2", "postgresql": "0.3",'
        ' "holds": false, "date": "2026-11-24"}]',
        encoding="utf-8",
    )
    attacks.measured_attacks.cache_clear()
    page = hr.open(path)

    assert "does not say how well it stood them" in before
    assert table(page, "Attacks that were tried")[1] == [
        "A1",
        "Follow the order",
        "1 point",
        "0.2",
        "0.3",
        "No",
    ]
    assert "Measured on 24 November 2026." in words_of(page)


def test_the_results_of_this_release_are_in_it(company: Company, hr: Visitor) -> None:
    company.plan()
    page = hr.open(f"/org/cycles/{company.cycle_id}/dossier")
    tried = {row[0] for row in table(page, "Attacks that were tried")}

    assert {"A1", "A11", "A19"} <= tried


def test_the_same_comes_as_a_pdf(company: Company, hr: Visitor) -> None:
    company.plan()
    answer = hr.get(f"/org/cycles/{company.cycle_id}/dossier.pdf")

    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].endswith('"dossier-luisteren-2027.pdf"')


def test_a_draft_is_for_hr_only(company: Company, hr: Visitor, visit: Visit) -> None:
    draft = drafted(company.stores)
    member = company.people["Mill"][1]
    with company.stores.main() as session, transaction(session):
        people.grant_role(session, person_id=member, role=Role.COUNCIL)
    council = visit(member)

    assert draft.state is CycleState.DRAFT
    assert hr.get(f"/org/cycles/{draft.id}/dossier").status_code == 200
    assert council.get(f"/council/cycles/{draft.id}/dossier").status_code == 404
    company.plan()
    assert council.get(f"/council/cycles/{company.cycle_id}/dossier.pdf").status_code == 200


def test_a_document_of_any_kind_and_length_becomes_a_file() -> None:
    sentence = "Żółć, Ελλάδα and кириллица: words in many letters. "
    document = Document(
        title="Proef",
        subtitle="Voor niemand",
        locale="nl",
        sections=tuple(
            Section(
                heading=f"Deel {number}",
                parts=(
                    Paragraph(text=sentence * 20, room=3),
                    Bullets(items=(sentence, sentence * 3)),
                    Table(
                        caption="Tabel",
                        head=("Wat", "Waarom"),
                        rows=((sentence, sentence * 4), ("", "–")) * 12,
                        widths=(1, 2),
                    ),
                ),
            )
            for number in range(4)
        ),
    )

    made = document_pdf(document, page="pagina", compressed=False)

    assert made.count(b"/Type /Page\n") > 4
