"""
What one evaluation may cost.

Steps stand for time: a node visited, an item walked, a hundred characters read or made are one
step, so the default of 100,000 is a fraction of a second and about 10 MB of intermediate text.
"""

from __future__ import annotations

from workflows.conf import DocumentLimits
from workflows.definition.expressions.failures import failure
from workflows.errors import ExpressionError

CHARS_PER_STEP = 100
NODES_PER_STEP = 10
LOOP_ITEMS = 1_000
FREE_COPIES = 32
LARGE_TEXT = 10_000


class Meter:
    """Counts down; everything that could grow asks it before it grows."""

    __slots__ = ("bytes_left", "limits", "placed", "steps_left")

    def __init__(self, limits: DocumentLimits) -> None:
        self.limits = limits
        self.steps_left = limits.expression_steps
        self.bytes_left = limits.rendered_bytes
        self.placed: set[int] = set()

    def spend(self, steps: int = 1) -> None:
        self.steps_left -= steps
        if self.steps_left < 0:
            raise self._too_much_work()

    def spend_scan(self, chars: int) -> None:
        """Pay for reading a text of that length."""
        self.spend(1 + chars // CHARS_PER_STEP)

    def spend_text(self, chars: int) -> None:
        """Pay for making a text of that length."""
        if chars > self.limits.rendered_bytes:
            raise self._too_large()
        self.spend_scan(chars)

    def spend_nodes(self, count: int) -> None:
        """Pay for copying or walking that many values in one go."""
        self.spend(1 + count // NODES_PER_STEP)

    def write(self, text: str) -> str:
        """Count a text that goes into the result."""
        if len(text) > self.bytes_left:
            raise self._too_large()
        self.bytes_left -= len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
        if self.bytes_left < 0:
            raise self._too_large()
        return text

    def is_first_copy(self, value: object) -> bool:
        """
        Whether a value of the scope is placed for the first time, which costs nothing.

        The result shares it with the scope, yet whoever writes the result as text writes it as
        often as it was placed: 20 kB of template could ask for gigabytes.
        """
        if id(value) in self.placed or len(self.placed) >= FREE_COPIES:
            return False
        self.placed.add(id(value))
        return True

    def _too_much_work(self) -> ExpressionError:
        steps = self.limits.expression_steps
        return failure(
            "expression.budget",
            f"This takes more than {steps:,} steps to evaluate.",
            fix="Do this work in a function task.",
        )

    def _too_large(self) -> ExpressionError:
        return failure(
            "expression.too_large",
            f"This makes a text of more than {self.limits.rendered_bytes:,} bytes.",
        )
