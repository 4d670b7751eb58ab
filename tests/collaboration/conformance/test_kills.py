"""Invariants 3 and 4: what another client has seen, or was told to be saved, survives kill -9."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from random import Random
from time import sleep

import pytest

from tests.collaboration.conformance.agreement import settle
from tests.collaboration.conformance.site import EDITORS, Site
from tests.collaboration.node import Node

pytestmark = pytest.mark.acceptance

WRITERS = EDITORS[:4]
RATE = 120  # tokens a second
BACK_MS = 20_000  # where nothing else keeps the machine busy: 5 s
MANY_KILLS = int(os.environ.get("COLLABORATION_KILLS") or 200)


def begin_writing(node: Node, site: Site) -> str:
    """A workflow with some texts that everybody knows."""
    workflow = site.workflow()
    node.do("open", people=[
        site.account(workflow, person, params={"extras": "saved"}) for person in WRITERS
    ])  # fmt: skip
    node.do("openLedgers", name=WRITERS[0])
    node.do("settle", names=WRITERS)
    node.do("witness", names=WRITERS)
    return workflow


def check_nothing_lost(node: Node, site: Site, workflow: str) -> None:
    """The server is dead: what it has promised by now is in its rows, once."""
    promised = node.do("promised")
    stored: dict[str, int] = node.do("loadTokens", updates=site.stored(workflow).in_base64)
    assert promised["seen"], "nobody has seen anything"
    assert promised["saved"], "the server has claimed nothing to be saved"
    assert not set(promised["seen"]) - set(stored), "others had seen it, and it is lost"
    assert not set(promised["saved"]) - set(stored), "it was told to be saved, and is lost"
    assert not {token for token, times in stored.items() if times != 1}, "it is there twice"


def check_all_arrived(node: Node, site: Site, workflow: str, names: Sequence[str]) -> None:
    """Once everybody is back, all that was ever written is there once."""
    settle(node, site, workflow, names)
    tokens: dict[str, int] = node.do("tokens", name=names[0])
    written = {
        f"{name}.{n}" for name, count in node.do("promised")["written"] for n in range(count)
    }
    assert set(tokens) == written
    assert Counter(tokens.values()).keys() <= {1}


def kill_at_random_moments(node: Node, site: Site, chance: Random, times: int) -> None:
    workflow = begin_writing(node, site)
    for _ in range(times):
        node.do("startWriting", names=WRITERS, rate=RATE)
        # The moment is what is random here; there is nothing to wait for.
        sleep(chance.uniform(0.15, 0.8))
        site.kill()
        node.do("stopWriting")
        check_nothing_lost(node, site, workflow)
        site.start()
        node.do("sync", names=WRITERS)
    check_all_arrived(node, site, workflow, WRITERS)


def test_a_server_killed_at_random_moments_loses_and_doubles_nothing(
    node: Node, site: Site, chance: Random
) -> None:
    kill_at_random_moments(node, site, chance, times=3)


@pytest.mark.long
@pytest.mark.production
def test_a_server_killed_on_postgresql_loses_and_doubles_nothing(
    node: Node, cluster_site: Site, chance: Random
) -> None:
    kill_at_random_moments(node, cluster_site, chance, times=3)


@pytest.mark.long
def test_a_server_killed_two_hundred_times_loses_and_doubles_nothing(
    node: Node, site: Site, chance: Random
) -> None:
    kill_at_random_moments(node, site, chance, times=MANY_KILLS)


def test_a_deploy_loses_nothing_and_all_are_back_soon(node: Node, site: Site) -> None:
    workflow = begin_writing(node, site)
    node.do("startWriting", names=WRITERS, rate=RATE)
    node.do("write", name=WRITERS[0], times=20, gapMs=10)

    code = site.webs[0].terminate()
    closes = [node.do("closed", name=name)["code"] for name in WRITERS]
    check_nothing_lost(node, site, workflow)
    site.start()
    node.do("sync", names=WRITERS, ms=BACK_MS)
    node.do("stopWriting")

    assert code == 0
    assert set(closes) == {1012}
    check_all_arrived(node, site, workflow, WRITERS)
