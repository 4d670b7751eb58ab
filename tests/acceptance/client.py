"""The REST interface as a program outside sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any
from uuid import uuid4

import httpx

from tests.servers import wait_until

Json = dict[str, Any]
RETRIED = (429, 500, 502, 503, 504)


class Client:
    """
    Speaks to one installation; remembers every execution it saw accepted.

    Args:
        acknowledged: ids that the installation has answered 201 to; they may never be lost.
    """

    def __init__(self, port: int, token: str) -> None:
        self.acknowledged: list[str] = []
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=90,
            trust_env=False,
        )

    def close(self) -> None:
        self._http.close()

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._http.request(method, f"/api/v1{path}", **options)

    def get(self, path: str, **query: Any) -> Json:
        answer = self.request("GET", path, params=query)
        answer.raise_for_status()
        return dict(answer.json())

    def post(self, path: str, body: Json | None = None) -> httpx.Response:
        return self.request("POST", path, json=body or {})

    def answers(self) -> bool:
        try:
            return self._http.get("/healthz", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    def readiness(self) -> Json:
        """What the installation says of itself, ready or not."""
        return dict(self._http.get("/readyz").json())

    def post_start(
        self, document: Json, inputs: Json | None = None, key: str | None = None
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        body = {"document": document, "inputs": inputs or {}}
        return self.request("POST", "/executions", json=body, headers=headers)

    def start(self, document: Json, inputs: Json | None = None, key: str | None = None) -> str:
        """The id of an accepted execution."""
        answer = self.post_start(document, inputs, key)
        assert answer.status_code == 201, answer.text
        return self._acknowledge(answer)

    def start_surely(
        self,
        document: Json,
        inputs: Json | None = None,
        patience_s: float = 60,
        is_in_vain: Callable[[], bool] = lambda: False,
    ) -> str:
        """
        Ask with one key until there is an answer, as a careful client does.

        Raises:
            TimeoutError: there was none in time, or it was told to be in vain.
        """
        key = uuid4().hex
        accepted: list[str] = []

        def ask() -> bool:
            if is_in_vain():
                raise TimeoutError("nobody will answer")
            try:
                answer = self.post_start(document, inputs, key)
            except httpx.TransportError:
                return False
            if answer.status_code in RETRIED:
                return False
            assert answer.status_code == 201, answer.text
            accepted.append(self._acknowledge(answer))
            return True

        wait_until(ask, "an execution to be accepted", patience_s)
        return accepted[0]

    def _acknowledge(self, answer: httpx.Response) -> str:
        found = str(answer.json()["id"])
        self.acknowledged.append(found)
        return found

    def execution(self, execution: str) -> Json:
        return self.get(f"/executions/{execution}")

    def state_of(self, execution: str) -> str:
        return str(self.execution(execution)["state"])

    def tasks(self, execution: str) -> list[Json]:
        return list(self._pages(f"/executions/{execution}/tasks"))

    def events(self, execution: str) -> list[Json]:
        return list(self._pages(f"/executions/{execution}/events"))

    def _pages(self, path: str) -> Iterator[Json]:
        query: Json = {"limit": 500}
        while True:
            page = self.get(path, **query)
            yield from page["items"]
            if not page["next"]:
                return
            query["cursor"] = page["next"]


@contextmanager
def measured_s() -> Iterator[list[float]]:
    """A list that holds the seconds of the block once it has ended."""
    took: list[float] = []
    started = monotonic()
    yield took
    took.append(monotonic() - started)
