"""What is read from the browser while something happens in the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

from playwright.sync_api import CDPSession, Page

RECORD = """
() => {
  window.frames_ = [];
  window.isRecording_ = true;
  let last = performance.now();
  const note = (now) => {
    window.frames_.push(now - last);
    last = now;
    if (window.isRecording_) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}
"""
STOP = "() => { window.isRecording_ = false; return window.frames_.slice(1); }"
WORK = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


@dataclass(frozen=True, slots=True)
class Gesture:
    """Frames of a gesture; `work_ms`: script, style and layout of each; `script_ms`: its script."""

    frames: int
    p95_ms: float
    worst_ms: float
    work_ms: float
    script_ms: float

    def as_json(self) -> dict[str, float]:
        return {
            "frames": self.frames,
            "p95_ms": round(self.p95_ms, 1),
            "worst_ms": round(self.worst_ms, 1),
            "work_ms": round(self.work_ms, 2),
            "script_ms": round(self.script_ms, 2),
        }


def gesture(page: Page, devtools: CDPSession, act: Callable[[], None]) -> Gesture:
    before = _work_s(devtools)
    page.evaluate(RECORD)
    act()
    frames = sorted(page.evaluate(STOP))
    after = _work_s(devtools)
    if not frames:
        raise RuntimeError("the page drew no frame while it was moved")
    work_ms, script_ms = (
        (sum(after[name] - before[name] for name in names)) * 1_000 / len(frames)
        for names in (WORK, WORK[:1])
    )
    return Gesture(len(frames), percentile(frames, 0.95), frames[-1], work_ms, script_ms)


def _work_s(devtools: CDPSession) -> dict[str, float]:
    rows = devtools.send("Performance.getMetrics")["metrics"]
    return {row["name"]: float(row["value"]) for row in rows if row["name"] in WORK}


def heap_mb(devtools: CDPSession) -> float:
    """What is in use after the garbage was collected."""
    devtools.send("HeapProfiler.collectGarbage")
    used: dict[str, Any] = devtools.send("Runtime.getHeapUsage")
    return float(used["usedSize"]) / 2**20


def percentile(ascending: list[float], share: float) -> float:
    """The smallest value that at least this share is not above."""
    return ascending[max(0, ceil(share * len(ascending)) - 1)]
