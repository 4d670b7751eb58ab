"""The `http` kind, with answers in place of the network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.engine.documents import document, retrying
from tests.engine.worker import Person, events, output_of, run_of, running_worker, states
from workflows.egress import HttpRequest, HttpResponse
from workflows.engine.parts import Parts
from workflows.models import Attempt, Execution


class Web:
    """Answers from a list, and keeps what was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, object, dict[str, str]]] = []
        self.asked: list[HttpRequest] = []

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        status, body, headers = self.answers.pop(0)
        headers = {"content-type": "application/json"} | headers
        return HttpResponse(
            status=status, headers=headers, body=json.dumps(body).encode(), url=request.url
        )


@pytest.fixture
def web(engine: None) -> Iterator[Web]:
    web = Web()
    with running_worker(parts=Parts(send_request=web)):
        yield web


def asking(**fields: object) -> dict[str, object]:
    request = {"method": "POST", "url": "https://example.org/a", "json": {"n": "{{ inputs.n }}"}}
    return document(a={"kind": "http", "request": request, **fields}, inputs={"n": {}})


def test_an_answer_becomes_the_output(web: Web, ada: Person) -> None:
    web.answers = [(200, {"ok": True}, {})]

    execution = ada.run(asking(), n=5)

    output = output_of(execution, "a")
    assert (output["status"], output["body"]) == (200, {"ok": True})
    assert json.loads(web.asked[0].body) == {"n": 5}


def test_a_busy_server_is_asked_again_under_the_same_key(web: Web, ada: Person) -> None:
    web.answers = [(503, "busy", {}), (200, 1, {})]

    execution = ada.run(asking(retry=retrying(2)), n=1)

    assert states(execution) == {"a": "succeeded"}
    keys = [request.headers["idempotency-key"] for request in web.asked]
    assert keys == [f"{execution.public_id.hex}:a"] * 2


def test_an_answer_of_not_found_is_final(web: Web, ada: Person) -> None:
    web.answers = [(404, "gone", {})]

    execution = ada.run(asking(retry=retrying(3)), n=1)

    assert run_of(execution, "a").reason.startswith("http_404")
    assert len(web.asked) == 1


def test_a_retry_comes_no_sooner_than_the_server_asks(web: Web, ada: Person) -> None:
    web.answers = [(429, "slow down", {"retry-after": "1"}), (200, 1, {})]

    execution = ada.run(asking(retry=retrying(2)), n=1)

    first, second = Attempt.objects.filter(task_run__execution=execution).order_by("epoch")
    assert second.started_at is not None
    assert (second.started_at - first.ended_at).total_seconds() >= 0.95
    assert events(execution, "task:retrying") == ["a"]


def test_headers_are_not_kept_where_people_look(web: Web, ada: Person) -> None:
    web.answers = [(200, 1, {})]
    request = {"url": "https://example.org/", "headers": {"x-token": "{{ inputs.n }}"}}

    execution = ada.run(document(a={"kind": "http", "request": request}, inputs={"n": {}}), n="s3")

    attempt = Attempt.objects.get(task_run__execution=execution)
    assert web.asked[0].headers["x-token"] == "s3"
    assert "s3" not in str(attempt.input)


@pytest.mark.parametrize("status", [200, 404])
def test_secrets_of_urls_are_sent_but_kept_nowhere(web: Web, ada: Person, status: int) -> None:
    web.answers = [(status, 1, {})]
    request = {
        "url": "https://ada:{{ inputs.n }}@example.org/?page=2&Api-Key={{ inputs.n }}",
        "query": {"q": "tea", "X-Amz-Signature": "{{ inputs.n }}"},
    }

    execution = ada.run(
        document(a={"kind": "http", "request": request}, inputs={"n": {}}), n="open-sesame"
    )

    attempt = Attempt.objects.get(task_run__execution=execution)
    assert web.asked[0].url == (
        "https://ada:open-sesame@example.org/?page=2&Api-Key=open-sesame"
        "&X-Amz-Signature=open-sesame&q=tea"
    )
    assert attempt.input is not None
    assert json.loads(attempt.input)["url"] == "https://…@example.org/?page=2&Api-Key=…"
    assert json.loads(attempt.input)["query"] == {"q": "tea", "X-Amz-Signature": "…"}
    kept = [attempt.error_message, run_of(execution, "a").reason, *execution_log(execution)]
    assert "open-sesame" not in str(kept)


def test_bodies_are_sent_whole_but_kept_without_their_secrets(web: Web, ada: Person) -> None:
    web.answers = [(200, 1, {}), (200, 1, {})]
    json_body = {"user": {"name": "ada", "password": "{{ inputs.n }}"}, "page": [1]}
    form = {"grant_type": "refresh_token", "refresh_token": "{{ inputs.n }}"}
    tasks: dict[str, Any] = {
        "a": {"kind": "http", "request": {"url": "https://example.org/", "json": json_body}},
        "b": {"kind": "http", "request": {"url": "https://example.org/", "form": form}},
    }

    execution = ada.run(document(**tasks, inputs={"n": {}}), n="open-sesame")

    assert [b"open-sesame" in request.body for request in web.asked] == [True, True]
    kept = {
        attempt.task_run.task: json.loads(attempt.input or "")
        for attempt in Attempt.objects.filter(task_run__execution=execution)
    }
    assert kept["a"]["json"] == {"user": {"name": "ada", "password": "…"}, "page": [1]}
    assert kept["b"]["form"] == {"grant_type": "refresh_token", "refresh_token": "…"}


def test_an_input_that_does_not_fit_is_not_quoted(web: Web, ada: Person) -> None:
    headers = {"type": "object", "properties": {"authorization": {"maxLength": 5}}}
    schema = {"properties": {"headers": headers}, "minProperties": 9}
    request = {"url": "https://example.org/", "headers": {"authorization": "{{ inputs.n }}"}}

    task = {"kind": "http", "request": request, "input_schema": schema}
    execution = ada.run(document(a=task, inputs={"n": {}}), n="open-sesame")

    attempt = Attempt.objects.get(task_run__execution=execution)
    assert attempt.error_code == "input_invalid"
    assert "/headers/authorization: the value is longer than 5" in attempt.error_message
    told = [attempt.error_message, run_of(execution, "a").reason, *execution_log(execution)]
    assert "open-sesame" not in str(told)


def execution_log(execution: Execution) -> list[str]:
    return list(execution.event_log.values_list("data", flat=True))
