"""
The structs of an update: per client a row of items, collected rubble (GC) and holes (Skip).

An item stands beside others (left and right origin) or, where it has no neighbours, inside a
parent: a root type by name, or the type that another item holds. What can be told from one item is
refused here; what needs all of them is kept for `order`, `nesting` and `readiness`.
"""

from __future__ import annotations

import re
from array import array
from typing import NoReturn

from collaboration.sync.encoding import Reader
from collaboration.sync.updates import contents
from collaboration.sync.updates.bounds import LARGEST_CLOCK, ItemId, ScanBounds
from collaboration.sync.updates.places import ANYTHING, KEYED, LISTED, NOT_KNOWN, Places

GC, SKIP = 0, 10
HAS_ORIGIN, HAS_RIGHT_ORIGIN, HAS_KEY = 0x80, 0x40, 0x20
HAS_NEIGHBOUR = HAS_ORIGIN | HAS_RIGHT_ORIGIN
KIND = 0x1F

_PLACES = {HAS_KEY: KEYED, 0: LISTED}
_ONE_PLACE = {contents.STRING: LISTED, contents.ANY: KEYED, contents.TYPE: KEYED}
# Keys hold values and types, Y.Texts hold runs of text; there are no lists.
_MISPLACED = frozenset((contents.STRING | HAS_KEY, contents.ANY, contents.TYPE))
_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]+")


Unsaid = tuple[int, int, tuple[ItemId, ...]]  # clock, length, neighbours


class Links:
    """Where the structs of one client stand, in order; GC and Skip too."""

    __slots__ = ("besides", "clocks", "insides", "kinds")

    def __init__(self) -> None:
        self.clocks: list[int] = []
        self.kinds: list[int] = []
        self.besides: list[ItemId | None] = []  # a neighbour, which has the same parent
        self.insides: list[ItemId | None] = []  # the parent; neither: a root, or no item at all

    def add(self, clock: int, kind: int, beside: ItemId | None, inside: ItemId | None) -> None:
        self.clocks.append(clock)
        self.kinds.append(kind)
        self.besides.append(beside)
        self.insides.append(inside)


