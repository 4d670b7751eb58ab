"""
Workflows to start from, each a document of schema 1 that runs without a key and without inputs.

`agents.yaml` lists the agents that they name or look for; its head describes the fields.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from workflows.errors import NotFound

# In the order in which they are offered: from three functions in a row to people who decide.
_NAMES = (
    "fetch_process_store",
    "image_steps",
    "loop_pages",
    "data_pipeline",
    "research_then_analyse",
    "media_pipeline",
    "data_science",
    "inference",
    "approval",
)


def example_names() -> tuple[str, ...]:
    """The names to load examples by, simplest first."""
    return _NAMES


def load_example(name: str) -> str:
    """
    The example's document as YAML text.

    Raises:
        NotFound: there is no example of that name.
    """
    if name not in _NAMES:
        raise NotFound(f"There is no example {name!r}.")
    return _read(f"{name}.yaml")


def example_agents() -> list[dict[str, Any]]:
    """A fresh copy of the agents that the examples need."""
    agents: list[dict[str, Any]] = yaml.safe_load(_read("agents.yaml"))
    return agents


def _read(file: str) -> str:
    return files(__name__).joinpath(file).read_text(encoding="utf-8")
