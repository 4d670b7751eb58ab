from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.functions.calling import call, failure_of


@given(st.integers(), st.integers(0, 50), st.sampled_from(["users", "orders", "sensors"]))
def test_the_same_seed_always_gives_the_same_records(seed: int, count: int, source: str) -> None:
    first = call("data.fetch", source=source, count=count, seed=seed)

    assert first == call("data.fetch", source=source, count=count, seed=seed)
    assert len(first["records"]) == count


@given(st.integers(1, 5), st.integers(1, 10))
def test_pages_join_to_what_one_page_would_hold(pages: int, count: int) -> None:
    got = [call("data.fetch", count=count, page=page, pages=pages) for page in range(pages)]

    whole = call("data.fetch", count=count * pages)
    assert [record for page in got for record in page["records"]] == whole["records"]
    assert [page["more"] for page in got] == [True] * (pages - 1) + [False]


def test_behind_the_last_page_there_is_nothing() -> None:
    page = call("data.fetch", page=3, pages=2)

    assert (page["records"], page["more"]) == ([], False)


def test_an_unknown_source_is_refused() -> None:
    assert failure_of("data.fetch", source="secrets") == "arguments"


@given(st.floats(0, 100))
def test_processing_keeps_exactly_the_good_enough(least: float) -> None:
    records = call("data.fetch", count=50)["records"]

    processed = call("data.process", records=records, least_score=least)

    assert len(processed["records"]) + processed["dropped"] == len(records)
    assert all(record["score"] >= least for record in processed["records"])


def test_a_record_is_graded_by_its_score_and_active_by_its_age() -> None:
    assert call("data.enrich", record={"score": 80, "last_seen_days": 3}) == {
        "score": 80,
        "last_seen_days": 3,
        "grade": "good",
        "active": True,
    }
    assert call("data.enrich", record={"score": None})["grade"] == "unknown"
    assert call("data.enrich", record={})["active"] is False


def test_nothing_has_no_statistics() -> None:
    assert call("data.process", records=[])["statistics"] == {}


@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.integers()), max_size=5))
def test_equal_records_always_have_equal_receipts(records: list[dict[str, int]]) -> None:
    receipt = call("data.store", records=records)
    turned = [dict(reversed(record.items())) for record in records]

    assert receipt["records"] == records
    assert receipt["count"] == len(records)
    assert receipt["sha256"] == call("data.store", records=turned)["sha256"]
