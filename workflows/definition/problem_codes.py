"""
Every problem that reading or checking a document can find, by its stable code.

Problems of templates and conditions (`expression.…`) are named by the expressions package.
docs/problems.md explains all of them to people; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workflows.errors import Problem, Severity

ERRORS = frozenset(
    {
        # Reading text, and the JSON in it
        "text.alias",
        "text.duplicate_key",
        "text.key",
        "text.not_a_document",
        "text.syntax",
        "text.tag",
        "json.depth",
        "json.number",
        "json.text",
        "json.type",
        # The shape of the document
        "document.no_tasks",
        "field.choice",
        "field.doubled",
        "field.empty",
        "field.format",
        "field.missing",
        "field.one_of",
        "field.range",
        "field.too_long",
        "field.type",
        "task.duplicate_name",
        "task.id",
        "task.kind",
        # The graph
        "dependency.other_container",
        "dependency.unknown_outcome",
        "dependency.unknown_task",
        "graph.cycle",
        "parent.cycle",
        "parent.not_container",
        "parent.unknown",
        "container.empty",
        # Kinds
        "branch.duplicate_case",
        "branch.reserved_case",
        "approval.too_few",
        "wait.time",
        # Schemas
        "schema.invalid",
        "schema.not_object",
        # References
        "reference.incomplete",
        "reference.not_here",
        "reference.not_upstream",
        "reference.unknown_field",
        "reference.unknown_input",
        "reference.unknown_name",
        "reference.unknown_task",
        # Limits
        "limit.bytes",
        "limit.depth",
        "limit.groups",
        "limit.loop_turns",
        "limit.map_items",
        "limit.max_attempts",
        "limit.name_chars",
        "limit.nesting",
        "limit.number",
        "limit.tasks",
        "limit.timeout_s",
        # What is outside the document
        "agent.no_key",
        "agent.unknown",
        "capability.unknown",
        "function.arguments",
        "function.unknown",
        "workflow.unknown",
    }
)
WARNINGS = frozenset(
    {
        "approval.late_reminder",
        "field.no_effect",
        "field.unknown",
        "graph.unreachable",
        "graph.unreachable_case",
        "group.container",
        "group.shape",
        "group.unknown",
    }
)
HINTS = frozenset(
    {
        "hint.broad_name",
        "hint.long",
        "hint.no_retry",
        "hint.no_timeout",
        "hint.vague_name",
        "reference.outside_schema",
        # What importing the list form changed
        "import.agent",
        "import.conditions",
        "import.fields",
        "import.form",
        "import.id",
        "import.priority",
        "import.reference",
        "import.retry",
        "import.timeout",
        "import.type",
    }
)
GROUPS: tuple[tuple[Severity, frozenset[str]], ...] = (
    ("error", ERRORS),
    ("warning", WARNINGS),
    ("hint", HINTS),
)
SEVERITY: Mapping[str, Severity] = MappingProxyType(
    {code: severity for severity, codes in GROUPS for code in codes}
)


# A document of 8 MB can be wrong in a million places; nobody reads them, and finding them takes
# minutes. Of one sort this many are named.
MOST_OF_ONE_SORT = 20_000


def problem(
    code: str, message: str, path: str = "", *, task: str | None = None, fix: str | None = None
) -> Problem:
    """A problem of the severity that its code has."""
    return Problem(code, message, path, task, SEVERITY[code], fix)
