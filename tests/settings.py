"""
The product's settings on a private data directory, so that tests meet nobody's data or keys.

The database is a file: threads that share an in-memory one ignore write-ahead logs and time-outs.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOREIGN = (
    "ANTHROPIC_API_KEY",
    "OPENAI_API_KEY",
    "GOOGLE_API_KEY",
    "GEMINI_API_KEY",
    "DEBUG",
    "DATABASE_URL",
    "REDIS_URL",
    "BROKER_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "PORT",
)

for name in [*FOREIGN, *(key for key in os.environ if key.startswith("ORCHESTRATOR_"))]:
    os.environ.pop(name, None)

TEST_DIR = Path(tempfile.mkdtemp(prefix="orchestrator-test-"))
atexit.register(shutil.rmtree, TEST_DIR, ignore_errors=True)
os.environ["DATA_DIR"] = str(TEST_DIR)
os.environ["ORCHESTRATOR_SITE__LOG__LEVEL"] = "WARNING"

from orchestrator_site.settings import *  # noqa: E402, F403
from orchestrator_site.settings import ALLOWED_HOSTS, DATABASES  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}
ALLOWED_HOSTS.append("testserver")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
