"""`math.*`: numbers and lists of numbers."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Annotated, TypedDict

from workflows.functions.registry import register
from workflows.functions.signatures import Rules

Number = int | float
Numbers = list[int | float]
SomeNumbers = Annotated[list[int | float], Rules(minItems=1)]


class Statistics(TypedDict):
    count: int
    sum: float
    mean: float
    median: float
    min: float
    max: float
    stdev: float
    p95: float


@register("math.add", title="Add", deterministic=True)
def add(a: Number, b: Number) -> Number:
    """The sum of two numbers."""
    return a + b


@register("math.sum", title="Sum", deterministic=True)
def add_all(values: Numbers) -> Number:
    """The sum of all numbers; 0 for none. Exactly rounded, whatever the order."""
    return sum(values) if all(isinstance(v, int) for v in values) else math.fsum(values)


@register("math.mean", title="Mean", deterministic=True)
def compute_mean(values: SomeNumbers) -> float:
    """The average of the numbers."""
    # Divided first: the sum of large numbers may be too large.
    mean = math.fsum(value / len(values) for value in values)
    return min(max(mean, min(values)), max(values))


@register("math.median", title="Median", deterministic=True)
def compute_median(values: SomeNumbers) -> float:
    """The number in the middle; between two, their average."""
    return interpolate_percentile(sorted(values), 0.5)


@register("math.percentile", title="Percentile", deterministic=True)
def compute_percentile(
    values: SomeNumbers, share: Annotated[float, Rules(minimum=0, maximum=1)]
) -> float:
    """The number below which a share of the numbers lies, 0.95 for the 95th percentile."""
    return interpolate_percentile(sorted(values), share)


@register("math.min", title="Minimum", deterministic=True)
def find_minimum(values: SomeNumbers) -> Number:
    """The smallest number."""
    return min(values)


@register("math.max", title="Maximum", deterministic=True)
def find_maximum(values: SomeNumbers) -> Number:
    """The largest number."""
    return max(values)


@register("math.round", title="Round", deterministic=True)
def round_number(value: Number, digits: Annotated[int, Rules(minimum=0, maximum=15)] = 0) -> Number:
    """The number rounded to so many decimal places; ties go to the even neighbour."""
    return round(value, digits) if digits else round(value)


@register("math.statistics", title="Statistics", deterministic=True)
def describe_numbers(values: SomeNumbers) -> Statistics:
    """Count, sum, mean, median, least, largest, standard deviation and 95th percentile."""
    ordered = sorted(values)
    return {
        "count": len(ordered),
        "sum": math.fsum(ordered),
        "mean": compute_mean(ordered),
        "median": interpolate_percentile(ordered, 0.5),
        "min": ordered[0],
        "max": ordered[-1],
        "stdev": statistics.pstdev(ordered),
        "p95": interpolate_percentile(ordered, 0.95),
    }


@register("math.normalise", title="Normalise", deterministic=True)
def normalise(values: Numbers) -> list[float]:
    """The numbers moved to 0 … 1, least and largest to the ends; all equal ones become 0."""
    if not values:
        return []
    least, largest = min(values), max(values)
    if least == largest:
        return [0.0] * len(values)
    # Halved, because the distance of two large numbers may be too large.
    span = largest / 2 - least / 2
    return [min((value / 2 - least / 2) / span, 1.0) for value in values]


def interpolate_percentile(ordered: Sequence[Number], share: float) -> float:
    """The value at a share of an ascending list, linearly between neighbours."""
    place = share * (len(ordered) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    part = place - math.floor(place)
    return min(max(low * (1 - part) + high * part, low), high)
