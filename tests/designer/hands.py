"""Somebody who edits at random, over a line of their own, and notes what they were promised."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from tests.designer.lines import Line
from tests.designer.people import Desk

Tasks = dict[str, Any]
BRIEFLY_MS = 4_000
PROMPT_TASK = "ask"
TOKEN = re.compile(r"[a-z]\d*x\d+;")  # no id has a semicolon
KINDS = ("Wait", "Transform", "Branch")
ALL_THE_SAME = re.compile("^(Undo|Redo) all the same$")
REFUSED = re.compile("^You may no longer edit this workflow here")

# What a copy of everything would put onto the clipboard.
COPIED = """() => {
  const clipboardData = new DataTransfer();
  document.dispatchEvent(new ClipboardEvent('copy', { clipboardData, cancelable: true }));
  return clipboardData.getData('text/plain');
}"""
# What is told of saving, once it has been drawn.
TOLD = """() => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const state = document.querySelector('[data-save]');
  tell(state === null ? '' : state.textContent);
})))"""
SELECTED = """() => [...document.querySelectorAll('.react-flow__node.selected')]
  .map((node) => node.dataset.id)"""
FOCUS = """(id) => {
  const node = document.querySelector(`[data-node="${id}"]`);
  node?.focus();
  return node !== null && document.activeElement === node;
}"""


@dataclass(slots=True)
class Promises:
    """What was told to be saved, as far as nobody has taken it back since."""

    things: set[str] = field(default_factory=set)
    taken_back: set[str] = field(default_factory=set)

    def note(self, things: Iterable[str]) -> None:
        self.things |= set(things) - self.taken_back

    def take_back(self, things: Iterable[str]) -> None:
        self.taken_back |= set(things)
        self.things -= self.taken_back


@dataclass(slots=True)
class Hand:
    """
    One person with a page open.

    Args:
        mark: what their words in the prompt begin with.
    """

    desk: Desk
    line: Line
    chance: Random
    mark: str
    promises: Promises
    made: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    moves: list[str] = field(default_factory=list)
    done: int = 0
    was_refused: bool = False
    _count: int = 0

    # --- what is seen

    def state(self) -> str:
        return str(self.desk.page.evaluate(TOLD))

    def tasks(self) -> Tasks:
        """The whole graph, as it is copied from here."""
        self._step_back()
        self.desk.page.keyboard.press("Control+a")
        text = self.desk.page.evaluate(COPIED)
        return dict(json.loads(text)["tasks"]) if text else {}

    def _step_back(self) -> None:
        """Out of every field, menu and name, with nothing selected."""
        self.desk.page.keyboard.press("Escape")
        self.desk.page.evaluate("() => document.activeElement?.blur()")
        self.desk.page.keyboard.press("Escape")

    def wrote(self, thing: str) -> bool:
        """At this visit or an earlier one."""
        return thing.startswith(f"{self.mark}x") and TOKEN.fullmatch(thing) is not None

    # --- what is done

    def come_again(self) -> None:
        """Close the page, whatever was not sent, and open it over a good line."""
        self.line.mend()
        self.desk.page.close()
        self.desk.come()
        self.made, self.written = set(), set()
        self.get_ready()

    def get_ready(self) -> None:
        """Whatever the page fetches on demand is there before the line is cut."""
        self.desk.task("Ask").press("Enter")
        expect(self.desk.prompt).to_be_visible()
        self.desk.needs_nothing_more()

    def move(self, *, is_up: bool = True) -> None:
        """One edit, and then whatever the page claims to be saved is a promise."""
        if self.state() == "not connected":
            if not is_up:
                return
            self._accept_refusal()
        act = self.chance.choices(
            [self._write, self._add, self._rename, self._shift, self._remove, self._undo],
            weights=[5, 3, 3, 2, 1, 2],
        )[0]
        self.moves.append(act.__name__)
        with suppress(NotInTime):  # somebody else took away what was reached for
            act()
        self.note_promises()

    def sees_all_of(self, things: Iterable[str]) -> bool:
        return set(things) <= things_in(self.tasks())

    def is_settled(self) -> bool:
        """Everything is saved, or the line was closed for good."""
        return self.state() in ("saved", "not connected")

    def is_saved(self) -> bool:
        return self.state() == "saved"

    def note_promises(self) -> None:
        state = self.state()
        tasks = self.tasks()
        if state == "saved":
            self.promises.note(things_in(tasks))

    def _accept_refusal(self) -> None:
        expect(self.desk.page.get_by_role("alert").get_by_text(REFUSED)).to_be_visible()
        self.was_refused = True
        self.come_again()

    def _write(self) -> None:
        self.write(self.chance.choice(["Control+Home", "Control+End"]))

    def write(self, where: str) -> str:
        """A word that there is once, at one end of the prompt."""
        self._count += 1
        word = f"{self.mark}x{self._count};"
        if self._focus(PROMPT_TASK):
            self.desk.page.keyboard.press("Enter")
            self.desk.prompt.focus(timeout=BRIEFLY_MS)
            self.desk.page.keyboard.press(where)
            self.desk.page.keyboard.insert_text(word)
            self.written.add(word)
            self.done += 1
        return word

    def _add(self) -> None:
        self._step_back()
        self._await_selected(0)
        palette = self.desk.page.get_by_role("navigation", name="Tasks to add")
        kind = palette.get_by_role("button", name=self.chance.choice(KINDS), exact=True)
        kind.click(timeout=BRIEFLY_MS)
        self._await_selected(1)
        self.made |= set(self.desk.page.evaluate(SELECTED))
        self.done += 1

    def _await_selected(self, count: int) -> None:
        waits = f"(count) => ({SELECTED})().length === count"
        self.desk.page.wait_for_function(waits, arg=count, timeout=BRIEFLY_MS)

    def _rename(self) -> None:
        self._count += 1
        if not self._focus(self._any_task()):
            return
        self.desk.page.keyboard.press("F2")
        name = self.desk.page.locator(".react-flow__node").get_by_role("textbox", name="Name")
        name.fill(f"Named {self._count} by {self.mark}", timeout=BRIEFLY_MS)
        name.press("Enter", timeout=BRIEFLY_MS)
        self.done += 1

    def _shift(self) -> None:
        if self._focus(self._any_task()):
            for key in ("m", self.chance.choice(["ArrowDown", "ArrowRight"]), "Escape"):
                self.desk.page.keyboard.press(key)
            self.done += 1

    def _remove(self) -> None:
        self._taking_back("Delete", self._any_task())

    def _undo(self) -> None:
        self._taking_back(self.chance.choice(["Control+z", "Control+z", "Control+Shift+z"]))

    def undo_everything(self) -> None:
        self._step_back()
        for _ in range(2 * len(self.moves) + 10):
            self._press_surely("Control+z")

    def _press_surely(self, key: str) -> None:
        """What one made and others worked on goes with it after a question only."""
        self.desk.page.keyboard.press(key)
        self.state()  # a question has been drawn
        sure = self.desk.page.get_by_role("button", name=ALL_THE_SAME)
        if sure.count():
            sure.click(timeout=BRIEFLY_MS)

    def _taking_back(self, key: str, task: str | None = None) -> None:
        before = things_in(self.tasks())
        self._step_back()
        if task is not None and not self._focus(task):
            return
        try:
            self._press_surely(key)
        finally:  # also where the question came too late to be answered
            self.promises.take_back(before - things_in(self.tasks()))
        self.done += 1

    def _any_task(self) -> str:
        """But never the one with the prompt."""
        ids = self.desk.page.eval_on_selector_all(
            "[data-node]", "nodes => nodes.map(({dataset}) => dataset.node)"
        )
        return str(self.chance.choice(sorted(set(ids) - {PROMPT_TASK}) or [""]))

    def _focus(self, task: str) -> bool:
        self._step_back()
        return bool(task and self.desk.page.evaluate(FOCUS, task))


def things_in(tasks: Tasks) -> set[str]:
    """The ids of the tasks, and the words of the prompt."""
    prompt = tasks.get(PROMPT_TASK, {}).get("input", {}).get("prompt", "")
    return set(tasks) | set(TOKEN.findall(prompt))
