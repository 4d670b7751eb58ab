from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.definition.documents import document_of, graph_of_edges, raw_of, transform
from tests.definition.strategies import acyclic_edges
from workflows.conf import DocumentLimits
from workflows.definition.graph import (
    Graph,
    ancestors,
    containers_around,
    depth,
    find_cycle,
    find_cycles,
    graph_of,
    longest_chain,
    tasks_in_order,
    upstream_sets,
)
from workflows.definition.parse import load_document


def test_a_join_comes_after_every_branch() -> None:
    graph = graph_of_edges("plan>search", "plan>draft", "search>merge", "draft>merge")

    assert tasks_in_order(graph) == ["plan", "search", "draft", "merge"]


def test_each_container_has_its_own_order() -> None:
    document = load_document(
        raw_of(
            {
                "each": {"kind": "map", "over": [1]},
                "second": transform(parent="each", depends_on=["first"]),
                "first": transform(parent="each"),
            }
        ),
        limits=DocumentLimits(),
    )

    graph = graph_of(document)

    assert tasks_in_order(graph) == ["each"]
    assert tasks_in_order(graph, "each") == ["first", "second"]
    assert containers_around(graph, "first") == ("each",)


@given(acyclic_edges())
def test_no_task_comes_before_what_it_waits_for(edges: list[str]) -> None:
    document = document_of(*edges)

    place = {task: i for i, task in enumerate(tasks_in_order(graph_of(document)))}

    assert place.keys() == document.tasks.keys()
    for task in document.tasks.values():
        assert all(place[d.source] < place[task.id] for d in task.depends_on)


@given(acyclic_edges())
def test_what_has_no_cycle_is_not_said_to_have_one(edges: list[str]) -> None:
    assert find_cycles(graph_of_edges(*edges)) == []


@given(acyclic_edges(), st.data())
def test_a_closed_chain_is_found(edges: list[str], data: st.DataObject) -> None:
    chain = longest_chain(graph_of_edges(*edges))
    first, last = sorted(data.draw(st.tuples(*[st.sampled_from(range(len(chain)))] * 2)))

    graph = graph_of_edges(*edges, f"{chain[last]}>{chain[first]}")

    cycle = find_cycle(graph)
    assert cycle is not None
    assert is_cycle(graph, cycle)


def is_cycle(graph: Graph, path: list[str]) -> bool:
    steps = all(source in graph.sources[target] for source, target in pairwise(path))
    return path[0] == path[-1] and len(set(path)) == len(path) - 1 and steps


@given(acyclic_edges())
def test_upstream_sets_agree_with_ancestors(edges: list[str]) -> None:
    graph = graph_of_edges(*edges)

    upstream = upstream_sets(graph)

    for task in graph.tasks:
        found = {source for source in graph.tasks if upstream.holds(source, task)}
        assert found == ancestors(graph, task)


@given(acyclic_edges())
def test_the_longest_chain_is_a_chain(edges: list[str]) -> None:
    graph = graph_of_edges(*edges)

    chain = longest_chain(graph)

    assert all(source in graph.sources[target] for source, target in pairwise(chain))
    assert depth(graph) == len(chain) == max(length_to(graph, task) for task in graph.tasks)


def length_to(graph: Graph, task: str) -> int:
    return 1 + max((length_to(graph, source) for source in graph.sources[task]), default=0)


@pytest.mark.parametrize(
    ("edges", "cycles"),
    [
        (["a>a"], [["a", "a"]]),
        (["a>b", "b>a"], [["a", "b", "a"]]),
        (["a>b", "b>c", "c>a", "b>a"], [["a", "b", "a"]]),
        (["start>b", "b>c", "c>b", "c>end"], [["b", "c", "b"]]),
        (["a>b", "b>a", "c>d", "d>c", "b>c"], [["a", "b", "a"], ["c", "d", "c"]]),
        (["a>b", "b>a", "a>c", "c>a"], [["a", "b", "a"]]),
    ],
)
def test_cycles_are_named_by_their_path(edges: list[str], cycles: list[list[str]]) -> None:
    assert find_cycles(graph_of_edges(*edges)) == cycles


def test_what_waits_for_a_cycle_is_not_part_of_it() -> None:
    graph = graph_of_edges("a>b", "b>a", "b>after")

    assert tasks_in_order(graph) == []
    assert find_cycle(graph) == ["a", "b", "a"]


def test_long_chains_need_no_stack() -> None:
    count = 20_000
    chain = [f"t{i}>t{i + 1}" for i in range(count - 1)]

    graph = graph_of_edges(*chain)
    ring = graph_of_edges(*chain, f"t{count - 1}>t0")

    assert depth(graph) == count
    assert len(ancestors(graph, f"t{count - 1}")) == count - 1
    assert upstream_sets(graph).holds("t0", f"t{count - 1}")
    assert len(find_cycle(ring) or []) == count + 1
