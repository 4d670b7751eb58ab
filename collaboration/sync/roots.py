"""The roots of a shared document; all are maps."""

from __future__ import annotations

from typing import Any, TypeAlias

from pycrdt import Doc, Map

SharedMap: TypeAlias = Map[Any]
SharedDoc: TypeAlias = Doc[SharedMap]


def root(doc: SharedDoc, name: str) -> SharedMap:
    """The root, declared as the map it is."""
    return doc.get(name, type=Map)
