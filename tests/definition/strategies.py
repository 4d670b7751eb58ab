"""Documents of every kind of task, with dependencies, containers and keys nobody knows."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.definition.documents import Raw

# Any text that can be stored; YAML's awkward ones come up often enough on their own.
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30
) | st.sampled_from(
    ["no", "1e5", "0o17", "~", "<<", "- a", "a: b", " x ", "#", "\n", "a\nb\n", "012"]
)
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(
    -(2.0**52), 2.0**52, allow_nan=False, allow_subnormal=False
)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)
ids = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
names = texts.filter(bool)
slugs = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5})?", fullmatch=True)
unknown_keys = st.dictionaries(
    st.from_regex(r"x_[a-z]{1,5}", fullmatch=True), json_values, max_size=2
)
plain_texts = texts.filter(lambda text: "{{" not in text and "{%" not in text)

SETTINGS: dict[str, st.SearchStrategy[Raw]] = {
    "agent": st.fixed_dictionaries(
        {"agent": slugs},
        optional={
            "input": st.fixed_dictionaries({}, optional={"prompt": texts, "data": json_values})
        },
    ),
    "function": st.fixed_dictionaries(
        {"function": st.just("text.upper")},
        optional={"arguments": st.dictionaries(ids, json_values, max_size=3)},
    ),
    "http": st.fixed_dictionaries(
        {"request": st.fixed_dictionaries({"url": names}, optional={"json": json_values})}
    ),
    "transform": st.fixed_dictionaries({"value": json_values}),
    "branch": st.just({"cases": [{"name": "rest", "when": "true"}]}),
    "map": st.fixed_dictionaries({"over": st.lists(json_values, max_size=3)}),
    "loop": st.just({"until": "true", "max_turns": 3}),
    "workflow": st.fixed_dictionaries({"workflow": slugs}, optional={"inputs": st.just({})}),
    "approval": st.fixed_dictionaries({"assignees": st.just(["ann"])}, optional={"message": texts}),
    "wait": st.fixed_dictionaries({"duration_s": st.integers(0, 99)}),
}
shared_fields = st.fixed_dictionaries(
    {},
    optional={
        "name": names,
        "timeout_s": st.integers(1, 99) | st.floats(0.5, 99),
        "retry": st.fixed_dictionaries({}, optional={"max_attempts": st.integers(1, 20)}),
        "on_error": st.sampled_from(["fail", "continue", {"output": None}, {"agent": "other"}]),
        "priority": st.sampled_from(["urgent", "medium", 0, 33, 100]),
        "cache": st.fixed_dictionaries({}, optional={"ttl_s": st.integers(1, 9)}),
        "disabled": st.booleans(),
        "group": st.sampled_from(["g", "elsewhere"]),
        "position": st.lists(numbers, min_size=2, max_size=2),
        "output_schema": st.sampled_from([{}, {"type": "object"}]),
    },
)


@st.composite
def tasks(draw: st.DrawFn, earlier: list[str]) -> Raw:
    kind = draw(st.sampled_from(sorted(SETTINGS)))
    sources = st.lists(st.sampled_from(earlier), max_size=3) if earlier else st.just([])
    return {
        "kind": kind,
        **draw(shared_fields),
        **draw(SETTINGS[kind]),
        **draw(unknown_keys),
        "depends_on": draw(sources),
    }


@st.composite
def raw_documents(draw: st.DrawFn) -> Raw:
    """Of the right shape; not always sensible."""
    task_ids = draw(st.lists(ids, min_size=1, max_size=5, unique=True))
    return {
        "schema": 1,
        "name": draw(names),
        "description": draw(texts),
        "tasks": {task: draw(tasks(task_ids[:i])) for i, task in enumerate(task_ids)},
        **draw(unknown_keys),
    }


@st.composite
def acyclic_edges(draw: st.DrawFn) -> list[str]:
    """Edges `a>b` between up to 12 tasks, mentioned in any order."""
    count = draw(st.integers(1, 12))
    tasks = draw(st.permutations([f"t{i}" for i in range(count)]))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    chosen = draw(st.lists(pairs, max_size=30))
    edges = {f"{tasks[min(p)]}>{tasks[max(p)]}" for p in chosen if p[0] != p[1]}
    return [*tasks, *sorted(edges)]


def shuffled(value: Any, random: Any) -> Any:
    """The same value with the keys of all objects in another order."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random) for key in keys}
    return [shuffled(each, random) for each in value] if isinstance(value, list) else value
