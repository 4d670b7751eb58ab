"""The tests' settings on a PostgreSQL that the caller started, for a run of pytest inside a run."""

from __future__ import annotations

import os

from orchestrator_site.database import postgres_settings
from tests.settings import *  # noqa: F403

DATABASES = {"default": postgres_settings(os.environ["POSTGRES_FOR_TESTS"])}
