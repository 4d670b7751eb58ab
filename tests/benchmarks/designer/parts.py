"""The parts of the measurement; each gives figures by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from playwright.sync_api import Browser, Page

from tests.benchmarks.designer.bundles import sizes_kb
from tests.benchmarks.designer.documents import grid
from tests.benchmarks.designer.flood import pour
from tests.benchmarks.designer.leaking import measure_leak
from tests.benchmarks.designer.measuring import gesture, heap_mb, percentile
from tests.benchmarks.designer.opening import CARD, devtools_of, open_designer
from tests.collaboration.conformance.site import Site

Figures = dict[str, Any]
SIZES = (200, 500, 1_000, 2_000)
MIDDLE = (700, 450)
STEPS = 60
EDITS = 40
SUCCEEDED = "[title='Show the run'] [data-look=done]"
LONGEST_RUN_MS = 300_000


def measure_frames(browser: Browser, site: Site, sizes: Sequence[int]) -> Figures:
    """Pan, zoom and drag at each size."""
    return {f"{size} tasks": dict(_frames_at(browser, site, size)) for size in sizes}


def _frames_at(browser: Browser, site: Site, size: int) -> Iterator[tuple[str, Any]]:
    page = open_designer(browser, site, site.workflow(grid(size)), "editor0")
    page.wait_for_load_state("networkidle")
    devtools = devtools_of(page)
    yield (
        "first paint, ms",
        page.evaluate(
            "() => Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)"
        ),
    )
    page.mouse.move(*MIDDLE)
    yield "pan, all in sight", gesture(page, devtools, lambda: _pan(page)).as_json()
    yield "zoom", gesture(page, devtools, lambda: _zoom(page)).as_json()
    page.get_by_role("application", name="Workflow graph").press("Shift+Digit0")
    page.wait_for_selector(CARD)
    yield "pan at 100 %", gesture(page, devtools, lambda: _pan(page)).as_json()
    yield "drag one", gesture(page, devtools, lambda: _drag(page)).as_json()
    yield "heap, MB", round(heap_mb(devtools), 1)
    page.context.close()


def _pan(page: Page) -> None:
    for step in range(STEPS):
        page.mouse.wheel(12 if step < STEPS / 2 else -12, 6 if step < STEPS / 2 else -6)


def _zoom(page: Page) -> None:
    page.keyboard.down("Control")
    for step in range(STEPS):
        page.mouse.wheel(0, -10 if step < STEPS / 2 else 10)
    page.keyboard.up("Control")


def _drag(page: Page) -> None:
    box = page.locator("article").first.bounding_box()
    assert box is not None
    x, y = box["x"] + 100, box["y"] + 60
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(x + step * 3, y + step)
    page.mouse.up()


def measure_remote_edits(browser: Browser, site: Site) -> Figures:
    """From a keystroke in a prompt until another person's page shows it."""
    workflow = site.workflow(grid(60, "agent") | {"name": "Together"})
    one = open_designer(browser, site, workflow, "editor0")
    other = open_designer(browser, site, workflow, "editor1")
    for page in (one, other):
        page.locator(CARD).first.click()
        page.get_by_role("textbox", name="Prompt").wait_for()
    other.evaluate(
        "() => { const box = document.querySelector('[aria-label=Prompt]'); window.seen_ = [];"
        "new MutationObserver(() => { const count = box.textContent.split('~').length - 1;"
        "while (window.seen_.length < count) window.seen_.push(Date.now()); })"
        ".observe(box, {subtree: true, childList: true, characterData: true}); }"
    )
    one.get_by_role("textbox", name="Prompt").focus()
    sent: list[float] = []
    for _ in range(EDITS):
        sent.append(one.evaluate("() => Date.now()"))
        one.keyboard.type("~")
        other.wait_for_function("count => window.seen_.length >= count", arg=len(sent))
    seen = other.evaluate("() => window.seen_")
    delays = sorted(at - then for then, at in zip(sent, seen, strict=True))
    one.context.close()
    other.context.close()
    return {"p50_ms": percentile(delays, 0.5), "p95_ms": percentile(delays, 0.95)}


def measure_status_events(browser: Browser, site: Site) -> Figures:
    """A run of 1,000 tasks beside its canvas: the page's work while states come in."""
    page = open_designer(browser, site, site.workflow(grid(1_000)), "editor0")
    devtools = devtools_of(page)

    def run() -> None:
        page.get_by_role("button", name="Run", exact=True).click()
        page.locator(SUCCEEDED).wait_for(timeout=LONGEST_RUN_MS)

    figures = gesture(page, devtools, run).as_json()
    page.context.close()
    return figures


def measure_status_flood(browser: Browser, site: Site) -> Figures:
    """200 states a second beside a canvas of 1,000 tasks: all of it in sight, and near."""
    page = open_designer(browser, site, site.workflow(grid(1_000)), "editor0")
    with pour(page) as flow:
        page.get_by_role("button", name="Run", exact=True).click()
        page.locator(SUCCEEDED).wait_for(timeout=LONGEST_RUN_MS)
        devtools = devtools_of(page)
        figures = {"all in sight": gesture(page, devtools, flow).as_json()}
        page.get_by_role("list", name="Tasks of the run").get_by_role("button").first.click()
        page.get_by_role("application", name="Workflow graph").press("Shift+Digit2")
        page.wait_for_selector(CARD)
        figures["near"] = gesture(page, devtools, flow).as_json()
    page.context.close()
    return figures


def measure_bundles(_browser: Browser, _site: Site) -> Figures:
    """See `sizes_kb`."""
    return dict(sizes_kb())


PARTS: Mapping[str, Any] = {
    "bundles": measure_bundles,
    "frames": measure_frames,
    "remote-edits": measure_remote_edits,
    "status-events": measure_status_events,
    "status-flood": measure_status_flood,
    "leak": measure_leak,
}
