"""Pages that are left give back what they held."""

from __future__ import annotations

from tests.benchmarks.designer.leaking import WARM_UP, held, leave_and_come_back
from tests.collaboration.conformance.site import Site
from tests.designer.conftest import Sit

ROUNDS = 6
PATIENCE = 100


def test_opening_and_leaving_the_designer_leaves_nothing_behind(open_site: Site, sit: Sit) -> None:
    desk = sit(open_site, open_site.workflow())
    devtools = desk.context.new_cdp_session(desk.page)
    for _ in range(WARM_UP):
        leave_and_come_back(desk.page)
    before = held(devtools)

    for _ in range(ROUNDS):
        leave_and_come_back(desk.page)

    # A leak would add at least its page's once for each round; what is only late is given back.
    for _ in range(PATIENCE):
        more = {name: count - before[name] for name, count in held(devtools).items()}
        if more["documents"] == 0 and is_small(more, before):
            break
        desk.page.wait_for_timeout(200)
    assert more["documents"] == 0
    assert is_small(more, before), (more, before)


def is_small(more: dict[str, int], before: dict[str, int]) -> bool:
    return all(more[name] < before[name] / 2 for name in ("nodes", "jsEventListeners"))
