"""What a scan says of honest updates is what native code then does with them."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycrdt import TransactionEvent, merge_updates

from collaboration.sync.updates import adds_nothing, is_ready
from tests.collaboration.sync.replicas import (
    HISTORIES,
    Act,
    Document,
    content_of,
    deletions_of,
    has_all_of,
    new_document,
    play,
    scan,
    state_after,
    state_of,
)

# Whole histories are played, which takes its time on a busy machine.
ALWAYS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def applied(updates: list[bytes]) -> Document:
    doc = new_document()
    for update in updates:
        doc.apply_update(update)
    return doc


def deliver(doc: Document, updates: list[bytes]) -> list[bytes]:
    """Apply what is ready, hold the rest and try again after each progress; what is still held."""
    held = list(updates)
    progress = True
    while progress:
        waiting, held, progress = held, [], False
        for update in waiting:
            scanned = scan(update)
            if is_ready(scanned, state_of(doc)):
                doc.apply_update(update)
                assert has_all_of(doc, scanned)
                progress = True
            else:
                held.append(update)
    return held


def same(one: Document, other: Document) -> bool:
    facts = [(state_of(doc), deletions_of(doc), content_of(doc)) for doc in (one, other)]
    return facts[0] == facts[1]


@ALWAYS
@given(HISTORIES)
def test_spans_are_what_the_state_vectors_say(acts: list[Act]) -> None:
    history = play(acts)
    doc = new_document()

    for update in history:
        before = state_of(doc)
        scanned = scan(update)
        doc.apply_update(update)

        assert is_ready(scanned, before)
        assert state_of(doc) == state_after(before, scanned)
        assert has_all_of(doc, scanned)


@ALWAYS
@given(HISTORIES)
def test_a_whole_document_stands_alone(acts: list[Act]) -> None:
    history = play(acts)
    doc = applied(history)

    scanned = scan(doc.get_update())

    assert scanned.spans == {client: (0, end) for client, end in state_of(doc).items()}
    assert not scanned.needs
    assert scanned.deletes == deletions_of(doc)


@ALWAYS
@given(HISTORIES, st.integers(0, 40))
def test_the_rest_after_a_state_vector_needs_only_that_state(acts: list[Act], known: int) -> None:
    history = play(acts)
    doc, older = applied(history), applied(history[:known])

    scanned = scan(doc.get_update(older.get_state()))

    assert is_ready(scanned, state_of(older))
    assert state_after(state_of(older), scanned) == state_of(doc)
    assert adds_nothing(scanned, state_of(older), deletions_of(older)) == same(doc, older)


@ALWAYS
@given(HISTORIES, st.integers(0, 2**32))
def test_an_update_is_ready_exactly_when_nothing_of_it_has_to_wait(
    acts: list[Act], seed: int
) -> None:
    history = play(acts)
    random = Random(seed)
    doc = new_document()
    known = [update for update in history if random.random() < 0.6]
    deliver(doc, known)

    for update in history:
        scanned = scan(update)
        copy = applied([doc.get_update()])
        copy.apply_update(update)

        assert is_ready(scanned, state_of(doc)) == has_all_of(copy, scanned)


@ALWAYS
@given(HISTORIES, st.integers(0, 2**32))
def test_an_update_adds_nothing_exactly_when_applying_it_changes_nothing(
    acts: list[Act], seed: int
) -> None:
    history = play(acts)
    random = Random(seed)
    doc = new_document()
    deliver(doc, [update for update in history if random.random() < 0.7])
    events: list[bytes] = []

    def listen(event: TransactionEvent) -> None:
        events.append(event.update)

    for update in history:
        scanned = scan(update)
        state, deleted = state_of(doc), deletions_of(doc)
        if not is_ready(scanned, state):
            assert not adds_nothing(scanned, state, deleted)
            continue
        subscription = doc.observe(listen)
        doc.apply_update(update)
        doc.unobserve(subscription)

        changed = (state, deleted) != (state_of(doc), deletions_of(doc))
        assert adds_nothing(scanned, state, deleted) == (not changed) == (not events)
        events.clear()


@ALWAYS
@given(HISTORIES, st.integers(0, 2**32))
def test_any_order_with_doubles_ends_as_the_right_order_does(acts: list[Act], seed: int) -> None:
    history = play(acts)
    random = Random(seed)
    delivered = history + random.sample(history, len(history) // 3)
    random.shuffle(delivered)
    doc = new_document()

    held = deliver(doc, delivered)

    assert held == []
    assert same(doc, applied(history))


@ALWAYS
@given(HISTORIES, st.integers(0, 2**32))
def test_a_missing_update_holds_back_what_needs_it_until_it_comes(
    acts: list[Act], seed: int
) -> None:
    history = play(acts)
    random = Random(seed)
    missing = random.randrange(len(history) + 1)
    late, rest = history[missing : missing + 1], history[:missing] + history[missing + 1 :]
    random.shuffle(rest)
    doc = new_document()

    held = deliver(doc, rest)
    held = deliver(doc, [*held, *late])

    assert held == []
    assert same(doc, applied(history))


@ALWAYS
@given(HISTORIES, st.integers(0, 2**32))
def test_merged_updates_scan_and_are_ready_as_their_parts_together(
    acts: list[Act], seed: int
) -> None:
    history = play(acts)
    cut = Random(seed).randint(0, len(history))
    doc, older = applied(history), applied(history[:cut])
    part = history[cut:]

    if part:
        scanned = scan(merge_updates(*part))

        assert is_ready(scanned, state_of(older))
        assert state_after(state_of(older), scanned) == state_of(doc)
