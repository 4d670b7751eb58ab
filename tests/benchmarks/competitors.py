"""Who takes part: ours in its two modes, and the peers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Lane(Enum):
    EMBEDDED = "E"
    PRODUCTION = "P"

    @property
    def title(self) -> str:
        return LANE_TITLES[self]


LANE_TITLES = {
    Lane.EMBEDDED: "Embedded: SQLite, one process",
    Lane.PRODUCTION: "Production: PostgreSQL and Redis, workers in other processes",
}


class Need(Enum):
    """What a competitor is given before it starts."""

    SQLITE = "BENCH_SQLITE"
    POSTGRES = "BENCH_POSTGRES"
    REDIS = "BENCH_REDIS_URL"


@dataclass(frozen=True, slots=True)
class Competitor:
    """
    One runner process.

    Args:
        family: what a bar compares with; the fastest of a family counts.
        durable: what survives the death of the process.
        command: its arguments after the interpreter.
        is_peer: runs in the peers' virtual environment.
    """

    name: str
    title: str
    family: str
    lane: Lane
    durable: str
    command: tuple[str, ...]
    needs: frozenset[Need]
    is_peer: bool = True


def _peer(script: str, mode: str) -> tuple[str, ...]:
    return (str(HERE / "peers" / script), mode)


OURS = ("-m", "tests.benchmarks.ours")
BY_HAND = "every superstep; a caller must invoke again"
BY_ITSELF = "every step; resumes by itself"
MEMORY = "nothing: Redis memory"
SQLITE, POSTGRES = frozenset({Need.SQLITE}), frozenset({Need.POSTGRES})
REDIS = frozenset({Need.REDIS})

COMPETITORS = (
    Competitor(
        "plain-e", "plain loop", "compute", Lane.EMBEDDED, "nothing",
        _peer("plain.py", ""), frozenset(),
    ),
    Competitor(
        "ours-embedded", "ours, SQLite WAL FULL", "ours", Lane.EMBEDDED, BY_ITSELF,
        (*OURS, "embedded"), SQLITE, is_peer=False,
    ),
    Competitor(
        "langgraph-sqlite", "LangGraph, SQLite, sync", "langgraph", Lane.EMBEDDED, BY_HAND,
        _peer("langgraph_graph.py", "sqlite"), SQLITE,
    ),
    Competitor(
        "dbos-sqlite", "DBOS in process, SQLite", "dbos", Lane.EMBEDDED, BY_ITSELF,
        _peer("dbos_steps.py", "sqlite"), SQLITE,
    ),
    Competitor(
        "plain-p", "plain loop", "compute", Lane.PRODUCTION, "nothing",
        _peer("plain.py", ""), frozenset(),
    ),
    Competitor(
        "celery-prefork", "Celery canvas, prefork 2", "celery", Lane.PRODUCTION, MEMORY,
        _peer("celery_canvas.py", "prefork"), REDIS,
    ),
    Competitor(
        "ours-production", "ours, PostgreSQL and Redis, 2 workers", "ours", Lane.PRODUCTION,
        BY_ITSELF, (*OURS, "production"), POSTGRES | REDIS, is_peer=False,
    ),
    Competitor(
        "celery-threads", "Celery canvas, threads 16", "celery", Lane.PRODUCTION, MEMORY,
        _peer("celery_canvas.py", "threads"), REDIS,
    ),
    Competitor(
        "dbos-postgres", "DBOS in process, PostgreSQL", "dbos", Lane.PRODUCTION, BY_ITSELF,
        _peer("dbos_steps.py", "postgres"), POSTGRES,
    ),
    Competitor(
        "langgraph-postgres", "LangGraph, PostgreSQL, sync", "langgraph", Lane.PRODUCTION, BY_HAND,
        _peer("langgraph_graph.py", "postgres"), POSTGRES,
    ),
)  # fmt: skip

COMPUTE_ONLY = frozenset({"chain3", "chain40", "fib33x10"})


def takes_part(competitor: Competitor, workload: str) -> bool:
    """The plain loop only does what is comparable: computing."""
    return competitor.family != "compute" or workload in COMPUTE_ONLY
