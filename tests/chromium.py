"""The Chromium that tests, pictures and measurements drive; `.ci/get-chromium` gets one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Containers seldom let a browser make sandboxes of its own; it opens only pages of this project.
OPTIONS = ("--no-sandbox",)
# For all that is awaited in a page. What is right comes at once where the machine is idle; where
# it is not, an answer passes a server, a worker and a socket, and each may have to wait its turn.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


def installed() -> str | None:
    """This machine's own; None where only Playwright may have one."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched(options: Sequence[str] = OPTIONS) -> Iterator[Browser]:
    """
    A browser without a window.

    Raises:
        FileNotFoundError: there is none.
    """
    with sync_playwright() as playwright:
        path = installed()
        if not Path(path or playwright.chromium.executable_path).exists():
            raise FileNotFoundError("No Chromium: run .ci/get-chromium .venv, or set CHROMIUM.")
        browser = playwright.chromium.launch(executable_path=path, args=list(options))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def launched_for_tests(options: Sequence[str] = OPTIONS) -> Iterator[Browser]:
    """The same; tests are skipped where there is none, and fail in CI."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(launched(options))
        except FileNotFoundError as missing:
            if os.environ.get("CI") == "true":
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        yield browser


def main() -> int:
    """Exits with 0 where a browser really starts."""
    try:
        with launched():
            return 0
    except (FileNotFoundError, Error):
        return 1


if __name__ == "__main__":
    sys.exit(main())


def without_tour(context: BrowserContext) -> BrowserContext:
    """As of somebody who has seen the hints of a first visit to the designer."""
    # Pages of no origin keep nothing, and say so by an error.
    context.add_init_script(
        "if (location.origin !== 'null') localStorage.setItem('orchestrator.tour', 'over')"
    )
    return context
