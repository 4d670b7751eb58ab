"""The ASGI application: pages and REST through Django, sockets through Channels."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orchestrator_site.settings")
django_application = get_asgi_application()  # sets Django up: what follows imports models

from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from orchestrator_site.database import end_frozen_transactions, pool_connections  # noqa: E402
from orchestrator_site.lifespan import lifespan  # noqa: E402
from orchestrator_site.origins import OriginGuard  # noqa: E402
from orchestrator_site.sockets import socket_application  # noqa: E402
from workflows.rest.body_limit import BodyLimit  # noqa: E402

pool_connections(settings.SITE.database_pool)
end_frozen_transactions(settings.WORKFLOWS.engine.lease_s)

application = ProtocolTypeRouter(
    {
        "lifespan": lifespan,
        "http": BodyLimit(django_application, settings.WORKFLOWS.rest.body_bytes),
        "websocket": OriginGuard(
            socket_application(),
            settings.SITE,
            session_cookie=settings.SESSION_COOKIE_NAME,
        ),
    }
)
