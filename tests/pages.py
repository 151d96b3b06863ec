"""Opens pages the way a browser does, and checks every page it opens.

A test that goes through `Visitor` cannot pass on a page with a broken form, a missing
label, two headings or an inline style, whatever else the test is about.
"""

from __future__ import annotations

import warnings
from copy import copy
from typing import Any

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from bs4.builder._html5lib import HTML5TreeBuilder
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Visitor:
    """Somebody with a browser, signed in or not."""

    def __init__(self, client: FlaskClient, *, language: str = "en") -> None:
        self.client = client
        self._headers = {"Accept-Language": language}

    def get(self, path: str) -> TestResponse:
        """Fetch anything, unchecked."""
        return self.client.get(path, headers=self._headers)

    def open(self, path: str, *, status: int = 200) -> BeautifulSoup:
        """Open a page (following redirects), check it, and return it."""
        response = self.client.get(path, headers=self._headers, follow_redirects=True)
        assert response.status_code == status, (
            f"{path}: {response.status_code}\n{response.text[:2000]}"
        )
        return checked(response.text)

    def submit(
        self,
        page: BeautifulSoup,
        answers: dict[str, str | list[str]] | None = None,
        *,
        form: str = "main form[method=post]",
        button: str | None = None,
        status: int = 200,
    ) -> BeautifulSoup:
        """Fill in a form on *page*, send it as a browser would, and return what comes next.

        *form* is a CSS selector; *button* the "name=value" of the button that is pressed.
        """
        response = self.send(page, answers, form=form, button=button)
        assert response.status_code == status, f"{response.status_code}\n{response.text[:2000]}"
        return checked(response.text)

    def send(
        self,
        page: BeautifulSoup,
        answers: dict[str, str | list[str]] | None = None,
        *,
        form: str = "main form[method=post]",
        button: str | None = None,
    ) -> TestResponse:
        """Do what `submit` does, and return the response itself."""
        found = page.select_one(form)
        assert found is not None, f"no {form} on this page"
        sent = _filled_in(found)
        for name, answer in (answers or {}).items():
            assert found.select_one(f"[name='{name}']"), f"the form does not ask for {name}"
            sent[name] = answer
        if button:
            name, _, value = button.partition("=")
            assert found.select_one(f"button[name='{name}'][value='{value}']"), (
                f"no button {button}"
            )
            sent[name] = value
        return self.client.post(
            str(found["action"]), data=sent, headers=self._headers, follow_redirects=True
        )


def words_of(page: BeautifulSoup) -> str:
    """Return what a page says to who has no JavaScript, without its layout."""
    main = copy(page.select_one("main"))
    assert main is not None
    for unseen in main.select("template, [hidden]"):
        unseen.decompose()
    return " ".join(main.text.split())


def table(page: BeautifulSoup, caption: str) -> list[list[str]]:
    """Return the cells of the table with this caption, row by row."""
    found = next(t for t in page.select("table") if t.caption and t.caption.text == caption)
    return [[cell.text.strip() for cell in row.select("th, td")] for row in found.select("tr")]


def _filled_in(form: Tag) -> dict[str, str | list[str]]:
    """Return what a browser would send if nothing were changed."""
    sent: dict[str, str | list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind, name = str(field.get("type", "text")), str(field["name"])
        if kind in {"file", "submit"} or field.has_attr("disabled"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            if chosen is not None:
                sent[name] = str(chosen.get("value", chosen.text))
        elif kind in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                value = str(field.get("value", "on"))
                before = sent.get(name)
                sent[name] = [*before, value] if isinstance(before, list) else [value]
        else:
            sent[name] = field.text if field.name == "textarea" else str(field.get("value", ""))
    return sent


class _StrictBuilder(HTML5TreeBuilder):
    """Builds the tree of a page, and raises html5lib's ParseError on the first mistake in it."""

    def feed(self, markup: Any) -> None:
        """Read a page once, to check it and to keep it."""
        parser = html5lib.HTMLParser(tree=self.create_treebuilder, strict=True)  # type: ignore[arg-type]  # a function that makes one will do
        assert self.underlying_builder is not None
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.underlying_builder.parser = None


def checked(html: str) -> BeautifulSoup:
    """Return the page, or fail on what is wrong with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        page = BeautifulSoup(html, builder=_StrictBuilder())
    [heading] = page.find_all("h1")
    assert page.title is not None
    said = " ".join(heading.text.split())
    assert said in " ".join(page.title.text.split()), f"the title does not say {said!r}"
    assert page.html is not None
    assert page.html.get("lang"), "the page does not say its language"
    for element in page.find_all(style=True) + page.find_all("style"):
        pytest.fail(f"inline style: {element}")
    for script in page.find_all("script"):
        assert script.has_attr("src"), f"inline script: {script}"
    ids = [str(element["id"]) for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"duplicate id in {ids}"
    _check_forms(page)
    for image in page.find_all("img"):
        assert image.has_attr("alt"), f"no text for {image}"
    return page


def _check_forms(page: BeautifulSoup) -> None:
    for form in page.find_all("form"):
        assert form.get("action"), "form without an action"
        # what carries its own authority has no session
        if form.get("method") == "post" and not str(form["action"]).startswith("/ballot"):
            token = form.find("input", attrs={"name": "csrf_token"})
            assert token, f"no CSRF token in {form['action']}"
    with_label = {label["for"] for label in page.find_all("label", attrs={"for": True})}
    for field in page.find_all(["input", "select", "textarea"]):
        if field.name == "input" and field.get("type") == "hidden":
            continue
        labelled = field.get("id") in with_label or field.find_parent("label")
        assert labelled or field.get("aria-label"), f"no label for {field}"
