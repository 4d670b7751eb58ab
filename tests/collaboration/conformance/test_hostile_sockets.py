"""Invariant 10 on real sockets: what nobody honest sends ends its own socket, and nothing else."""

from __future__ import annotations

from itertools import islice
from random import Random

import psutil
import pytest

from tests.acceptance.processes import Process
from tests.collaboration.conformance.assault import Assault
from tests.collaboration.conformance.conftest import MakeSite
from tests.collaboration.conformance.site import COLLABORATION, EDITORS
from tests.collaboration.conformance.test_kills import check_all_arrived
from tests.collaboration.node import Node
from tests.collaboration.sync.grammar import hostile_frames

pytestmark = pytest.mark.acceptance

ADA, BOB, MALLORY = EDITORS[:3]
HONEST_RATE = 20
# All refusals are one person's here, who would be kept out after ten in a minute; and the seats of
# those who were just sent away are given back a moment later.
PATIENT = {
    f"{COLLABORATION}REFUSALS_PER_MINUTE": "1000000",
    f"{COLLABORATION}PARTICIPANTS": "1000",
    f"{COLLABORATION}SOCKETS_OF_A_PERSON": "1000",
    f"{COLLABORATION}ARRIVALS_PER_MINUTE": "1000000",
}
WARM_UP = 150
MOST_GROWN_BYTES = 64 * 2**20


@pytest.mark.parametrize("frames", [300, pytest.param(5_000, marks=pytest.mark.long)])
def test_hostile_frames_end_their_own_sockets_while_honest_people_go_on(
    node: Node, make_site: MakeSite, chance: Random, frames: int
) -> None:
    site = make_site(**PATIENT)
    server = site.start()
    workflow = site.workflow()
    node.do("open", people=[site.account(workflow, person) for person in (ADA, BOB)])
    node.do("openLedgers", name=ADA)
    node.do("settle", names=[ADA, BOB])
    node.do("witness", names=[ADA, BOB])
    node.do("startWriting", names=[ADA, BOB], rate=HONEST_RATE)
    account = site.account(workflow, MALLORY)
    assault = Assault(f"{account['server']}/{account['room']}", account["headers"])
    hostile = hostile_frames(chance.randrange(2**32))

    assault.send(islice(hostile, WARM_UP))
    before = memory_of(server)
    assault.send(islice(hostile, frames - WARM_UP))
    node.do("stopWriting")

    assert server.exit_code is None
    assert assault.complaints == {}
    assert node.do("status", name=ADA)["closes"] == node.do("status", name=BOB)["closes"] == []
    check_all_arrived(node, site, workflow, [ADA, BOB])
    grown = memory_of(server) - before
    print(f"{frames} frames, closed {dict(assault.closed)}, memory grown {grown / 2**20:.0f} MB")
    assert grown <= MOST_GROWN_BYTES


def memory_of(server: Process) -> int:
    return int(psutil.Process(server.pid).memory_info().rss)
