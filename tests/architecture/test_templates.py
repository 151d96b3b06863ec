"""Do templates mirror the pages that show them, and keep to the content policy?"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "feedbackpulse" / "web"
TEMPLATES = ROOT / "templates"
LETTERS = "letters/"
"""Mails are no pages: their styles are inline, because mail programs drop what is elsewhere."""
SHARED = ("_layouts/", "_parts/", "errors/", LETTERS)
WORDLESS = re.compile(
    r"\{%-?\s*block (?:area|mainclass|bodyclass)\b.*?endblock\s*-?%\}"
    r"|\{%-?\s*trans\b.*?endtrans\s*-?%\}|<(?:pre|style)\b.*?</(?:pre|style)>|\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}",
    re.DOTALL,
)
TAGS = re.compile(r"<[^>]*>|&\w+;")
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"feedbackpulse"}
INLINE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style|<script(?![^>]*\ssrc=)|javascript:")


def rendered_templates() -> dict[str, Path]:
    """Return the template named in each render_template(...) and the module naming it."""
    found = {}
    for module in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "render_template"
            ):
                name = node.args[0]
                assert isinstance(name, ast.Constant), f"computed template name in {module}"
                found[str(name.value)] = module
    return found


def test_every_template_compiles(app: Flask) -> None:
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def test_pages_only_show_templates_of_their_own_audience_and_module() -> None:
    for template, module in rendered_templates().items():
        if template.startswith(SHARED):
            continue
        expected = module.relative_to(WEB).with_suffix("").as_posix()
        assert template.startswith(f"{expected}/"), f"{template} is shown by {module.name}"


def test_no_template_is_forgotten(app: Flask) -> None:
    pages = {name for name in app.jinja_env.list_templates() if not name.startswith(SHARED)}
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))

    unused = {name for name in pages - rendered_templates().keys() if f'"{name}"' not in text}

    assert unused == set()


def test_no_shared_part_is_forgotten() -> None:
    sources = [*TEMPLATES.rglob("*.html"), *WEB.rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    parts = [path for folder in ("_layouts", "_parts") for path in (TEMPLATES / folder).iterdir()]

    unused = [p.name for p in parts if f'"{p.parent.name}/{p.name}"' not in text]

    assert unused == []


def test_every_letter_is_written_by_the_module_of_letters(app: Flask) -> None:
    text = "".join(path.read_text("utf-8") for path in (WEB / LETTERS).glob("*.py"))
    letters = {path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / LETTERS).iterdir()}

    assert {name for name in letters if f'"{name}"' in text} == letters
    assert not letters & rendered_templates().keys(), "a page shows a letter as if it were one"


def inline_in(path: Path) -> list[str]:
    """Return what is inline in a template."""
    text = path.read_text(encoding="utf-8")
    return [f"{path.relative_to(TEMPLATES)}: {found.group()}" for found in INLINE.finditer(text)]


def test_nothing_is_inline_but_in_letters() -> None:
    pages = set(TEMPLATES.rglob("*.html")) - set((TEMPLATES / LETTERS).iterdir())

    assert [found for path in sorted(pages) for found in inline_in(path)] == []


def test_in_letters_only_styles_are_inline() -> None:
    found = {
        found.rpartition(": ")[2].strip()
        for path in (TEMPLATES / LETTERS).iterdir()
        for found in inline_in(path)
    }

    assert found == {"style=", "<style"}


def test_no_words_stand_in_a_template_untranslated() -> None:
    offenders = [
        f"{path.relative_to(TEMPLATES)}: {word}"
        for path in TEMPLATES.rglob("*.html")
        for word in WORD.findall(TAGS.sub(" ", WORDLESS.sub(" ", path.read_text("utf-8"))))
        if word not in NAMES
    ]

    assert offenders == []


def test_nobody_switches_escaping_off() -> None:
    offenders = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))
    ]

    assert offenders == []
