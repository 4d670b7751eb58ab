"""For every problem code the smallest thing that has it, and where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.definition.documents import LIMITS, Raw, limits_of, problems_of, raw_of, transform
from workflows.definition.catalogue import Catalogue, FunctionSignature
from workflows.definition.kinds import KINDS
from workflows.definition.parse import read_text
from workflows.definition.seeds_form import import_list_form
from workflows.errors import DocumentInvalid, Problem

Finder = Callable[[], list[Problem]]

NO_CATALOGUE = Catalogue(
    KINDS,
    functions={
        "text.upper": FunctionSignature(
            "text.upper",
            {
                "type": "object",
                "properties": {"text": {"type": "string"}},
                "required": ["text"],
                "additionalProperties": False,
            },
        )
    },
    agents=frozenset({"writer", "keyless"}),
    capabilities=frozenset({"python"}),
    workflows=frozenset({"billing"}),
    agents_without_key={"keyless": "Anthropic has no key; set ANTHROPIC_API_KEY."},
)


def reading(text: str) -> Finder:
    def find() -> list[Problem]:
        try:
            read_text(text, limits=LIMITS)
        except DocumentInvalid as error:
            return list(error.problems)
        return []

    return find


def checking(raw: Raw, **limits: float) -> Finder:
    return lambda: problems_of(raw, NO_CATALOGUE, limits_of(**limits))


def one(**task: Any) -> Finder:
    """A document with one task, `x`."""
    return checking(raw_of({"x": task}))


def some(**tasks: Raw) -> Finder:
    return checking(raw_of(tasks))


def inside(over: Raw, **tasks: Raw) -> Finder:
    return some(each={"kind": "map", "over": [1], **over}, **tasks)


def agent(**fields: Any) -> Raw:
    return {
        "kind": "agent", "agent": "writer", "timeout_s": 9, "retry": {"max_attempts": 3}, **fields,
    }  # fmt: skip


def branch(*cases: str) -> Raw:
    listed = [{"name": name, "when": when} for name, _, when in (c.partition("=") for c in cases)]
    return {"kind": "branch", "cases": listed}


def importing(**task: Any) -> Finder:
    return lambda: import_list_form({"name": "Old", "tasks": [{"id": "x", **task}]})[1]


def nested(levels: int) -> Raw:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return raw_of({"x": transform(value=value)})


def reading_of(value: str, **fields: Any) -> Raw:
    """`x` reads something, and may depend on `a`."""
    return raw_of({"a": transform(), "x": transform(value=value, **fields)})


CALL = {"kind": "function", "function": "text.upper", "timeout_s": 9}

SMALLEST: dict[str, tuple[Finder, str]] = {
    "text.alias": (reading("a: &x 1\nb: *x"), ""),
    "text.duplicate_key": (reading("a: 1\na: 2"), ""),
    "text.key": (reading("[a]: 1"), ""),
    "text.not_a_document": (reading("- a"), ""),
    "text.syntax": (reading("a: ]"), ""),
    "text.tag": (reading("a: !!python/object:os.system x"), ""),
    "json.depth": (checking(nested(100)), "/tasks/x/value" + "/0" * 61),
    "json.number": (one(**transform(value=2**53)), "/tasks/x/value"),
    "json.text": (one(**transform(value="\0")), "/tasks/x/value"),
    "json.type": (one(**transform(value=b"bytes")), "/tasks/x/value"),
    "document.no_tasks": (some(), "/tasks"),
    "field.choice": (one(**transform(join="some")), "/tasks/x/join"),
    "field.doubled": (checking(raw_of(tags=["a", "a"])), "/tags"),
    "field.empty": (one(**transform(name="")), "/tasks/x/name"),
    "field.format": (one(kind="agent", agent="Two words"), "/tasks/x/agent"),
    "field.missing": (one(kind="transform"), "/tasks/x/value"),
    "field.no_effect": (one(**transform(on_error={"agent": "writer"})), "/tasks/x/on_error/agent"),
    "field.one_of": (one(kind="agent"), "/tasks/x"),
    "field.range": (one(**transform(timeout_s=0)), "/tasks/x/timeout_s"),
    "field.too_long": (one(**transform(type="t" * 101)), "/tasks/x/type"),
    "field.type": (one(**transform(disabled="no")), "/tasks/x/disabled"),
    "field.unknown": (one(**transform(colour="red")), "/tasks/x/colour"),
    "task.duplicate_name": (some(a=transform(name="A"), b=transform(name="A")), "/tasks/b/name"),
    "task.id": (checking(raw_of({"Fetch data": transform()})), "/tasks/Fetch data"),
    "task.kind": (one(kind="magic"), "/tasks/x/kind"),
    "dependency.other_container": (
        inside({}, inner=transform(parent="each"), x=transform(depends_on=["inner"])),
        "/tasks/x/depends_on/0",
    ),
    "dependency.unknown_outcome": (
        some(a=transform(), x=transform(depends_on=["a.done"])),
        "/tasks/x/depends_on/0",
    ),
    "dependency.unknown_task": (one(**transform(depends_on=["y"])), "/tasks/x/depends_on/0"),
    "graph.cycle": (one(**transform(depends_on=["x"])), "/tasks/x/depends_on"),
    "graph.unreachable": (
        some(a=transform(disabled=True), x=transform(depends_on=["a"])),
        "/tasks/x",
    ),
    "graph.unreachable_case": (some(x=branch("all=true", "rest=true")), "/tasks/x/cases/1"),
    "group.container": (
        inside({}, x=transform(parent="each", group="g")),
        "/tasks/x/group",
    ),
    "group.shape": (checking(raw_of(groups={"g": {"color": "mauve"}})), "/groups/g/color"),
    "group.unknown": (one(**transform(group="g")), "/tasks/x/group"),
    "parent.cycle": (one(kind="map", over=[], parent="x"), "/tasks/x/parent"),
    "parent.not_container": (some(a=transform(), x=transform(parent="a")), "/tasks/x/parent"),
    "parent.unknown": (one(**transform(parent="y")), "/tasks/x/parent"),
    "container.empty": (one(kind="map", over=[1]), "/tasks/x"),
    "branch.duplicate_case": (some(x=branch("a=1 > 2", "a=2 > 1")), "/tasks/x/cases/1/name"),
    "branch.reserved_case": (some(x=branch("failed=true")), "/tasks/x/cases/0/name"),
    "approval.late_reminder": (
        one(kind="approval", assignees=["ann"], deadline_s=60, remind_every_s=60),
        "/tasks/x/remind_every_s",
    ),
    "approval.too_few": (one(kind="approval", assignees=["ann"], needed=2), "/tasks/x/needed"),
    "wait.time": (one(kind="wait", until="tomorrow"), "/tasks/x/until"),
    "schema.invalid": (
        one(**transform(output_schema={"type": "text"})),
        "/tasks/x/output_schema/type",
    ),
    "schema.not_object": (checking(raw_of(inputs={"type": "array"})), "/inputs/type"),
    "reference.incomplete": (
        checking(reading_of("{{ tasks.a }}", depends_on=["a"])),
        "/tasks/x/value",
    ),
    "reference.not_here": (one(**transform(value="{{ item }}")), "/tasks/x/value"),
    "reference.not_upstream": (checking(reading_of("{{ tasks.a.output }}")), "/tasks/x/value"),
    "reference.unknown_field": (
        checking(reading_of("{{ tasks.a.result }}", depends_on=["a"])),
        "/tasks/x/value",
    ),
    "reference.unknown_input": (one(**transform(value="{{ inputs.user }}")), "/tasks/x/value"),
    "reference.unknown_name": (one(**transform(value="{{ user }}")), "/tasks/x/value"),
    "reference.unknown_task": (one(**transform(value="{{ tasks.y.output }}")), "/tasks/x/value"),
    "limit.bytes": (checking(raw_of(), document_bytes=10), ""),
    "limit.depth": (
        checking(raw_of({"a": transform(), "x": transform(depends_on=["a"])}), depth=1),
        "/tasks/x/depends_on",
    ),
    "limit.loop_turns": (one(kind="loop", until="true", max_turns=1001), "/tasks/x/max_turns"),
    "limit.map_items": (
        checking(raw_of({"x": {"kind": "map", "over": [1, 2]}}), map_items=1),
        "/tasks/x/over",
    ),
    "limit.max_attempts": (
        one(**agent(retry={"max_attempts": 21})),
        "/tasks/x/retry/max_attempts",
    ),
    "limit.name_chars": (one(**transform(name="n" * 201)), "/tasks/x/name"),
    "limit.nesting": (
        checking(raw_of({"x": {"kind": "map", "over": []}}), nesting=0),
        "/tasks/x/parent",
    ),
    "limit.groups": (checking(raw_of(groups={f"g{i}": {} for i in range(2_001)})), "/groups"),
    "limit.number": (one(**transform(cache={"ttl_s": 1e12})), "/tasks/x/cache/ttl_s"),
    "limit.tasks": (checking(raw_of(), tasks=0), "/tasks"),
    "limit.timeout_s": (one(**transform(timeout_s=86_401)), "/tasks/x/timeout_s"),
    "agent.no_key": (some(x=agent(agent="keyless")), "/tasks/x/agent"),
    "agent.unknown": (some(x=agent(agent="nobody")), "/tasks/x/agent"),
    "capability.unknown": (one(kind="agent", requires=["magic"]), "/tasks/x/requires/0"),
    "function.arguments": (one(**CALL, arguments={"text": 3}), "/tasks/x/arguments/text"),
    "function.unknown": (one(kind="function", function="text.lower"), "/tasks/x/function"),
    "workflow.unknown": (one(kind="workflow", workflow="sales"), "/tasks/x/workflow"),
    "hint.broad_name": (some(x=transform(name="Build the whole app")), "/tasks/x/name"),
    "hint.long": (some(x=agent(timeout_s=301)), "/tasks/x/timeout_s"),
    "hint.no_retry": (some(x=agent(retry={})), "/tasks/x/retry/max_attempts"),
    "hint.no_timeout": (one(kind="agent", agent="writer"), "/tasks/x/timeout_s"),
    "hint.vague_name": (some(x=transform(name="Task 3")), "/tasks/x/name"),
    "reference.outside_schema": (
        checking(
            raw_of(
                {
                    "a": transform(
                        output_schema={
                            "type": "object",
                            "properties": {"n": {}},
                            "additionalProperties": False,
                        }
                    ),
                    "x": transform(value="{{ tasks.a.output.m }}", depends_on=["a"]),
                }
            )
        ),
        "/tasks/x/value",
    ),
    "import.agent": (importing(agentId="Data Fetcher"), "/tasks/x/agent"),
    "import.conditions": (importing(conditions=["inputs.go"]), "/tasks/x/when"),
    "import.fields": (importing(content="Fetch the orders"), "/tasks/x/input"),
    "import.form": (importing(), "/tasks"),
    "import.id": (importing(id="Fetch data"), "/tasks/fetch_data"),
    "import.priority": (importing(method="data.fetch", priority=10), "/tasks/x/priority"),
    "import.reference": (
        lambda: import_list_form({"tasks": [{"id": "a-b"}, {"id": "x", "dependencies": ["a-b"]}]})[
            1
        ],
        "/tasks/x/depends_on",
    ),
    "import.retry": (importing(retryPolicy={"maxAttempts": 3}), "/tasks/x/retry"),
    "import.timeout": (importing(timeout=30_000), "/tasks/x/timeout_s"),
    "import.type": (importing(type="parallel"), "/tasks/x/kind"),
}
