"""Tokens and sessions that end, by somebody or by themselves, end the sockets they opened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.collaboration.consumers.conftest import Configure
from tests.collaboration.consumers.test_access import a_pair, bearer
from tests.collaboration.live import a_member, a_socket
from workflows.models import ApiToken
from workflows.services.tokens import create_token, revoke_token

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("how", ["revoked", "expired"])
async def test_a_token_that_ends_closes_its_socket(configure: Configure, how: str) -> None:
    configure(access_s=60 if how == "revoked" else 0.2)
    workflow, ada, _ = await a_pair()
    make: Any = sync_to_async(create_token)
    token, text = await make(user=ada, name="bot", scopes=["read"])

    async with a_socket(workflow, headers=bearer(text)) as socket:
        await socket.sync()
        if how == "revoked":
            revoke: Any = sync_to_async(revoke_token)
            await revoke(user=ada, token_id=token.public_id)
        else:
            await ApiToken.objects.aupdate(expires_at=timezone.now())
        assert (await socket.closed()).code == 4401


async def test_a_token_closes_its_socket_when_its_time_is_over(configure: Configure) -> None:
    configure(access_s=60)
    workflow, ada, _ = await a_pair()
    make: Any = sync_to_async(create_token)
    over_at = timezone.now() + timedelta(seconds=2)
    _, text = await make(user=ada, name="bot", scopes=["read"], expires_at=over_at)

    async with a_socket(workflow, headers=bearer(text)) as socket:
        await socket.sync()
        end = await socket.closed()

    assert end.code == 4401
    assert timedelta() <= timezone.now() - over_at < timedelta(seconds=1)


async def test_a_session_closes_its_socket_when_its_time_is_over(configure: Configure) -> None:
    configure(access_s=60)
    workflow, ada, _ = await a_pair()

    async with a_member(workflow, ada) as socket:
        over_at = timezone.now() + timedelta(seconds=1)
        await Session.objects.aupdate(expire_date=over_at)
        end = await socket.closed()

    assert end.code == 4401
    assert timezone.now() >= over_at
