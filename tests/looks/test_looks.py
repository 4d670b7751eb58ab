"""Pages look as they did when somebody last looked at them; `make looks` takes them anew."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import launched_for_tests
from tests.collaboration.conformance.conftest import make_site, sqlite_template
from tests.collaboration.conformance.conftest import new_site as site
from tests.collaboration.conformance.site import Site
from tests.looks.comparing import share_of_other_pixels, small
from tests.looks.shots import BROWSER_OPTIONS, SHOTS

__all__ = ["make_site", "site", "sqlite_template"]  # fixtures

pytestmark = pytest.mark.acceptance

HERE = Path(__file__).parent
EXPECTED = HERE / "expected"
MADE_WITH = HERE / "made_with.json"
ALLOWED = 0.002  # of the pixels
IS_WRITING = os.environ.get("WRITE_LOOKS") == "1"
# The signs of states, and a word: what of it is not in our own fonts is drawn by the machine's.
SAMPLE = "Is done ○◌‖✓✕⊘↷⇄"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched_for_tests(BROWSER_OPTIONS) as opened:
        yield opened


def test_pages_look_as_they_did(site: Site, browser: Browser, tmp_path: Path) -> None:
    drawn_by = what_draws(browser)
    if IS_WRITING:
        write_anew({name: shot.take(browser, site) for name, shot in SHOTS.items()}, drawn_by)
        return
    skip_where_pictures_differ_anyway(drawn_by)
    others = []
    for name, shot in SHOTS.items():
        picture = shot.take(browser, site)
        kept = (EXPECTED / f"{name}.png").read_bytes()
        share = share_of_other_pixels(kept, small(picture))
        print(f"{name}: {share:.3%} of the pixels differ")
        if share > ALLOWED:
            seen = tmp_path / f"{name}.png"
            seen.write_bytes(picture)
            others.append(f"{name} differs in {share:.2%} of its pixels, see {seen}")
    assert not others, "\n".join([*others, "If it shall look so: make looks, and look at it."])


def what_draws(browser: Browser) -> dict[str, object]:
    """What decides about pixels beside our pages: the browser, and fonts of the machine."""
    page = browser.new_page()
    page.set_content(f"<p style='font-family: sans-serif'>{SAMPLE}</p>")
    fonts = fonts_in(page)
    page.close()
    return {"chromium": int(browser.version.partition(".")[0]), "fonts": fonts}


def fonts_in(page: Page) -> list[str]:
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": "p"})["nodeId"]
    found = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return sorted({str(font["familyName"]) for font in found})


def skip_where_pictures_differ_anyway(drawn_by: dict[str, object]) -> None:
    made_with = json.loads(MADE_WITH.read_text())
    if made_with["chromium"] != drawn_by["chromium"]:
        pytest.skip(
            f"The pictures were made with Chromium {made_with['chromium']}, and this is Chromium "
            f"{drawn_by['chromium']}, which may smooth edges in another way: make looks."
        )
    if made_with["fonts"] != drawn_by["fonts"]:
        pytest.skip(
            f"The pictures were made where signs are drawn with {made_with['fonts']}; "
            f"this machine has {drawn_by['fonts']}."
        )


def write_anew(pictures: dict[str, bytes], drawn_by: dict[str, object]) -> None:
    shutil.rmtree(EXPECTED, ignore_errors=True)
    EXPECTED.mkdir()
    for name, picture in pictures.items():
        (EXPECTED / f"{name}.png").write_bytes(small(picture))
    MADE_WITH.write_text(json.dumps(drawn_by, indent=2, ensure_ascii=False) + "\n")