class StructReader:
    """
    Reads all structs of one update; afterwards its attributes hold what was found.

    Args:
        linked: keep `links`, too, which takes far more memory and which few updates need.
    """

    __slots__ = (
        "_bounds", "_firsts", "_left", "_linked", "_links", "_neighbours", "_places", "_reader",
        "_seen", "_values", "_waits", "besides", "children", "furthest", "halves", "has_skip",
        "holes", "links", "nested", "places", "roots", "searched", "spans", "types", "unsaid",
        "value_runs", "waits",
    )  # fmt: skip
    # Merging drops what a deleted item with a neighbour says of its key; encoding does not.
    _says_all = False

    def __init__(self, reader: Reader, bounds: ScanBounds, *, linked: bool = False) -> None:
        self._reader = reader
        self._bounds = bounds
        self._left = bounds.structs
        self._linked = linked
        self._links: Links | None = None
        self._values = contents.ValueReader(reader, bounds.depth, bounds.values)
        self._firsts: set[tuple[ItemId | str, str | None]] = set()
        self.searched = 0
        self.spans: dict[int, tuple[int, int]] = {}
        self.holes: dict[int, int] = {}  # client -> end of the last hole before a struct
        self.furthest: dict[int, int] = {}  # client -> end of what is referred to
        # client -> (own clock, other client, its clock) of each new furthest reference to another.
        self.waits: dict[int, list[tuple[int, int, int]]] = {}
        self.types: dict[ItemId, int] = {}
        self.nested: dict[ItemId, ItemId | None] = {}  # types below the first level; their parents
        self.children: dict[ItemId, int] = {}  # parent by id -> KEYED | LISTED
        self.besides: dict[ItemId, int] = {}  # neighbour -> KEYED | LISTED, what just follows apart
        self.places: dict[int, Places] = {}
        self.value_runs: list[tuple[int, int, int]] = []  # client, clock, length over 1
        # Of each client: deleted items that stand where their neighbours do, whatever that is.
        self.unsaid: dict[int, list[Unsaid]] = {}
        self._neighbours: tuple[ItemId, ...] = ()
        self.roots: set[str] = set()
        self.has_skip = False
        self.halves: dict[int, array[int]] = {}  # client -> clocks of characters' second units
        self.links: dict[int, Links] = {}

    def read(self) -> None:
        # A client takes three bytes and its first struct two.
        clients = self._reader.count(5)
        if clients > self._bounds.clients:
            self._reader.refuse("the update has too many clients")
        for _ in range(clients):
            self._read_client()

    def _read_client(self) -> None:
        reader = self._reader
        structs = reader.count(2)
        self._left -= structs
        if self._left < 0:
            reader.refuse("the update has too many structs")
        client, clock = self._read_id()
        if client in self.spans or not structs:
            reader.refuse("a client stands there twice or without structs")
        self._seen: dict[int, int] = {}
        self._waits = self.waits[client] = []
        self._places = self.places[client] = Places()
        if self._linked:
            self._links = self.links[client] = Links()
        self.spans[client] = (clock, self._read_row(client, clock, structs))

    def _read_row(self, client: int, clock: int, structs: int) -> int:
        """End of the last struct that is not a hole."""
        reader = self._reader
        end = clock
        for _ in range(structs):
            mark = reader.byte()
            start = clock
            if mark in (GC, SKIP):
                if self._links is not None:
                    self._links.add(clock, mark, None, None)
                self._places.begin(clock, ANYTHING)
                clock += contents.read_length(reader)
            else:
                clock += self._read_item(client, clock, mark)
            if clock > LARGEST_CLOCK:
                reader.refuse("a clock is too large")
            if mark == SKIP:
                self.has_skip = True
            else:
                if start != end:
                    self.holes[client] = start
                end = clock
        return end

    def _read_item(self, client: int, clock: int, mark: int) -> int:
        beside = inside = None
        if mark & HAS_NEIGHBOUR:
            beside = self._read_neighbours(client, clock, mark)
        else:
            inside = self._read_parent(client, clock, mark)
        kind = mark & KIND
        place = self._place_of(mark)
        self._places.begin(clock, place)
        if self._links is not None:
            self._links.add(clock, kind, beside, inside)
        if kind == contents.ANY:
            length = self._values.read_run()
            if length > 1:
                self.value_runs.append((client, clock, length))
            return length
        if kind == contents.STRING:
            text = contents.read_string(self._reader)
            return len(text) if text.isascii() else self._note_halves(client, clock, text)
        if kind == contents.DELETED:
            length = contents.read_length(self._reader)
            if place == NOT_KNOWN:
                self.unsaid.setdefault(client, []).append((clock, length, self._neighbours))
            return length
        if kind != contents.TYPE:
            self._refuse_kind(kind)
        if len(self.types) >= self._bounds.types:
            self._reader.refuse("the update has too many maps and texts")
        self.types[client, clock] = contents.read_type(self._reader)
        if beside or inside:
            self.nested[client, clock] = inside
        return 1

    def _note_halves(self, client: int, clock: int, text: str) -> int:
        """The units that a text takes."""
        units = len(text)
        for run in _TWO_UNITS.finditer(text):
            length = run.end() - run.start()
            first = clock + run.start() + units - len(text) + 1
            known = self.halves.setdefault(client, array("I"))
            known.extend(range(first, first + 2 * length, 2))
            units += length
        return units

    def _read_neighbours(self, client: int, clock: int, mark: int) -> ItemId:
        """One of them, the left where there are both."""
        neighbour = self._read_reference(client, clock)
        self._neighbours = (neighbour,)
        place = self._place_of(mark)
        follows = neighbour == (client, clock - 1)
        if not follows or not mark & HAS_ORIGIN:
            self._count_search()
        # What just follows its author's last item is known to fit at once.
        if not follows or self._places.last() != place:
            self._note_beside(neighbour, place)
        if mark & HAS_NEIGHBOUR == HAS_NEIGHBOUR:
            right = self._read_reference(client, clock)
            self._neighbours = (neighbour, right)
            self._note_beside(right, place)
        if place == KEYED and mark & HAS_RIGHT_ORIGIN:
            self._reader.refuse("an entry of a map stands left of something")
        return neighbour

    def _note_beside(self, neighbour: ItemId, place: int) -> None:
        if place != NOT_KNOWN:
            self.besides[neighbour] = self.besides.get(neighbour, 0) | place

    def _place_of(self, mark: int) -> int:
        is_unsaid = mark & KIND == contents.DELETED and mark & HAS_NEIGHBOUR and not mark & HAS_KEY
        if is_unsaid and not self._says_all:
            return NOT_KNOWN
        return place_of(mark)

    def _read_id(self) -> ItemId:
        item = self._reader.pair()
        if item[1] > LARGEST_CLOCK:
            self._reader.refuse("a clock is too large")
        return item

    def _read_reference(self, client: int, clock: int) -> ItemId:
        """To an item that must be there before the one at (client, clock)."""
        item = other, at = self._reader.pair()
        if other == client:
            if at >= clock:
                self._reader.refuse("an item refers to a later one of its own client")
        elif at > self._seen.get(other, -1):
            if at > LARGEST_CLOCK:
                self._reader.refuse("a clock is too large")
            self._seen[other] = at
            self._waits.append((clock, other, at))
            if at >= self.furthest.get(other, 0):
                self.furthest[other] = at + 1
        return item

    def _read_parent(self, client: int, clock: int, mark: int) -> ItemId | None:
        reader = self._reader
        by_name = reader.byte()
        parent: ItemId | None = None
        within: ItemId | str
        if by_name == 1:
            within = self._read_root()
        elif by_name == 0:
            within = parent = self._read_reference(client, clock)
            self.children[parent] = self.children.get(parent, 0) | _PLACES[mark & HAS_KEY]
        else:
            reader.refuse("a parent is neither named nor referred to")
        if mark in _MISPLACED:
            reader.refuse("an entry has no place in this document")
        key = self._read_key() if mark & HAS_KEY else None
        if key is None and parent is None:
            reader.refuse("an entry of a root has no key")
        self._note_first(within, key)
        return parent

    def _read_key(self) -> str:
        key = self._reader.text()
        if len(key) > self._bounds.key_chars:
            self._reader.refuse("a key is too long")
        return key

    def _note_first(self, within: ItemId | str, key: str | None) -> None:
        """Of an item without neighbours, there is one for each key and text and author."""
        if (within, key) in self._firsts:
            self._count_search()
        else:
            self._firsts.add((within, key))

    def _count_search(self) -> None:
        self.searched += 1
        if self.searched > self._bounds.searched:
            self._reader.refuse("the update changes too many places at once")

    def _read_root(self) -> str:
        name = self._reader.text()
        if name not in self._bounds.roots:
            self._reader.refuse(f"the root {name[:20]!r} is not one to write to")
        self.roots.add(name)
        return name

    def _refuse_kind(self, kind: int) -> NoReturn:
        name = contents.KIND_NAMES.get(kind, "an unknown content")
        self._reader.refuse(f"{name} has no place in this document")


def place_of(mark: int) -> int:
    """Of an item; of what was deleted, too, Yjs says whether it has a key, unless it was merged."""
    return _ONE_PLACE.get(mark & KIND) or _PLACES[mark & HAS_KEY]
