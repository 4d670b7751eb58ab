from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

import workflows.examples
from tests.examples.rehearsal import rehearse
from workflows.conf import DocumentLimits
from workflows.definition.parse import parse_document
from workflows.definition.reading import read_text
from workflows.errors import NotFound
from workflows.examples import example_agents, example_names, load_example
from workflows.functions.registry import get_function

LIMITS = DocumentLimits()
FOLDER = Path(workflows.examples.__file__).parent


def tasks_of(name: str, kind: str) -> dict[str, dict[str, Any]]:
    document = yaml.safe_load(load_example(name))
    return {key: task for key, task in document["tasks"].items() if task["kind"] == kind}


def test_every_file_is_offered() -> None:
    files = {path.stem for path in FOLDER.glob("*.yaml")} - {"agents"}

    assert files == set(example_names())


def test_an_unknown_example_is_not_found() -> None:
    with pytest.raises(NotFound):
        load_example("../agents")


@pytest.mark.parametrize("name", example_names())
def test_an_example_is_a_document_without_problems(name: str) -> None:
    raw = read_text(load_example(name), limits=LIMITS)

    document, problems = parse_document(raw, limits=LIMITS)

    assert problems == []
    assert document is not None
    assert document.description


@pytest.mark.parametrize("name", example_names())
def test_an_example_needs_no_inputs(name: str) -> None:
    inputs = yaml.safe_load(load_example(name))["inputs"]

    assert all("default" in schema for schema in inputs["properties"].values())


@pytest.mark.parametrize("name", example_names())
def test_functions_are_called_with_arguments_that_they_have(name: str) -> None:
    for task in tasks_of(name, "function").values():
        schema = get_function(task["function"]).arguments_schema

        assert set(schema.get("required", [])) <= set(task["arguments"])
        assert set(task["arguments"]) <= set(schema["properties"])


@pytest.mark.parametrize("name", example_names())
def test_every_agent_and_capability_is_there(name: str) -> None:
    agents = example_agents()
    slugs = {agent["slug"] for agent in agents}

    for task in tasks_of(name, "agent").values():
        wanted = set(task.get("requires", []))
        capable = [a for a in agents if wanted <= {c["name"] for c in a["capabilities"]}]
        assert task.get("agent") in slugs if not wanted else capable


def test_agents_say_who_they_are_and_what_they_can() -> None:
    agents = example_agents()

    assert len({agent["slug"] for agent in agents}) == len(agents)
    for agent in agents:
        assert agent["kind"] == "model"
        assert agent["instructions"]
        assert agent["max_parallel"] >= 1
        assert all(0 < each["confidence"] <= 1 for each in agent["capabilities"])
        assert agent["provider"] in {"default", "scripted"}
        assert ("script" in agent["settings"]) == (agent["provider"] == "scripted")


def test_agents_are_handed_out_as_copies() -> None:
    example_agents()[0]["slug"] = "changed"

    assert example_agents()[0]["slug"] != "changed"


def test_records_are_fetched_processed_and_stored() -> None:
    outputs, _ = rehearse("fetch_process_store")

    assert len(outputs["receipt"]) == 64
    assert outputs["stored"] == outputs["statistics"]["count"] > 0


def test_three_image_steps_are_merged() -> None:
    outputs, run = rehearse("image_steps")

    merged = run.tasks["merge"]["output"]["image"]
    sheet = Image.open(io.BytesIO(base64.b64decode(merged)))
    assert list(sheet.size) == outputs["sheet_size"] == [2_400, 500]
    assert outputs["bytes_compressed"] < outputs["bytes_before"]


def test_every_page_is_collected() -> None:
    outputs, run = rehearse("loop_pages", pages=3, page_size=7)

    assert outputs["records"] == 21
    assert [record["id"] for record in run.tasks["every_page"]["output"]][-1] == "sensor-0021"


def test_the_pipeline_reports_on_every_record() -> None:
    outputs, run = rehearse("data_pipeline", count=12)

    assert outputs["report"]
    assert len(run.tasks["process_data"]["output"]) == 12
    assert outputs["summary"]["score"]["numbers"]["mean"] > 0


def test_research_goes_to_the_analyst() -> None:
    outputs, _ = rehearse("research_then_analyse")

    assert outputs["analysis"]
    assert outputs["words"] > 0


def test_the_media_pipeline_takes_10_seconds_instead_of_109() -> None:
    outputs, run = rehearse("media_pipeline")

    assert sum(outputs["labels"].values()) == 100
    assert len(outputs["labels"]) > 3
    assert run.wall_s == 10
    assert run.work_s == 109


def test_the_data_science_pipeline_takes_6_5_seconds_instead_of_12_5() -> None:
    outputs, run = rehearse("data_science")

    assert outputs["statistics"]["amount"]["numbers"]["count"] == 200
    assert run.wall_s == 6.5
    assert run.work_s == 12.5


def test_the_inference_takes_4_3_seconds() -> None:
    outputs, run = rehearse("inference")

    assert outputs["mean_colour"].startswith("#")
    assert run.wall_s == pytest.approx(4.3)


@pytest.mark.parametrize(
    ("decision", "published", "taken"),
    [
        ("approved", True, "publish"),
        ("rejected", False, "take_back"),
        ("expired", False, "let_lapse"),
    ],
)
def test_only_what_is_approved_is_published(decision: str, published: bool, taken: str) -> None:
    outputs, run = rehearse("approval", decision)

    assert (outputs["receipt"] is not None) is published
    done = [key for key in ("publish", "take_back", "let_lapse") if run.tasks[key]["output"]]
    assert done == [taken]
