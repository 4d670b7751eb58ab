"""
`make screenshots`: the pictures of the README, made from a fresh installation.

It starts the product on a directory of its own, signs in through the printed link, runs the
examples, and photographs the pages.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page, StorageState

from tests.chromium import launched, without_tour
from tests.processes import ROOT

TARGET = ROOT / "docs" / "screenshots"
PORT = "8397"
EXAMPLES = ("Fetch, process, store", "Data science pipeline", "Publish after approval")
PATIENCE_MS = 60_000


@contextmanager
def installation(data_dir: str) -> Iterator[str]:
    """The address of the one-time link of a product that runs here."""
    command = [sys.executable, "manage.py", "start", "--port", PORT]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={"DATA_DIR": data_dir, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield read_link(process)
    finally:
        process.terminate()
        process.wait()


def read_link(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http\S+/sign-in/\S+", line):
            return found[0]
    raise SystemExit("The product did not start.")


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Set a password").click()
    for field in page.locator("input[type=password]").all():
        field.fill("a long enough secret")
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_load_state()


def run(page: Page, home: str, workflow: str) -> str:
    """The address of a new execution, which has ended or waits."""
    page.goto(home)
    page.get_by_role("button", name=f"Run {workflow}", exact=True).click()
    page.wait_for_url(re.compile("/executions/|/workflows/"))
    if "/workflows/" in page.url:  # it asks for inputs; their defaults will do
        page.get_by_role("button", name="Run", exact=True).click()
        page.wait_for_url("**/executions/*")
    ended = page.locator("header [data-look=done], header [data-look=waiting]")
    ended.first.wait_for(timeout=PATIENCE_MS)
    return page.url


def photograph(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if "/executions/" in address:  # its graph comes last, and lights up then
        page.locator("[data-look] [data-node]").first.wait_for(state="attached")
    page.screenshot(path=TARGET / f"{name}.png")


def photograph_designer(page: Page, execution: str) -> None:
    """A draft with its last run on the canvas and one of its tasks open."""
    page.goto(execution)
    page.get_by_role("link", name="Open in the designer").click()
    page.locator("[data-look=done] [data-node]").first.wait_for(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Close the panel").click()
    page.locator("[data-node=report]").click()
    page.get_by_role("textbox", name="Prompt").wait_for()
    page.mouse.move(640, 700)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=TARGET / "designer.png")


def open_page(
    browser: Browser,
    scheme: Literal["light", "dark"],
    width: int,
    signed_in: StorageState | None = None,
) -> Page:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 740}, storage_state=signed_in
    )
    return without_tour(context).new_page()


def photograph_all(browser: Browser, link: str) -> None:
    home = link.partition("/sign-in/")[0] + "/"
    light = open_page(browser, "light", 1280)
    sign_in(light, link)
    _, pipeline, approval = [run(light, home, name) for name in EXAMPLES]
    photograph(light, home, "workflows")
    signed_in = light.context.storage_state()
    dark = open_page(browser, "dark", 1280, signed_in)
    photograph(dark, pipeline, "execution-dark")
    photograph_designer(open_page(browser, "light", 1280, signed_in), pipeline)
    narrow = open_page(browser, "light", 360, signed_in)
    photograph(narrow, approval, "approval-narrow")


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data_dir,
        installation(data_dir) as link,
        launched() as browser,
    ):
        photograph_all(browser, link)
    for picture in sorted(TARGET.iterdir()):
        print(picture.relative_to(ROOT))


if __name__ == "__main__":
    main()
