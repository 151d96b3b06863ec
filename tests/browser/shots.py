"""Pictures of every page, for whoever wants to see what a change did; and those of the README.

python -m tests.browser.shots [FOLDER]      every page × role × theme × language × width
python -m tests.browser.shots --readme      the pictures in docs/images
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from feedbackpulse import _tools, create_app
from feedbackpulse.config import Settings
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleState
from feedbackpulse.demo.organisation import PASSWORD, RISING
from feedbackpulse.people.trees import team_tree
from tests.browser.addresses import addresses
from tests.browser.chromium import FLAGS
from tests.browser.conftest import WHO, email_of, sign_in
from tests.browser.servers import running

WIDTHS: Final = (1280, 390)
LANGUAGES: Final = {"nl": "nl-NL", "en": "en-GB"}
THEMES: Final = ("light", "dark")
IMAGES: Final = Path(__file__).resolve().parents[2] / "docs" / "images"
README_SIZE: Final = {"width": 1100, "height": 760}
COLOURS: Final = 96


def main(arguments: list[str]) -> None:
    """Make the demo, run it, and picture it."""
    if any(each.startswith("-") for each in arguments if each != "--readme"):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        instance = Path(folder) / "demo"
        path = _tools.find_browser() or None
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        with running("demo", instance) as base:
            if "--readme" in arguments:
                _picture_readme(browser, base, instance)
            else:
                out = Path(arguments[0] if arguments else tempfile.mkdtemp(prefix="shots-"))
                _picture_everything(browser, base, instance, out)
                sys.stdout.write(f"{out}\n")


def _picture_everything(browser: Browser, base: str, instance: Path, out: Path) -> None:
    paths = addresses(create_app(Settings(instance_path=instance)))
    for who, name in WHO.items():
        for language, locale in LANGUAGES.items():
            context = browser.new_context(base_url=base, locale=locale, reduced_motion="reduce")
            page = context.new_page()
            if name:
                sign_in(page, email_of(name), PASSWORD)
            for path in _pages(context, paths):
                page.goto(path)
                _picture(page, out / who / language, path)
            context.close()


def _pages(context: BrowserContext, paths: list[str]) -> Iterator[str]:
    """Yield the pages this person may see, and not those that lead to another."""
    for path in paths:
        answer = context.request.get(path, max_redirects=0)
        if answer.ok and "html" in answer.headers["content-type"]:
            yield path


def _picture(page: Page, folder: Path, path: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"([0-9a-f]{4})[0-9a-f-]{32}", r"\1", path)).strip("-")
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            page.screenshot(path=folder / f"{name or 'start'}-{width}-{theme}.png", full_page=True)


def _picture_readme(browser: Browser, base: str, instance: Path) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, (who, path) in _in_readme(instance).items():
        context = browser.new_context(
            base_url=base,
            locale=LANGUAGES["en"],
            viewport=README_SIZE,  # type: ignore[arg-type]  # a plain dict is one
            reduced_motion="reduce",
        )
        page = context.new_page()
        sign_in(page, email_of(who), PASSWORD)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        file = IMAGES / f"{name}.png"
        page.screenshot(path=file)
        context.close()
        with Image.open(file) as picture:
            small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(file, optimize=True)


def _in_readme(instance: Path) -> dict[str, tuple[str, str]]:
    """Return whose eyes each picture is seen through, and which page it shows."""
    runtime = create_app(Settings(instance_path=instance)).extensions["feedbackpulse"]
    with runtime.stores.main() as session:
        tree = team_tree(session)
        [team] = [one for one in tree.teams if one.code == RISING]
        [draft] = [one for one in cycles.list_cycles(session) if one.state is CycleState.DRAFT]
    return {
        "employee": ("Noor Libel", "/reflect/strengths"),
        "lead": ("Joris Rietveen", f"/team/{team.id}/whole"),
        "hr": ("Iris Pluim", f"/org/cycles/{draft.id}/check"),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
