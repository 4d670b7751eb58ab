"""`json.*`: reading, writing and rearranging JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

from workflows.definition.json_types import JsonObject, JsonValue
from workflows.errors import PermanentError
from workflows.functions.builtin.json_order import order_key
from workflows.functions.registry import register
from workflows.functions.signatures import Rules

Key = Annotated[
    str, Rules(description="a field's name, or a JSON pointer when it begins with a slash")
]
FENCE = "```"
MAX_SPACES = 50_000_000


@register("json.parse", title="Parse JSON", deterministic=True)
def parse(text: str) -> JsonValue:
    """The value that a JSON text stands for; a Markdown code fence around it is ignored."""
    try:
        return json.loads(_without_fence(text), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise PermanentError(f"The text is no JSON: {error}", code="parse") from error


def _without_fence(text: str) -> str:
    stripped = text.strip()
    if stripped.startswith(FENCE) and stripped.endswith(FENCE) and "\n" in stripped:
        return stripped.partition("\n")[2].removesuffix(FENCE)
    return stripped


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


@register("json.dump", title="Write JSON", deterministic=True)
def dump(
    value: JsonValue,
    indent: Annotated[int | None, Rules(minimum=0, maximum=8)] = None,
    sort_keys: bool = False,
) -> str:
    """The value as JSON text."""
    if indent:
        _refuse_wide(value, indent)
    return json.dumps(value, indent=indent, sort_keys=sort_keys, ensure_ascii=False)


def _refuse_wide(value: JsonValue, indent: int) -> None:
    """Where a long list lies deep, the spaces before its items outweigh it a thousand times."""
    spaces, depth, level = 0, 0, _parts_of(value)
    while level:
        depth += 1
        spaces += len(level) * depth * indent
        level = [part for each in level for part in _parts_of(each)]
    if spaces > MAX_SPACES:
        message = f"The text would hold {spaces:,} spaces before its lines."
        raise PermanentError(message, code="too_large")


def _parts_of(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


@register("json.get", title="Get", deterministic=True)
def get(
    value: JsonValue,
    pointer: Annotated[str, Rules(description="a JSON pointer such as /users/0/name")],
    default: JsonValue = None,
) -> JsonValue:
    """What a JSON pointer leads to, or the default where nothing is."""
    if pointer and not pointer.startswith("/"):
        raise PermanentError(f"{pointer!r} does not begin with a slash.", code="arguments")
    return _follow(value, pointer.split("/")[1:], default)


def _follow(value: JsonValue, parts: list[str], default: JsonValue) -> JsonValue:
    for part in parts:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return default
    return value


def _field(key: str) -> Callable[[JsonValue], JsonValue]:
    parts = key.split("/")[1:] if key.startswith("/") else None
    return lambda item: _follow(item, [_escape(key)] if parts is None else parts, None)


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


@register("json.merge", title="Merge", deterministic=True)
def merge(objects: list[JsonObject], deep: bool = True) -> JsonObject:
    """One object with the fields of all; later ones win, objects inside are merged too."""
    merged: JsonObject = {}
    for item in objects:
        if deep:
            _merge_into(merged, item)
        else:
            merged.update(item)
    return merged


def _merge_into(merged: JsonObject, item: JsonObject) -> None:
    """Every object inside `merged` was made here, so that each field is written once."""
    for key, value in item.items():
        if not isinstance(value, dict):
            merged[key] = value
            continue
        inside = merged.get(key)
        if not isinstance(inside, dict):
            inside = merged[key] = {}
        _merge_into(inside, value)


@register("json.pick", title="Pick fields", deterministic=True)
def pick(value: JsonObject | list[JsonObject], keys: list[str]) -> JsonValue:
    """Only the named fields, of an object or of each object of a list."""
    if isinstance(value, list):
        return [pick(item, keys) for item in value]
    return {key: value[key] for key in keys if key in value}


@register("json.sort_by", title="Sort by", deterministic=True)
def sort_by(items: list[Any], key: Key, descending: bool = False) -> list[Any]:
    """The items by a field; equal ones keep their order, items without it come first."""
    field = _field(key)
    return sorted(items, key=lambda item: order_key(field(item)), reverse=descending)


@register("json.group_by", title="Group by", deterministic=True)
def group_by(items: list[Any], key: Key) -> dict[str, list[Any]]:
    """The items in one list a value of a field; what is no text is grouped by its JSON."""
    field = _field(key)
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(_group_name(field(item)), []).append(item)
    return groups


def _group_name(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


@register("json.unique", title="Unique", deterministic=True)
def keep_unique(items: list[Any], key: Key | None = None) -> list[Any]:
    """The items without repetitions, the first of equal ones kept; equal by a field if given."""
    field = _field(key) if key is not None else lambda item: item
    kept: dict[Any, Any] = {}
    for item in items:
        kept.setdefault(order_key(field(item)), item)
    return list(kept.values())


@register("json.flatten", title="Flatten", deterministic=True)
def flatten(
    items: list[Any], depth: Annotated[int, Rules(minimum=1, maximum=100)] = 1
) -> list[Any]:
    """The list with the lists in it dissolved, so many levels deep."""
    for _ in range(depth):
        if not any(isinstance(item, list) for item in items):
            break
        items = [x for item in items for x in (item if isinstance(item, list) else [item])]
    return items


@register("json.concat", title="Concatenate lists", deterministic=True)
def concatenate(lists: list[list[Any] | None]) -> list[Any]:
    """One list of the items of all lists, in order; null counts as an empty list."""
    return [item for items in lists for item in items or ()]


@register("json.chunk", title="Chunk", deterministic=True)
def chunk(items: list[Any], size: Annotated[int, Rules(minimum=1)]) -> list[list[Any]]:
    """The list cut into lists of so many items; the last may be shorter."""
    return [items[start : start + size] for start in range(0, len(items), size)]
