"""Pages stay light: what a browser has to load is looked at whenever it grows."""

from __future__ import annotations

import pytest

from tests.benchmarks.designer.bundles import BUDGETS_KB, sizes_kb


@pytest.mark.parametrize("what", BUDGETS_KB)
def test_what_a_page_loads_keeps_to_its_budget(what: str) -> None:
    assert sizes_kb()[what] <= 1.1 * BUDGETS_KB[what]
