"""What an expression gives before anything runs: as the engine would, with data that is there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.definition.expressions.test_properties import FILTERS, JSON, SOURCES
from tests.engine.by_hand import ByHand
from tests.engine.documents import document, map_of, transform
from tests.engine.worker import Person, output_of, run_of, state, states
from workflows.drafts import drafts
from workflows.errors import DocumentInvalid, NotFound
from workflows.models import Execution, Role, TaskRun, Workflow
from workflows.services.pinned_outputs import pin_output
from workflows.services.previewing import Preview, preview_expression

pytestmark = pytest.mark.usefixtures("hand")
RAW = document(
    "a>b", "b>m", a=transform({"n": 3, "words": ["x", "y"]}), b=transform("{{ inputs.who }}"),
    m=map_of("{{ tasks.a.output.words }}"), one=transform("{{ item }}{{ index }}", parent="m"),
    two=transform(1, parent="m", depends_on=["one"]), off=transform(when="false"),
    inputs={"who": {"type": "string", "default": "world"}, "n": {"type": "integer"}},
)  # fmt: skip


@pytest.fixture
def workflow(ada: Person) -> Workflow:
    return ada.publish(RAW)


def run(person: Person, hand: ByHand, workflow: Workflow, **options: Any) -> Execution:
    execution = person.start_workflow(workflow, draft=True, **options)
    hand.run_all()
    return execution


def preview(person: Person, workflow: Workflow, source: Any, **options: Any) -> Preview:
    return preview_expression(
        user=person.user, workflow_id=workflow.public_id, source=source, task="b", **options
    )


@pytest.mark.parametrize(
    ("source", "value", "kind"),
    [
        ("{{ tasks.a.output.n }}", "3", "number"),
        ("n={{ tasks.a.output.n }}", "n=3", "text"),
        ("{{ tasks.a.output }}", '{"n":3,"words":["x","y"]}', "object"),
        ("{{ tasks.a.output.words }}", '["x","y"]', "list"),
        ("{{ tasks.a.output.n > 2 }}", "true", "boolean"),
        ("{{ tasks.off.output }}", "null", "null"),
        ("{{ tasks.off.status }}", "skipped", "text"),
        ("Dear {{ inputs.who }}", "Dear Ada", "text"),
    ],
)
def test_a_template_gives_what_the_last_run_has(
    ada: Person, workflow: Workflow, hand: ByHand, source: str, value: str, kind: str
) -> None:
    execution = run(ada, hand, workflow, inputs={"who": "Ada"})

    found = preview(ada, workflow, source)

    assert (found.value, found.type, found.is_cut) == (value, kind, False)
    assert found.execution == execution
    assert (found.problem, found.missing) == (None, ())


def test_what_a_value_holds_is_told_where_it_is_asked_for(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    run(ada, hand, workflow)

    def members(source: str) -> list[tuple[str, str, str]]:
        found = preview(ada, workflow, source, with_members=True).members
        return [(each.name, each.type, each.value) for each in found]

    assert members("{{ tasks.a.output }}") == [
        ("n", "number", "3"),
        ("words", "list", '["x","y"]'),
    ]
    assert members("{{ tasks.a.output.words }}") == [("0", "text", "x"), ("1", "text", "y")]
    assert members("{{ tasks.a.output.n }}") == []
    assert members("{{ tasks.a.output.x }}") == []
    assert preview(ada, workflow, "{{ tasks.a.output }}").members == ()


@pytest.mark.parametrize(("source", "value"), [("tasks.a.output.n > 2", "true"), ("''", "false")])
def test_a_condition_holds_or_not(
    ada: Person, workflow: Workflow, hand: ByHand, source: str, value: str
) -> None:
    run(ada, hand, workflow)

    found = preview(ada, workflow, source, is_condition=True)

    assert (found.value, found.type) == (value, "boolean")


def test_a_whole_setting_is_rendered_and_a_problem_in_it_has_a_place(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    run(ada, hand, workflow)

    found = preview(ada, workflow, {"a": ["{{ tasks.a.output.n }}", 1]})
    wrong = preview(ada, workflow, {"a": ["{{ tasks.a.output.x }}", "{{ oh"]})

    assert (found.value, found.type) == ('{"a":[3,1]}', "object")
    assert wrong.problem is not None
    assert wrong.problem.path == "/a/0"


def test_pins_go_before_what_the_run_gave(ada: Person, workflow: Workflow, hand: ByHand) -> None:
    run(ada, hand, workflow)
    pin_output(user=ada.user, workflow_id=workflow.public_id, task="a", output={"n": 9})

    found = preview(ada, workflow, "{{ tasks.a.output.n }} {{ tasks.a.status }}")

    assert (found.value, found.pins, found.execution) == ("9 succeeded", ("a",), None)
    assert preview(ada, workflow, "plain").value == "plain"


def test_without_any_run_pins_and_defaults_are_enough(ada: Person, workflow: Workflow) -> None:
    pin_output(user=ada.user, workflow_id=workflow.public_id, task="a", output=7)

    found = preview(ada, workflow, "{{ tasks.a.output }} {{ inputs.who }}")

    assert (found.value, found.execution) == ("7 world", None)


def test_what_nobody_has_data_for_is_named(ada: Person, workflow: Workflow) -> None:
    source = "{{ tasks.a.output }} {{ inputs.n }} {{ inputs.who }} {{ execution.id }}"

    found = preview(ada, workflow, source)

    assert found.missing == ("execution", "inputs.n", "tasks.a")
    assert (found.value, found.type, found.problem) == (None, None, None)


def test_the_newest_run_that_has_the_data_is_taken(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    whole = run(ada, hand, workflow)
    part = run(ada, hand, workflow, around=("to", "a"))

    assert preview(ada, workflow, "{{ tasks.a.output.n }}").execution == part
    assert preview(ada, workflow, "{{ tasks.b.output }}").execution == whole
    chosen = preview(ada, workflow, "{{ tasks.b.output }}", execution_id=part.public_id)
    assert (chosen.missing, chosen.execution) == (("tasks.b",), part)


def test_a_task_that_is_newer_than_the_run_is_missing_and_an_unknown_one_a_problem(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    run(ada, hand, workflow)
    changed = RAW | {"tasks": RAW["tasks"] | {"new": transform()}}
    drafts().replace(workflow, changed, by=ada.user, expected=None)

    assert preview(ada, workflow, "{{ tasks.new.output }}").missing == ("tasks.new",)
    unknown = preview(ada, workflow, "{{ tasks.nowhere.output }}")
    assert unknown.problem is not None
    assert unknown.problem.code == "expression.unknown_name"


def test_an_input_that_is_newer_than_the_run_is_missing(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    run(ada, hand, workflow)
    properties = {**RAW["inputs"]["properties"], "new": {}, "known": {"default": 5}}
    changed = RAW | {"inputs": RAW["inputs"] | {"properties": properties}}
    drafts().replace(workflow, changed, by=ada.user, expected=None)

    assert preview(ada, workflow, "{{ inputs.new }}").missing == ("inputs.new",)
    assert preview(ada, workflow, "{{ inputs.known }}").value == "5"
    # The engine would refuse it too: it was known and not given.
    left_out = preview(ada, workflow, "{{ inputs.n }}")
    assert left_out.problem is not None


@pytest.mark.parametrize(
    ("path", "source", "value"),
    [
        ("", "{{ item }}{{ index }}", "x0"),
        ("1", "{{ item }}{{ index }}", "y1"),
        ("1", "{{ tasks.one.output }}", "y1"),
        ("1", "{{ item }} {{ tasks.a.output.n }}", "y 3"),
    ],
)
def test_inside_a_map_an_item_is_seen(
    ada: Person, workflow: Workflow, hand: ByHand, path: str, source: str, value: str
) -> None:
    run(ada, hand, workflow)

    found = preview_expression(
        user=ada.user, workflow_id=workflow.public_id, task="two", source=source, index_path=path
    )

    assert found.value == value


def test_a_containers_own_text_sees_inside(ada: Person, workflow: Workflow, hand: ByHand) -> None:
    run(ada, hand, workflow)

    found = preview_expression(
        user=ada.user, workflow_id=workflow.public_id, task="m",
        source="{{ item }}={{ tasks.one.output }}", is_inner=True,
    )  # fmt: skip

    assert found.value == "x=x0"


def test_an_item_that_never_ran_is_missing_and_outside_a_map_there_is_none(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    run(ada, hand, workflow)

    inside = preview_expression(
        user=ada.user, workflow_id=workflow.public_id, task="two", source="{{ item }}",
        index_path="7",
    )  # fmt: skip
    outside = preview(ada, workflow, "{{ item }}")

    assert inside.missing == ("item",)
    assert outside.problem is not None
    assert "item" in outside.problem.message


def test_a_problem_says_where_in_the_text(ada: Person, workflow: Workflow) -> None:
    found = preview(ada, workflow, "fine\n{{ inputs.who | }}")

    assert found.problem is not None
    assert (found.problem.code, found.problem.line) == ("expression.syntax", 2)
    assert found.problem.column is not None


def test_a_long_value_is_cut_between_characters(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    pin_output(user=ada.user, workflow_id=workflow.public_id, task="a", output="x" + "é" * 5_000)

    found = preview(ada, workflow, "{{ tasks.a.output }}")

    assert found.is_cut
    assert found.value == "x" + "é" * 2_047


def test_a_huge_output_is_not_read_for_a_preview(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    pin_output(user=ada.user, workflow_id=workflow.public_id, task="a", output="x" * 6_000_000)

    found = preview(ada, workflow, "{{ tasks.a.output | length }}")

    assert found.problem is not None
    assert "too large" in found.problem.message


def test_work_without_end_is_cut_off(ada: Person, workflow: Workflow) -> None:
    pin_output(user=ada.user, workflow_id=workflow.public_id, task="a", output=list(range(1_000)))
    loop = (
        "{% for i in tasks.a.output %}{% for j in tasks.a.output %}{{ i }}{% endfor %}{% endfor %}"
    )

    found = preview(ada, workflow, loop)

    assert found.problem is not None
    assert found.problem.code == "expression.budget"


def test_nothing_is_started_or_changed(ada: Person, workflow: Workflow, hand: ByHand) -> None:
    execution = run(ada, hand, workflow)
    before = (states(execution), Execution.objects.count(), TaskRun.objects.count())

    preview(ada, workflow, "{{ tasks.a.output }}")

    assert (states(execution), Execution.objects.count(), TaskRun.objects.count()) == before


def test_viewers_see_previews_and_strangers_find_nothing(
    ada: Person, workflow: Workflow, hand: ByHand
) -> None:
    run(ada, hand, workflow)
    eve = Person.make("eve")
    theirs = run(eve, hand, eve.publish(RAW))

    assert preview(Person.make("vic", ada.team, Role.VIEWER), workflow, "{{ inputs.who }}").value
    with pytest.raises(NotFound):
        preview(eve, workflow, "{{ inputs.who }}")
    with pytest.raises(NotFound):
        preview(ada, workflow, "{{ inputs.who }}", execution_id=theirs.public_id)


FILTERED = st.sampled_from(FILTERS.split("\n")).flatmap(
    lambda line: st.sampled_from(line.split() or ["string"])
)
TEMPLATES = (
    FILTERED.map(lambda name: f"{{{{ tasks.a.output | {name} }}}}")
    | st.sampled_from(["{{ tasks.a.output }}", "{{ inputs.name }}: {{ tasks.a.output }}"])
    | SOURCES
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
@given(value=JSON, source=TEMPLATES)
def test_a_preview_is_what_the_engine_makes_of_the_same_text(
    ada: Person, hand: ByHand, value: Any, source: str
) -> None:
    raw = document("a>b", a=transform(), b=transform(source), inputs={"name": {"default": "Ada"}})
    workflow = drafted(ada, raw)
    assume(workflow is not None)
    assert workflow is not None
    pin_output(user=ada.user, workflow_id=workflow.public_id, task="a", output=value)

    before = preview(ada, workflow, source)
    execution = run(ada, hand, workflow)
    after = preview(ada, workflow, source)

    if run_of(execution, "b").get_state_display() == "succeeded":
        assert after.value == shown(output_of(execution, "b"))
    else:
        assert after.problem is not None
    assert state(execution) in ("succeeded", "failed")
    if not before.missing:
        assert (before.value, before.problem) == (after.value, after.problem)


def drafted(person: Person, raw: dict[str, Any]) -> Workflow | None:
    """A workflow with this draft; None where no run of it could start."""
    try:
        return person.publish(raw)
    except DocumentInvalid:
        return None


def shown(value: Any) -> str:
    text = (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    )
    return text.encode()[:4_096].decode(errors="ignore")
