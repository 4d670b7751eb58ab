"""Which tests go to one worker of pytest-xdist together."""

from __future__ import annotations

import re

from xdist.scheduler import LoadScopeScheduling

# Those of a group share what its folder starts once: servers, databases with people, a browser.
# The largest groups are dealt first; single tests fill the rest of the time on all workers.
GROUPS = {
    "acceptance": re.compile(r"tests/acceptance/"),
    "conformance": re.compile(r"tests/collaboration/conformance/"),
    "designer": re.compile(r"tests/(designer|looks)/"),
    "pages": re.compile(r"tests/pages/test_(in_browser|inviting|reach)\.py"),
    "start": re.compile(r"tests/site/test_start\.py"),
}


def group_of(test: str) -> str:
    """Its own name where it shares nothing."""
    return next((name for name, place in GROUPS.items() if place.match(test)), test)


# Not by marks of `xdist_group`: pytest 9 lets no plugin put them into the names that are dealt by.
class DealtInGroups(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
