"""`data.*`: a small data source to build and try pipelines with."""

from __future__ import annotations

import hashlib
import json
import random
from typing import Annotated, Any, Literal, TypedDict, TypeGuard

from workflows.functions.builtin.arithmetic import describe_numbers
from workflows.functions.registry import register
from workflows.functions.signatures import Rules

MAX_RECORDS = 10_000
ACTIVE_WITHIN_DAYS = 30
GOOD_SCORE, FAIR_SCORE = 75, 40


class Page(TypedDict):
    source: str
    page: int
    records: list[dict[str, Any]]
    more: bool


class Processed(TypedDict):
    records: list[dict[str, Any]]
    dropped: int
    statistics: dict[str, Any]


class Receipt(TypedDict):
    destination: str
    count: int
    bytes: int
    sha256: str
    records: list[Any]


@register("data.fetch", title="Fetch sample records", deterministic=True)
def fetch(
    source: Literal["users", "orders", "sensors"] = "users",
    count: Annotated[int, Rules(minimum=0, maximum=MAX_RECORDS, description="a page")] = 20,
    page: Annotated[int, Rules(minimum=0)] = 0,
    pages: Annotated[int, Rules(minimum=1, description="how many there are")] = 1,
    seed: int = 1,
) -> Page:
    """
    Made-up records: the same source, seed and place always give the same ones.
    Some lack a score, as real data does.
    """
    first = page * count
    numbers = range(first, first + count) if page < pages else range(0)
    return {
        "source": source,
        "page": page,
        "records": [_make_record(source, number, seed) for number in numbers],
        "more": page + 1 < pages,
    }


def _make_record(source: str, number: int, seed: int) -> dict[str, Any]:
    dice = random.Random(f"{source}/{seed}/{number}")  # noqa: S311 - sample data, no secret
    score = round(dice.uniform(0, 100), 1)
    return {
        "id": f"{source[:-1]}-{number + 1:04d}",
        "region": dice.choice(["north", "east", "south", "west"]),
        "score": None if dice.random() < 0.1 else score,
        "amount": round(dice.lognormvariate(3, 1), 2),
        "last_seen_days": dice.randint(0, 90),
    }


@register("data.process", title="Process records", deterministic=True)
def process(
    records: list[dict[str, Any]],
    least_score: Annotated[float, Rules(minimum=0, maximum=100)] = 0,
) -> Processed:
    """
    The records that have a score of at least so much, each with a grade and whether it is
    active, and the statistics of their amounts.
    """
    kept = [_enrich(record) for record in records if _score(record) >= least_score]
    amounts = [record["amount"] for record in kept if _is_number(record.get("amount"))]
    return {
        "records": kept,
        "dropped": len(records) - len(kept),
        "statistics": dict(describe_numbers(amounts)) if amounts else {},
    }


@register("data.enrich", title="Enrich one record", deterministic=True)
def enrich(record: dict[str, Any]) -> dict[str, Any]:
    """The record with a grade by its score (`good`, `fair`, `poor`, `unknown`) and `active`."""
    return _enrich(record)


def _enrich(record: dict[str, Any]) -> dict[str, Any]:
    days = record.get("last_seen_days")
    active = _is_number(days) and days <= ACTIVE_WITHIN_DAYS
    return {**record, "grade": _grade(_score(record)), "active": active}


def _grade(score: float) -> str:
    if score < 0:
        return "unknown"
    if score >= GOOD_SCORE:
        return "good"
    return "fair" if score >= FAIR_SCORE else "poor"


def _score(record: dict[str, Any]) -> float:
    """The score, -1 where there is none."""
    score = record.get("score")
    return score if _is_number(score) else -1


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


@register("data.store", title="Store records", deterministic=True)
def store(records: list[Any], destination: str = "execution") -> Receipt:
    """
    Keeps the records as the output of this task run, with a receipt: their number, size and
    SHA-256. The destination is a label on the receipt.
    """
    text = json.dumps(records, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return {
        "destination": destination,
        "count": len(records),
        "bytes": len(text),
        "sha256": hashlib.sha256(text).hexdigest(),
        "records": records,
    }
