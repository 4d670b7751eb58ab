from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks import workloads
from tests.benchmarks.competitors import COMPETITORS
from tests.benchmarks.peers import work
from tests.benchmarks.places import private_name
from workflows.conf import DocumentLimits
from workflows.definition.validate import validate_document

DOCUMENTS = {
    "chain3": workloads.chain(3, "demo.noop"),
    "chain40": workloads.chain(40, "demo.fib", n=10),
    "fib33x10": workloads.chain(10, "demo.fib", n=33),
    "fan100": workloads.fan(100),
    "fan10000": workloads.fan(10_000),
    "map100": workloads.items(100),
    "sleep": workloads.sleeps(),
    "submit": workloads.clocked(),
    "streams": workloads.streams(200, "streamer"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_of_ours_is_valid(name: str) -> None:
    problems = validate_document(DOCUMENTS[name], limits=DocumentLimits())

    assert [problem for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("name", ["chain3", "chain40", "fib33x10", "fan100", "sleep", "submit"])
def test_a_document_has_as_many_tasks_as_its_workload_counts(name: str) -> None:
    assert len(DOCUMENTS[name]["tasks"]) == workloads.BY_NAME[name].tasks


def test_documents_have_names_of_their_own_because_each_is_published_once() -> None:
    names = [document["name"] for document in DOCUMENTS.values()]

    assert len(set(names)) == len(names)


def test_peers_do_as_much_as_ours() -> None:
    ours: dict[str, Any] = vars(workloads)

    for constant in ("MANY", "SLEEPS", "SLEEP_S", "SLOTS", "SUBMIT_SAMPLES"):
        assert getattr(work, constant) == ours[constant]
    assert work.fib(10) == 55


def test_a_workload_is_timed_at_least_five_times() -> None:
    assert all(workload.rounds >= 5 for workload in workloads.WORKLOADS)


def test_private_databases_have_names_of_their_own() -> None:
    names = {private_name(who.name, 7) for who in COMPETITORS}

    assert len(names) == len(COMPETITORS)
    assert all(name.startswith("bench_") and name.endswith("_7") for name in names)
