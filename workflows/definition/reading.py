"""Text of any author into JSON: YAML or JSON, read strictly, with bounds on size and depth."""

from __future__ import annotations

from workflows.conf import DocumentLimits
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.definition.json_values import find_json_problems
from workflows.definition.problem_codes import problem
from workflows.definition.read_json import read_json
from workflows.definition.read_yaml import read_yaml
from workflows.errors import DocumentInvalid


def read_text(text: str, *, limits: DocumentLimits) -> JsonObject:
    """
    Read an object from JSON or YAML; text that starts with `{` is JSON if it can be.

    YAML is read by the core schema of YAML 1.2, without anchors, aliases and tags: `yes` and dates
    are texts. Doubled keys are refused in both.

    Raises:
        DocumentInvalid: `.problems` says where.
    """
    if len(text.encode("utf-8", "surrogatepass")) > limits.document_bytes:
        refuse("limit.bytes", f"The text has more than {limits.document_bytes:,} bytes.")
    value = _read_value(text.removeprefix("\ufeff"), limits.json_depth)
    problems = find_json_problems(value, max_depth=limits.json_depth)
    if problems:
        raise DocumentInvalid(problems=problems)
    if not isinstance(value, dict):
        refuse("text.not_a_document", "This is no workflow document: it must be an object.")
    return dict(value)


def _read_value(text: str, max_depth: int) -> JsonValue:
    if not text.lstrip().startswith("{"):
        return read_yaml(text, max_depth=max_depth)
    try:
        return read_json(text)
    except DocumentInvalid as error:
        if error.problems[0].code != "text.syntax":
            raise
        return _read_flow_mapping(text, max_depth, error)


def _read_flow_mapping(text: str, max_depth: int, json_error: DocumentInvalid) -> JsonValue:
    """YAML in braces; if it is not that either, JSON's message is the clearer one."""
    try:
        return read_yaml(text, max_depth=max_depth)
    except DocumentInvalid as error:
        raise (json_error if error.problems[0].code == "text.syntax" else error) from None


def refuse(code: str, message: str) -> None:
    raise DocumentInvalid(problems=[problem(code, message)])
