"""
Whether pages that are left give back what they held: one journey, walked again and again.

The test of the same name walks it a few times; here it goes on for as long as one says.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import linear_regression, median
from time import monotonic
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.benchmarks.designer.documents import grid
from tests.benchmarks.designer.opening import CARD, devtools_of, open_designer
from tests.collaboration.conformance.site import Site

WARM_UP = 3  # what is loaded once: the other pages' code, caches up to their bounds
SAMPLES = 30
COUNTS = ("heap_mb", "nodes", "listeners", "documents")
ALLOWED = 1.3
EDGE = 5  # so many samples at the beginning and at the end are compared
BACK = "[data-save=saved]"


@dataclass(frozen=True, slots=True)
class Sample:
    """What is still reachable after the garbage was collected."""

    minute: float
    heap_mb: float
    nodes: int
    listeners: int
    documents: int

    def in_words(self) -> str:
        words = f"{self.heap_mb:.1f} MB, {self.nodes:,} nodes, {self.listeners:,} listeners"
        return f"{words}, {self.documents} documents"


def measure_leak(browser: Browser, site: Site, minutes: float) -> dict[str, Any]:
    page = open_designer(browser, site, site.workflow(grid(60)), "editor0")
    devtools = devtools_of(page)
    for _ in range(WARM_UP):
        walk(page)
    begun = monotonic()
    samples = [take_sample(devtools, 0)]
    rounds = 0
    while (passed := (monotonic() - begun) / 60) < minutes:
        walk(page)
        rounds += 1
        if passed >= len(samples) * minutes / SAMPLES:
            samples.append(take_sample(devtools, passed))
    samples.append(take_sample(devtools, (monotonic() - begun) / 60))
    page.context.close()
    return report(samples, rounds)


def walk(page: Page) -> None:
    """What people do all day: look, open and close, edit and take back, leave and come back."""
    card = page.locator(CARD).first
    card.click()
    for key in ("Control+k", "Control+f", "?"):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog").locator(":focus")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    card.press("d")
    card.press("Control+z")
    leave_and_come_back(page)


def leave_and_come_back(page: Page) -> None:
    page.get_by_role("link", name="Workflows").first.click()
    expect(page.get_by_role("heading", name="Workflows")).to_be_visible()
    page.go_back()
    expect(page.locator(BACK)).to_be_visible()


def held(devtools: CDPSession) -> dict[str, int]:
    """Documents, DOM nodes and listeners that are still reachable."""
    for _ in range(2):
        devtools.send("HeapProfiler.collectGarbage")
    return {name: int(count) for name, count in devtools.send("Memory.getDOMCounters").items()}


def take_sample(devtools: CDPSession, minute: float) -> Sample:
    counts = held(devtools)
    used: dict[str, Any] = devtools.send("Runtime.getHeapUsage")
    return Sample(
        minute=minute,
        heap_mb=float(used["usedSize"]) / 2**20,
        nodes=counts["nodes"],
        listeners=counts["jsEventListeners"],
        documents=counts["documents"],
    )


def report(samples: list[Sample], rounds: int) -> dict[str, Any]:
    """By count: the slope over the whole time, and the end beside the beginning."""
    figures: dict[str, Any] = {"rounds": rounds}
    for name in COUNTS:
        values = [float(getattr(sample, name)) for sample in samples]
        slope = linear_regression([sample.minute for sample in samples], values).slope
        edge = min(EDGE, max(1, len(values) // 2))
        ratio = median(values[-edge:]) / median(values[:edge])
        figures[name] = {
            "an hour": round(60 * slope, 2),
            "end / beginning": round(ratio, 3),
            f"at most {ALLOWED}": "held" if ratio <= ALLOWED else "BROKEN",
        }
    figures["over time"] = {f"minute {sample.minute:.1f}": sample.in_words() for sample in samples}
    return figures
