"""Is the norm complete as data, and is whatever is wrong with it named?"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from feedbackpulse.checkpoints.domain import Audience, CatalogueError, LocalText, UnknownCodeError
from feedbackpulse.checkpoints.loader import load_catalogue, read_catalogue

FOLDER = Path(__file__).parents[2] / "feedbackpulse" / "checkpoints" / "catalogue"
Break = Callable[[dict[str, Any]], object]


def broken(tmp_path: Path, change: Break, file: str = "checkpoints.yaml") -> str:
    """Return what is said about a copy of the catalogue with one change."""
    for name in ("checkpoints.yaml", "wording.yaml"):
        content = yaml.load((FOLDER / name).read_bytes(), Loader=yaml.CSafeLoader)
        if name == file:
            change(content)
        (tmp_path / name).write_text(yaml.dump(content, Dumper=yaml.CSafeDumper), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(tmp_path)
    return str(caught.value)


def point(content: dict[str, Any], code: str) -> dict[str, Any]:
    return next(entry for entry in content["checkpoints"] if entry["code"] == code)


def item(content: dict[str, Any], code: str) -> dict[str, Any]:
    for checkpoint in content["checkpoints"]:
        for facet in checkpoint["facets"]:
            for entry in facet["items"]:
                if entry["code"] == code:
                    found: dict[str, Any] = entry
                    return found
    raise AssertionError(code)


def test_the_norm_has_23_checkpoints_in_ten_blocks() -> None:
    catalogue = load_catalogue()

    assert len(catalogue.checkpoints) == 23
    assert sum(len(checkpoint.facets) for checkpoint in catalogue.checkpoints) == 48
    assert [len(catalogue.block_items(block.id)) for block in catalogue.blocks[:6]] == [
        6, 4, 4, 4, 4, 5,
    ]  # fmt: skip


def test_everything_can_be_found_by_its_code() -> None:
    catalogue = load_catalogue()

    assert catalogue.anchor.code == "G1"
    assert catalogue.open_question.is_open
    assert catalogue.item("M4E-P1").checkpoint == "M4"
    assert catalogue.facet("M4E") in catalogue.checkpoint("M4").facets
    assert catalogue.block(1).checkpoints == ("M4",)
    assert catalogue.area("policy").title.in_("nl") == "Beleid"
    assert "{facet}" in catalogue.wording_of("profile.strength").en
    assert [option.gas for option in catalogue.options_of("plan.follow_up_options")] == [
        -2, -1, 0, 1, 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "find", ["item", "checkpoint", "facet", "area", "wording_of", "options_of"]
)
def test_an_unknown_code_is_named(find: str) -> None:
    with pytest.raises(UnknownCodeError, match="'X9'"):
        getattr(load_catalogue(), find)("X9")


def test_an_unknown_block_is_named() -> None:
    with pytest.raises(UnknownCodeError, match="99"):
        load_catalogue().block(99)


def test_a_reflection_asks_only_items_with_behavioural_anchors() -> None:
    items = load_catalogue().reflection_items("M4")

    assert items
    assert all(set(found.anchors) == {1, 3, 5} for found in items)


def test_prompts_are_open_and_for_one_audience() -> None:
    prompts = load_catalogue().prompts("M4", "reflection")

    assert prompts
    assert {found.audience for found in prompts} == {Audience.REFLECTION}
    assert all(found.is_open for found in prompts)


def test_a_text_is_read_in_the_readers_language() -> None:
    text = LocalText(nl="Luisteren", en="Listening")

    assert [text.in_(locale) for locale in ("nl", "nl_NL", "en", "de")] == [
        "Luisteren", "Luisteren", "Listening", "Listening",
    ]  # fmt: skip


def test_the_catalogue_is_read_once_and_fast() -> None:
    started = time.perf_counter()

    fresh = read_catalogue(FOLDER)

    assert time.perf_counter() - started < 2
    assert load_catalogue() is load_catalogue()
    assert fresh == load_catalogue()


def test_an_untouched_copy_is_accepted(tmp_path: Path) -> None:
    for name in ("checkpoints.yaml", "wording.yaml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())

    assert read_catalogue(tmp_path).version == load_catalogue().version


BREAKS: list[tuple[str, Break]] = [
    ("item M4A-P1", lambda c: item(c, "M4A-P1")["text"].pop("en")),
    ("item M4A-P1", lambda c: item(c, "M4A-P1")["text"].update(nl="  ")),
    ("checkpoint M4 title", lambda c: point(c, "M4")["title"].pop("nl")),
    ("checkpoint M4 summary", lambda c: point(c, "M4")["summary"].pop("en")),
    ("facet M4A title", lambda c: point(c, "M4")["facets"][0]["title"].pop("en")),
    ("action M4", lambda c: point(c, "M4")["development"]["team"][0]["text"].pop("nl")),
    ("action M4", lambda c: point(c, "M4")["development"]["team"][0].update(kind="wish")),
    ("area policy title", lambda c: c["areas"][0]["title"].pop("nl")),
    ("glossary feedback", lambda c: c["glossary"]["feedback"].pop("en")),
    ("recall_period pulse", lambda c: c["recall_period"].update(pulse=None)),
    ("non_substantive dont_know", lambda c: c["non_substantive"]["dont_know"].pop("nl")),
    ("item G1 title", lambda c: c["general"][0]["title"].pop("nl")),
    ("item M4A-P1", lambda c: item(c, "M4A-P1").update(scale="stars3")),
    ("item M4A-P1", lambda c: item(c, "M4A-P1").update(version=0)),
    ("item M4A-P1", lambda c: item(c, "M4A-P1").update(version="one")),
    ("item M4A-P1", lambda c: item(c, "M4A-P1").update(audience="boss")),
    ("item M4A-P1", lambda c: item(c, "M4A-P1").update(tier="maybe")),
    ("item M4A-P1", lambda c: item(c, "M4A-P1").update(scale="open")),
    ("item M4A-P1", lambda c: item(c, "M4A-P1").pop("scale")),
    ("item M4A-P1", lambda c: item(c, "M4B-P1").update(code="M4A-P1")),
    ("item G1", lambda c: c["general"][1].update(code="G1")),
    ("item G4", lambda c: c["general"].pop(3)),
    ("item G1 must be rated", lambda c: c["general"][0].update(scale="open")),
    ("item G5 must be rated", lambda c: c["general"][4].update(scale="open")),
    ("item M4A-R1", lambda c: item(c, "M4A-R1")["anchors"].pop(3)),
    ("item M4A-R1", lambda c: item(c, "M4A-R1").pop("anchors")),
    ("item M4A-R1 anchor 1", lambda c: item(c, "M4A-R1")["anchors"][1].pop("en")),
    ("item M4A-R1", lambda c: item(c, "M4A-R1").update(anchors=[1, 3, 5])),
    ("item B1A-L1", lambda c: item(c, "B1A-L1").update(twin_of="B9Z-P1")),
    ("item B1A-L1", lambda c: item(c, "B1A-L1").update(twin_of="M4A-P1")),
    ("facet M4A", lambda c: point(c, "M4")["facets"][1].update(code="M4A")),
    ("checkpoint M4", lambda c: point(c, "M5").update(code="M4")),
    ("checkpoint M4", lambda c: point(c, "M4").update(area="sales")),
    ("checkpoint M4", lambda c: point(c, "M4").update(block=2)),
    ("checkpoint M4", lambda c: point(c, "M4").pop("referent")),
    ("checkpoint M4", lambda c: c["blocks"][0]["checkpoints"].remove("M4")),
    ("checkpoint M4", lambda c: c["blocks"][0]["checkpoints"].append("M4")),
    ("checkpoint M4", lambda c: [f["items"].clear() for f in point(c, "M4")["facets"]]),
    ("block 1", lambda c: c["blocks"][0]["checkpoints"].append("X1")),
    ("block 1", lambda c: c["blocks"][1].update(id=1)),
    ("block 1", lambda c: c["blocks"][0].update(checkpoints="M4")),
    ("area policy", lambda c: c["areas"][1].update(code="policy")),
    ("action B1-L1", lambda c: point(c, "B2")["development"]["leader"][0].update(code="B1-L1")),
    ("scale agree5", lambda c: c["scales"]["agree5"]["labels"]["nl"].pop()),
    ("scale agree5", lambda c: c["scales"]["agree5"].update(type="stars")),
    ("scale agree5 label 2", lambda c: c["scales"]["agree5"]["labels"]["en"].__setitem__(1, "")),
    ("scale open", lambda c: c["scales"]["open"].pop("max_chars")),
    ("catalogue", lambda c: c.pop("blocks")),
    ("catalogue", lambda c: c.update(glossary=[])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "change"), BREAKS, ids=[f"{n}: {name}" for n, (name, _) in enumerate(BREAKS)]
)
def test_a_wrong_entry_is_named(tmp_path: Path, name: str, change: Break) -> None:
    assert broken(tmp_path, change).startswith(name)


def test_wording_without_a_language_is_named(tmp_path: Path) -> None:
    said = broken(tmp_path, lambda c: c["team"]["up"].pop("en"), "wording.yaml")

    assert said.startswith("wording team.up")


def test_an_option_without_a_language_is_named(tmp_path: Path) -> None:
    said = broken(tmp_path, lambda c: c["plan"]["follow_up_next"][0].pop("nl"), "wording.yaml")

    assert said.startswith("wording plan.follow_up_next keep")


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "checkpoints.yaml").write_text("a: [", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"checkpoints\.yaml cannot be read"):
        read_catalogue(tmp_path)


def test_a_file_that_is_a_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "checkpoints.yaml").write_text("- 1", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"checkpoints\.yaml is not a table"):
        read_catalogue(tmp_path)
