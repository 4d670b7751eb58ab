from __future__ import annotations

import pytest

from tests.benchmarks.bars import BARS, MEMORY_BARS, Bar, Verdict, has_failed, judge
from tests.benchmarks.competitors import COMPETITORS, Lane
from tests.benchmarks.samples import Samples
from tests.benchmarks.workloads import BY_NAME

SHARE = Bar("chain3", Lane.PRODUCTION, "celery", must=0.8, moonshot=0.45)
CLOCK = Bar("sleep", Lane.EMBEDDED, None, must=8.2, moonshot=8.05)


def test_a_share_is_taken_of_the_fastest_of_the_family() -> None:
    samples = {
        ("ours-production", "chain3"): Samples((3.0,)),
        ("celery-threads", "chain3"): Samples((10.0,)),
        ("celery-prefork", "chain3"): Samples((6.0,)),
    }

    [verdict] = judge([SHARE], samples)

    assert verdict == Verdict(SHARE, 0.5)
    assert verdict.meets_must is True
    assert verdict.meets_moonshot is False


def test_a_bar_without_a_family_is_seconds() -> None:
    [verdict] = judge([CLOCK], {("ours-embedded", "sleep"): Samples((8.3,))})

    assert verdict.measured == 8.3
    assert verdict.meets_must is False
    assert has_failed([verdict])


@pytest.mark.parametrize("there", ["ours-production", "celery-prefork"])
def test_what_did_not_run_is_neither_met_nor_missed(there: str) -> None:
    [verdict] = judge([SHARE], {(there, "chain3"): Samples((1.0,))})

    assert verdict.measured is None
    assert verdict.meets_must is None
    assert verdict.meets_moonshot is None
    assert not has_failed([verdict])


def test_a_bar_may_name_one_competitor_instead_of_a_family() -> None:
    samples = {
        ("ours-production", "memory"): Samples((300e6,)),
        ("celery-prefork", "memory"): Samples((200e6,)),
        ("celery-threads", "memory"): Samples((100e6,)),
    }

    assert judge([MEMORY_BARS[1]], samples)[0].measured == 1.5


def test_the_other_lane_is_not_compared() -> None:
    samples = {
        ("ours-embedded", "chain3"): Samples((1.0,)),
        ("celery-prefork", "chain3"): Samples((2.0,)),
    }

    assert judge([SHARE], samples)[0].measured is None


def test_a_bar_is_met_at_its_bound() -> None:
    assert Verdict(SHARE, 0.8).meets_must is True
    assert Verdict(SHARE, 0.8000001).meets_must is False


def test_every_bar_names_a_workload_and_a_family_of_its_lane() -> None:
    families = {(who.lane, name) for who in COMPETITORS for name in (who.family, who.name)}

    for bar in (*BARS, *MEMORY_BARS):
        assert bar.workload in {*BY_NAME, "memory"}
        assert bar.family is None or (bar.lane, bar.family) in families
        assert bar.moonshot is None or bar.moonshot <= bar.must


def test_every_workload_has_a_bar_in_both_lanes() -> None:
    assert {(bar.workload, bar.lane) for bar in BARS} == {
        (name, lane) for name in BY_NAME for lane in Lane
    }
