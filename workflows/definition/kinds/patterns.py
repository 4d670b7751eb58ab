"""How names in a document may look."""

from __future__ import annotations

# Ids of tasks and names of outcomes; they stand in expressions, where a minus would subtract.
ID_PATTERN = "^[a-z][a-z0-9_]{0,63}$"
SLUG_PATTERN = "^[a-z0-9]+([-_][a-z0-9]+)*$"
AGENT_PATTERN = "^[a-z0-9]+([-_][a-z0-9]+)*(@[1-9][0-9]*)?$"
FUNCTION_PATTERN = "^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)*$"
