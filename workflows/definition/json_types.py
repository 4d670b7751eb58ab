"""
Names for plain JSON data, as documents, payloads and scopes hold it.

`JsonValue` is `Any` on purpose: a precise recursive type would make every reader of user data cast.
It stands for None, bool, int, finite float, str, list and dict with str keys, nothing else.
"""

from __future__ import annotations

from typing import Any, TypeAlias

JsonValue: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]
TaskId: TypeAlias = str
