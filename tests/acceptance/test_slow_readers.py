"""T35: a client that asks for a long log and reads none of it costs the server little memory."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import psutil
import pytest

from tests.acceptance.databases import SqliteFile
from tests.acceptance.documents import chain
from tests.acceptance.installation import Embedded
from tests.acceptance.settling import wait_until_ended
from tests.servers import wait_until
from tests.unread import a_client_that_does_not_read, read_until, say

pytestmark = pytest.mark.acceptance
EVENTS = 6_000
LOG_BYTES = EVENTS * 7_000
LITTLE_BYTES = 20_000_000  # the process does other things as well
ADD_EVENT = """
INSERT INTO workflows_event
       (execution_id, number, name, severity, subject, at, schema, data, team_id)
SELECT execution_id, ?, name, severity, subject, at, schema, ?, team_id
FROM workflows_event WHERE execution_id = ? AND number = 1
"""


def lengthen_log(embedded: Embedded) -> int:
    """Give the one execution many large events; the number of the last one."""
    assert isinstance(embedded.database, SqliteFile)
    with closing(sqlite3.connect(embedded.database.path, timeout=20)) as database:
        data = json.dumps({"output": "x" * 7_000})
        [(key, first)] = database.execute("SELECT id, events FROM workflows_execution")
        rows = [(first + 1 + n, data, key) for n in range(EVENTS)]
        database.executemany(ADD_EVENT, rows)
        database.execute("UPDATE workflows_execution SET events = ?", (first + EVENTS,))
        database.commit()
    return int(first) + EVENTS


def test_a_long_log_is_not_kept_for_who_does_not_read_it(embedded: Embedded) -> None:
    embedded.start()
    execution = embedded.client.start(chain(2))
    wait_until_ended(embedded.database)
    last = lengthen_log(embedded)
    process = psutil.Process(embedded.current.pid)
    path = f"/ws/executions/{execution}/events"
    headers = {"Authorization": f"Bearer {embedded.places.token}"}

    with a_client_that_does_not_read(embedded.port, path, headers) as wire:
        read_until(wire, b'"type":"snapshot"')
        before = process.memory_info().rss
        say(wire, '{"after":0}')

        with pytest.raises(TimeoutError):
            wait_until(lambda: process.memory_info().rss > before + LITTLE_BYTES, "more memory", 4)
        assert read_until(wire, f'"number":{last},'.encode()) > LOG_BYTES
        assert process.memory_info().rss < before + LITTLE_BYTES
