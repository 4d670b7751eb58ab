from __future__ import annotations

from pathlib import Path

from workflows.functions import registry
from workflows.functions.registry import BUILTIN_MODULES, all_functions

PAGE = Path(registry.__file__).parents[2] / "docs" / "functions.md"


def test_the_page_describes_every_built_in_function() -> None:
    page = PAGE.read_text()

    for spec in all_functions():
        if spec.call.__module__ in BUILTIN_MODULES:
            assert f"`{spec.name}(" in page
            assert spec.description.replace("|", "\\|") in page
