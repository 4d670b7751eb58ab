"""
LangGraph with a checkpointer and durability "sync": every superstep is stored, a caller must
invoke again after a death.

Usage: langgraph_graph.py sqlite|postgres, with BENCH_SQLITE or BENCH_POSTGRES. Runs tasks in the
caller's process.
"""

from __future__ import annotations

import operator
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, TypedDict
from uuid import uuid4

import work
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Send
from protocol import serve
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

CLIENTS = 4


class State(TypedDict):
    values: Annotated[list[Any], operator.add]


def _saver() -> BaseCheckpointSaver[Any]:
    if sys.argv[1] == "sqlite":
        return SqliteSaver(sqlite3.connect(os.environ["BENCH_SQLITE"], check_same_thread=False))
    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    return PostgresSaver(
        ConnectionPool(
            os.environ["BENCH_POSTGRES"], min_size=CLIENTS, max_size=CLIENTS, kwargs=options
        )
    )


SAVER = _saver()
SAVER.setup()


def _node(call: Callable[[], object]) -> Callable[[State], dict[str, Any]]:
    return lambda state: {"values": [call()]}


@cache
def _chain(times: int, n: int | None) -> Any:
    builder = StateGraph(State)
    call = work.noop if n is None else (lambda: work.fib(n))
    names = [START, *(f"task_{i}" for i in range(times)), END]
    for name in names[1:-1]:
        builder.add_node(name, _node(call))
    for source, target in pairwise(names):
        builder.add_edge(source, target)
    return builder.compile(checkpointer=SAVER)


@cache
def _fan(width: int, call: Callable[[], object]) -> Any:
    builder = StateGraph(State)
    builder.add_node("source", _node(work.noop))
    builder.add_node("one", _node(call))
    builder.add_node("join", _node(work.noop))
    builder.add_edge(START, "source")
    builder.add_conditional_edges("source", lambda state: [Send("one", state)] * width, ["one"])
    builder.add_edge("one", "join")
    builder.add_edge("join", END)
    return builder.compile(checkpointer=SAVER)


@cache
def _clock() -> Any:
    builder = StateGraph(State)
    builder.add_node("one", _node(work.clock))
    builder.add_edge(START, "one")
    builder.add_edge("one", END)
    return builder.compile(checkpointer=SAVER)


def _run(graph: Any, **config: Any) -> State:
    config = {"configurable": {"thread_id": str(uuid4())}, "recursion_limit": 1_000, **config}
    return graph.invoke({"values": []}, config, durability="sync")


def _invoke(graph: Any) -> None:
    _run(graph)


def _many() -> None:
    graph = _chain(3, None)
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(lambda _: _run(graph), range(work.MANY)))


def _submit() -> float:
    return statistics.median(_submit_once() for _ in range(work.SUBMIT_SAMPLES))


def _submit_once() -> float:
    asked = work.clock()
    return _run(_clock())["values"][0] - asked


def _sleep() -> None:
    _run(_fan(work.SLEEPS, _nap), max_concurrency=work.SLOTS)


def _nap() -> None:
    time.sleep(work.SLEEP_S)


serve(
    {
        "chain3": lambda: _invoke(_chain(3, None)),
        "chain40": lambda: _invoke(_chain(40, 10)),
        "fib33x10": lambda: _invoke(_chain(10, 33)),
        "fan100": lambda: _invoke(_fan(100, work.noop)),
        "fan1000": lambda: _invoke(_fan(1000, work.noop)),
        "many": _many,
        "sleep": _sleep,
        "submit": _submit,
    }
)
