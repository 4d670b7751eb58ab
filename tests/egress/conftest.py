from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.egress.certificates import Certificates
from workflows.egress import close_connections


@pytest.fixture(autouse=True)
async def _connections_end_with_the_test() -> AsyncIterator[None]:
    yield
    await close_connections()


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.make(tmp_path_factory.mktemp("tls"), "secure.example")
