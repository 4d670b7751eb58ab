from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from workflows.egress import close_connections


@pytest.fixture(autouse=True)
async def _connections_end_with_the_test() -> AsyncIterator[None]:
    yield
    await close_connections()
