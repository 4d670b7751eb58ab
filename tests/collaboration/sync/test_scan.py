"""What a scan refuses and where its bounds are, each tried with one more than it allows."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from pycrdt import Array, Map, Text

from collaboration.errors import UpdateRefused
from collaboration.sync.encoding import write_text, write_uint
from collaboration.sync.updates import ScanBounds, ScannedUpdate, is_ready, scan_update
from tests.collaboration.sync.replicas import new_document, root
from tests.collaboration.sync.written import (
    LIST,
    MAP,
    TEXT,
    XML,
    Row,
    a_type,
    alone,
    any_of,
    beside,
    deleted,
    gc,
    in_root,
    inside,
    nested,
    skip,
    string,
    update,
    value,
    values,
)

TASK = in_root("tasks", "t", a_type(MAP))
PROMPT = inside((7, 0), "prompt", a_type(TEXT))
NAME = in_root("workflow", "name", value("x"))


def scan(data: bytes, **bounds: Any) -> ScannedUpdate:
    return scan_update(data, ScanBounds(**bounds))


def refusal(data: bytes, **bounds: Any) -> str:
    with pytest.raises(UpdateRefused) as refused:
        scan(data, **bounds)
    assert refused.value.close_code == 4400
    return refused.value.reason


def test_an_empty_update_says_nothing() -> None:
    assert scan(b"\0\0") == ScannedUpdate({}, {}, {}, frozenset(), False, 0, 2)


def test_what_an_update_refers_to_outside_of_itself_is_needed() -> None:
    data = update(
        Row(9, 4, [inside((7, 10), "a", value(1)), beside((5, 3), (6, 8), string("x"))]),
        Row(7, 0, [NAME]),
        deletes={8: [(2, 3), (9, 1)], 7: [(0, 1)]},
    )

    scanned = scan(data)

    assert scanned.spans == {9: (4, 6), 7: (0, 1)}
    assert scanned.needs == {9: 4, 7: 11, 5: 4, 6: 9, 8: 10}
    assert scanned.deletes == {8: ((2, 5), (9, 10)), 7: ((0, 1),)}
    assert scanned.roots == {"workflow"}


def test_a_hole_must_be_known_before() -> None:
    scanned = scan(alone(NAME, skip(5), gc(2), clock=3))

    assert scanned.has_skip
    assert scanned.spans == {7: (3, 11)}
    assert not is_ready(scanned, {7: 8})
    assert is_ready(scanned, {7: 9})


def test_texts_are_counted_as_yjs_counts_them() -> None:
    scanned = scan(alone(TASK, PROMPT, inside((7, 1), None, string("aé日🦀"))))

    assert scanned.spans == {7: (0, 2 + 5)}


def test_values_nest_up_to_the_bound() -> None:
    assert scan(alone(in_root("workflow", "x", values(nested(64)))))

    assert "nested too deeply" in refusal(alone(in_root("workflow", "x", values(nested(65)))))
    assert "nested too deeply" in refusal(
        alone(in_root("workflow", "x", values(b"\x76\x01" + write_text("a") + nested(64))))
    )


def test_types_nest_up_to_the_bound() -> None:
    assert scan(alone(TASK, PROMPT))
    deeper = inside((7, 0), "map", a_type(MAP)), inside((7, 1), "text", a_type(TEXT))

    assert "nested too deeply" in refusal(alone(TASK, *deeper))
    assert scan(alone(TASK, *deeper), type_depth=3)


def test_types_beside_others_do_not_hide_their_depth() -> None:
    hidden = alone(
        TASK,
        inside((7, 0), "map", a_type(MAP)),
        inside((7, 1), "x", value(1)),
        beside((7, 2), None, a_type(MAP)),
    )
    outside = alone(
        inside((5, 9), "map", a_type(MAP)),
        inside((7, 0), "map", a_type(MAP)),
    )

    assert "nested too deeply" in refusal(hidden)
    assert "nested too deeply" in refusal(outside)


def test_clients_are_bounded() -> None:
    rows = [Row(client, 0, [gc()]) for client in range(3)]
    deletes = {client: [(0, 1)] for client in range(3)}

    assert scan(update(*rows, deletes=deletes), clients=3)
    assert "too many clients" in refusal(update(*rows), clients=2)
    assert "too many clients" in refusal(update(deletes=deletes), clients=2)


def test_structs_are_bounded_over_all_clients() -> None:
    data = update(Row(1, 0, [gc(), gc()]), Row(2, 0, [gc()]))

    assert scan(data, structs=3)
    assert "too many structs" in refusal(data, structs=2)


def test_maps_and_texts_are_bounded() -> None:
    assert scan(alone(TASK, PROMPT), types=2)
    assert "too many maps and texts" in refusal(alone(TASK, PROMPT), types=1)


def test_values_are_bounded_with_their_entries() -> None:
    data = alone(NAME, in_root("workflow", "x", value([1, {"a": [None]}])))

    assert scan(data, values=6)
    assert "too many values" in refusal(data, values=5)


def test_items_whose_place_must_be_searched_for_are_counted_and_bounded() -> None:
    first, again = inside((5, 1), None, string("x")), inside((5, 1), None, string("y"))
    follows, elsewhere = beside((7, 1), (5, 9), string("z")), beside((7, 0), None, string("w"))
    data = alone(first, again, follows, elsewhere, beside(None, (5, 8), string("v")), NAME, NAME)

    assert scan(data).searched == 4
    assert scan(data, searched=4)
    assert "too many places" in refusal(data, searched=3)


def test_a_new_document_of_one_author_has_nothing_to_search_for() -> None:
    doc = new_document()
    for name in "ab":
        root(doc, "tasks")[name] = Map({"name": "x", "pos": [1, 2], "prompt": Text("Say it")})

    assert scan(doc.get_update()).searched == 0


def test_deleted_ranges_are_bounded_over_all_clients() -> None:
    data = update(deletes={1: [(0, 1), (5, 1)], 2: [(0, 1)]})

    assert scan(data, delete_ranges=3)
    assert "too many ranges" in refusal(data, delete_ranges=2)


def test_keys_are_bounded_in_characters() -> None:
    data = alone(in_root("tasks", "é" * 10, a_type(MAP)))

    assert scan(data, key_chars=10)
    assert "key is too long" in refusal(data, key_chars=9)


def test_clocks_end_below_2_to_the_31() -> None:
    assert scan(alone(gc(2**31 - 2), NAME)).spans == {7: (0, 2**31 - 1)}
    assert scan(update(deletes={7: [(0, 2**31 - 1)]}))

    assert "clock is too large" in refusal(alone(gc(2**31 - 1), NAME))
    assert "clock is too large" in refusal(alone(NAME, clock=2**31 - 1))
    assert "clock is too large" in refusal(alone(NAME, skip(2**31 - 1)))
    assert "clock is too large" in refusal(alone(beside((9, 2**31), None, value(1))))
    assert "range is empty or too long" in refusal(update(deletes={7: [(1, 2**31 - 1)]}))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(write_uint(2**40) + b"\0", id="clients"),
        pytest.param(update(Row(7, 0, [NAME], count=2**40)), id="structs"),
        pytest.param(write_uint(0) + write_uint(2**40), id="clients with deletions"),
        pytest.param(b"\0\x01\x07" + write_uint(2**40), id="deleted ranges"),
        pytest.param(alone(in_root("workflow", "x", values(count=100_000_000))), id="values"),
        pytest.param(
            alone(in_root("workflow", "x", values(b"\x76" + write_uint(100_000_000)))), id="pairs"
        ),
        pytest.param(
            alone(in_root("workflow", "x", values(b"\x75" + write_uint(2**50)))), id="entries"
        ),
        pytest.param(
            alone(in_root("workflow", "x", values(b"\x77" + write_uint(2**50)))), id="text"
        ),
    ],
)
def test_a_length_beyond_what_follows_is_refused(data: bytes) -> None:
    assert "larger than what follows" in refusal(data)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(2, "old JSON"), (3, "binary"), (5, "embed"), (6, "format"), (9, "document"), (11, "unknown")],
)
def test_contents_that_our_documents_never_use_are_refused(kind: int, name: str) -> None:
    content = bytes((kind,)) + write_uint(1) + write_text("1")

    assert name in refusal(alone(in_root("workflow", "x", content)))


@pytest.mark.parametrize("mark", [0x80, 0x40, 0x20, 0x8A, 0x4A, 0x2A, 0x10, 0x1F])
def test_marks_that_readers_take_for_different_things_are_refused(mark: int) -> None:
    refusal(alone(bytes((mark,)) + bytes((7, 0, 7, 0, 1, 1, 1, 1)), clock=5))


@pytest.mark.parametrize("kind", [LIST, XML, 4, 5, 6, 7, 99])
def test_types_other_than_map_and_text_are_refused(kind: int) -> None:
    assert "no place" in refusal(alone(in_root("tasks", "t", a_type(kind))))


def test_lists_of_another_library_are_refused() -> None:
    doc = new_document()
    root(doc, "tasks")["t"] = Map({"list": Array([1])})

    assert "a list" in refusal(doc.get_update())


def test_formats_and_embeds_of_another_library_are_refused() -> None:
    doc = new_document()
    root(doc, "tasks")["t"] = Map({"prompt": Text("abc")})
    root(doc, "tasks")["t"]["prompt"].format(0, 2, {"bold": True})

    assert "a format" in refusal(doc.get_update())


@pytest.mark.parametrize("name", ["meta", "task", "", "Tasks", "x" * 3000])
def test_other_roots_are_refused(name: str) -> None:
    assert "root" in refusal(alone(in_root(name, "x", value(1))))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\x7f", id="undefined"),
        pytest.param(b"\x7a" + bytes(8), id="bigint"),
        pytest.param(b"\x74\x01x", id="bytes"),
        pytest.param(b"\x73", id="unknown"),
        pytest.param(b"\x80", id="unknown above"),
        pytest.param(b"\x7b" + struct.pack(">d", float("nan")), id="NaN"),
        pytest.param(b"\x7b" + struct.pack(">d", float("-inf")), id="infinite"),
        pytest.param(b"\x7c" + struct.pack(">f", float("nan")), id="short NaN"),
        pytest.param(b"\x7c" + struct.pack(">f", float("inf")), id="short infinite"),
        pytest.param(b"\x7b" + struct.pack(">d", 2.0**53), id="double beyond 2^53"),
        pytest.param(b"\x7b\0\0", id="double cut off"),
        pytest.param(any_of(2**53), id="integer beyond 2^53"),
        pytest.param(any_of(-(2**53)), id="integer below -2^53"),
        pytest.param(b"\x77\x02a\0", id="NUL"),
        pytest.param(b"\x77\x03\xed\xa0\x80", id="half a surrogate pair"),
        pytest.param(b"\x77\x01\xff", id="no UTF-8"),
        pytest.param(b"\x76\x01\x01\0" + any_of(1), id="NUL in a name"),
    ],
)
def test_values_that_are_not_portable_json_are_refused(raw: bytes) -> None:
    refusal(alone(in_root("workflow", "x", values(raw))))
    refusal(alone(in_root("workflow", "x", values(b"\x75\x01" + raw))))


@pytest.mark.parametrize(
    "item",
    [None, True, 0, -1, 2**53 - 1, -(2**53) + 1, 0.1, "", "é🦀", [], {}, {"": [None]}],
)
def test_portable_json_is_let_through(item: object) -> None:
    assert scan(alone(in_root("workflow", "x", value(item)))).spans == {7: (0, 1)}


@pytest.mark.parametrize(
    "text", [pytest.param(b"a\0", id="NUL"), pytest.param(b"\xff", id="no UTF-8")]
)
def test_texts_that_readers_read_differently_are_refused(text: bytes) -> None:
    assert "a text" in refusal(alone(TASK, PROMPT, inside((7, 1), None, string(text))))


@pytest.mark.parametrize(
    "empty",
    [
        pytest.param(gc(0), id="gc"),
        pytest.param(skip(0), id="skip"),
        pytest.param(in_root("tasks", "t", deleted(0)), id="deleted"),
        pytest.param(in_root("tasks", "t", values()), id="values"),
        pytest.param(beside((5, 0), None, string("")), id="text"),
    ],
)
def test_empty_structs_are_refused(empty: bytes) -> None:
    assert "empty" in refusal(alone(empty, NAME))


def test_empty_deleted_ranges_are_refused() -> None:
    assert "empty" in refusal(update(deletes={7: [(3, 0)]}))


def test_a_client_twice_or_without_structs_is_refused() -> None:
    assert "twice" in refusal(update(Row(7, 0, [NAME]), Row(7, 1, [NAME])))
    assert "without structs" in refusal(update(Row(7, 0, []), Row(8, 0, [NAME, NAME])))


def test_items_that_refer_to_themselves_or_later_ones_are_refused() -> None:
    for item in (
        beside((7, 0), None, value(1)),
        beside(None, (7, 1), value(1)),
        inside((7, 0), "x", value(1)),
    ):
        assert "later one" in refusal(alone(item, NAME))


def test_items_that_wait_for_each_other_are_refused() -> None:
    circle = update(
        Row(9, 0, [NAME, beside((8, 1), None, value(1))]),
        Row(8, 0, [NAME, beside((7, 1), None, value(1))]),
        Row(7, 0, [NAME, beside((9, 1), None, value(1))]),
    )
    chain = update(
        Row(9, 0, [NAME, beside((8, 1), None, value(1))]),
        Row(8, 0, [NAME, beside((7, 1), None, value(1))]),
        Row(7, 0, [NAME, beside((9, 0), None, value(1))]),
    )

    assert "circle" in refusal(circle)
    assert scan(chain).needs == {}


def test_a_parent_must_be_a_type() -> None:
    text = alone(TASK, PROMPT, inside((7, 1), None, string("abc")), inside((7, 3), "x", value(1)))

    assert "not a type" in refusal(alone(NAME, inside((7, 0), "x", value(1))))
    assert "not a type" in refusal(text)
    assert scan(alone(gc(1), inside((7, 0), "x", value(1))))
    assert scan(alone(in_root("tasks", "t", deleted()), inside((7, 0), "x", value(1))))


def test_what_has_no_key_goes_into_texts_and_nothing_else_does() -> None:
    assert "no key" in refusal(alone(in_root("tasks", None, deleted())))
    assert "no place" in refusal(alone(in_root("tasks", "t", string("abc"))))
    assert "no place" in refusal(alone(TASK, inside((7, 0), None, value(1))))
    assert "no place" in refusal(alone(TASK, inside((7, 0), None, a_type(MAP))))
    assert "without a key" in refusal(alone(TASK, inside((7, 0), None, string("abc"))))
    assert "with a key" in refusal(alone(TASK, PROMPT, inside((7, 1), "k", value(1))))


def test_a_parent_is_named_or_referred_to() -> None:
    neither = b"\x28\x02" + write_text("workflow") + write_text("x") + value(1)[1:]

    assert "neither" in refusal(alone(neither))


def test_bytes_behind_the_end_are_refused() -> None:
    assert "follow the end" in refusal(alone(NAME) + b"\0")


def test_every_cut_is_refused() -> None:
    whole = update(
        Row(8, 0, [TASK, PROMPT.replace(b"\x07\x00", b"\x08\x00", 1)]),
        Row(7, 3, [beside((8, 0), None, value({"a": [1.5, "é"]})), gc(3), skip(1), gc(1)]),
        deletes={8: [(0, 1)]},
    )
    assert scan(whole)

    for end in range(len(whole)):
        refusal(whole[:end])
