"""Is everything of a page looked at, although not every page is?"""

from __future__ import annotations

from pathlib import Path

from tests.browser.alike import is_new

PAGE = """<!doctype html><html lang="nl"><head><title>{title}</title>
<script src="/static/{script}" type="module"></script></head>
<body><header><a href="/{address}">{menu}</a></header>
<main><h1>{heading}</h1><input type="hidden" value="{token}"></main></body></html>"""
USUAL = {
    "title": "Start",
    "script": "pulse.js",
    "address": "start",
    "menu": "Start",
    "heading": "Dag Noor",
    "token": "x" * 60,
}


def looked_at(folder: Path, language: str = "nl", **other: str) -> bool:
    """Say whether the usual page with something else in it is looked at."""
    return is_new(folder, language, PAGE.format_map(USUAL | other))


def test_the_same_page_is_looked_at_once(tmp_path: Path) -> None:
    assert looked_at(tmp_path)
    assert not looked_at(tmp_path)
    assert not looked_at(tmp_path, token="y" * 60)


def test_whatever_can_be_seen_makes_it_another_page(tmp_path: Path) -> None:
    looked_at(tmp_path)
    for other in ({"heading": "Dag Joris"}, {"menu": "Team"}, {"script": "talk.js"}):
        assert looked_at(tmp_path, **other), other
        assert not looked_at(tmp_path, **other)


def test_another_language_is_another_page(tmp_path: Path) -> None:
    looked_at(tmp_path)
    assert looked_at(tmp_path, language="en")


def test_where_links_around_it_lead_makes_no_difference(tmp_path: Path) -> None:
    looked_at(tmp_path)
    assert not looked_at(tmp_path, address="team")
