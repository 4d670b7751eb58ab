"""An installation with a team of people, whose workflows stock clients edit together."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from tests.acceptance.client import Client
from tests.acceptance.installation import Cluster, Embedded
from tests.acceptance.processes import Process, output_of
from tests.collaboration.conformance.stored import StoredDocument, read_stored

EDITORS = tuple(f"editor{i}" for i in range(6))
VIEWER = "viewer"
# Editors who leave the team, or sign out, in some test; nobody else may need them.
LEAVER, SIGNER = "leaver", "signer"
OUTSIDER = "outsider"
COLLABORATION = "ORCHESTRATOR_COLLABORATION__"
# Merging, unloading and the looking-up of rights happen within seconds here, not minutes.
SCALED = {
    f"{COLLABORATION}SOCKETS_OF_A_PERSON": "200",
    f"{COLLABORATION}ARRIVALS_PER_MINUTE": "1000000",
    f"{COLLABORATION}UNLOAD_S": "1",
    f"{COLLABORATION}COMPACT_UPDATES": "80",
    "ORCHESTRATOR_WORKFLOWS__REST__REQUESTS_PER_MINUTE": "1000000",
    "ORCHESTRATOR_WORKFLOWS__REST__ANONYMOUS_PER_MINUTE": "1000000",
}
DOCUMENT_ROW = """
SELECT id, compactions FROM collaboration_shareddocument WHERE workflow_id =
(SELECT id FROM workflows_workflow WHERE public_id = '{workflow}')
"""
SETUP = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib import auth
from workflows.models import Membership, Role, Team, User
from workflows.access import SCOPE_CAPABILITIES
from workflows.services.first_start import ensure_first_start
from workflows.services.tokens import create_token

ensure_first_start()
team = Team.objects.get()
Sessions = import_module(settings.SESSION_ENGINE).SessionStore

def keys_of(user):
    scopes = sorted(SCOPE_CAPABILITIES)
    store = Sessions()
    store[auth.SESSION_KEY] = str(user.pk)
    store[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    token = create_token(user=user, name="test", scopes=scopes)[1]
    return {"name": user.username, "token": token, "session": store.session_key}

people = [keys_of(User.objects.get(username="admin"))]
for name, role in ROLES.items():
    user = User.objects.create_user(name)
    if role:
        Membership.objects.create(team=team, user=user, role=Role(role))
    people.append(keys_of(user))
print(json.dumps({"team": str(team.public_id), "people": people}))
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the team, and what they can prove it with."""

    name: str
    token: str
    session: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def cookie(self, port: int) -> dict[str, str]:
        """What a browser on our own page sends."""
        return {
            "Cookie": f"orchestrator_session={self.session}",
            "Origin": f"http://127.0.0.1:{port}",
        }


@dataclass(frozen=True, slots=True)
class Team:
    """Everybody of an installation; the owner is called admin."""

    id: str
    people: Mapping[str, Person]

    @property
    def owner(self) -> Person:
        return self.people["admin"]


def set_up_team(environment: Mapping[str, str]) -> Team:
    """Fill a new database."""
    editors = (*EDITORS, LEAVER, SIGNER)
    roles = dict.fromkeys(editors, "editor") | {VIEWER: "viewer", OUTSIDER: ""}
    told = output_of(["shell", "--command", f"ROLES = {roles!r}\n{SETUP}"], environment)
    made = json.loads(told.splitlines()[-1])
    return Team(made["team"], {each["name"]: Person(**each) for each in made["people"]})


class Site:
    """A team's installation; `start` and `kill` as an operator, or fate, would."""

    def __init__(self, installation: Embedded | Cluster, team: Team) -> None:
        self.installation = installation
        self.team = team
        self._clients: dict[str, Client] = {}
        self.webs: list[Process] = []

    @property
    def port(self) -> int:
        return self.installation.port

    def start(self, crash_at: str = "") -> Process:
        """The first web process, once it answers."""
        if isinstance(self.installation, Embedded):
            process = self.installation.start(crash_at=crash_at)
        else:
            process = self.installation.start_web(crash_at=crash_at)
        self.webs[:1] = [process]
        return process

    def start_another(self) -> int:
        """The port of one more web process, once it answers."""
        assert isinstance(self.installation, Cluster)
        process, port = self.installation.start_another_web()
        self.webs.append(process)
        return port

    def kill(self) -> None:
        self.webs[0].kill()

    def start_if_dead(self) -> None:
        if not self.webs or not self.webs[0].lives:
            self.start()

    def restart(self) -> None:
        self.kill()
        self.start()

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self.installation.close()

    def rest(self, person: str = "admin", port: int | None = None) -> Client:
        """REST as this person."""
        key = f"{person}:{port or self.port}"
        if key not in self._clients:
            token = self.team.people[person].token
            self._clients[key] = Client(port or self.port, token)
        return self._clients[key]

    def workflow(self, document: Mapping[str, Any] | None = None, person: str = "admin") -> str:
        """The id of a new one; empty when nothing is said."""
        body = {
            "team": self.team.id,
            "document": document or {"schema": 1, "name": "Together", "tasks": {}},
            "slug": f"together-{secrets.token_hex(6)}",
        }
        answer = self.rest(person).post("/workflows", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def account(
        self, workflow: str, person: str, *, name: str = "", port: int | None = None, **more: Any
    ) -> dict[str, Any]:
        """How a client of this person opens the workflow, for the command `open`."""
        return {
            "name": name or person,
            "server": f"ws://127.0.0.1:{port or self.port}/ws/workflows/{workflow}",
            "room": "document",
            "headers": self.team.people[person].bearer,
            **more,
        }

    def set_role(self, person: str, role: str) -> None:
        self._member("PATCH", person, json={"role": role})

    def remove(self, person: str) -> None:
        self._member("DELETE", person)

    def _member(self, method: str, person: str, **options: Any) -> None:
        path = f"/teams/{self.team.id}/members/{person}"
        answer = self.rest().request(method, path, **options)
        answer.raise_for_status()

    def delete_workflow(self, workflow: str) -> None:
        self._delete("workflows", "Workflow", f"public_id='{workflow}'")

    def delete_execution(self, execution: str) -> None:
        self._delete("workflows", "Execution", f"public_id='{execution}'")

    def forget_shared_document(self, workflow: str) -> None:
        """As if the draft had last been edited before there was live editing."""
        self._delete("collaboration", "SharedDocument", f"workflow__public_id='{workflow}'")

    def _delete(self, app: str, model: str, condition: str) -> None:
        """As an operator does in a terminal: from a process of its own."""
        command = f"from {app}.models import {model} as m; m.objects.get({condition}).delete()"
        output_of(["shell", "--command", command], self.installation.environment)

    def ticket(self, person: str) -> str:
        answer = self.rest(person).post("/socket-tickets")
        answer.raise_for_status()
        return str(answer.json()["ticket"])

    def another_token(self, person: str, expires_at: datetime | None = None) -> tuple[str, str]:
        """A token's text and its id, made as in the settings page."""
        with self._browser(person) as browser:
            body: dict[str, Any] = {"name": "another", "scopes": ["read", "edit"]}
            if expires_at is not None:
                body["expires_at"] = expires_at.isoformat()
            answer = browser.post("/api/v1/tokens", json=body)
            answer.raise_for_status()
            made = answer.json()
            return str(made["token"]), str(made["id"])

    def revoke_token(self, person: str, token_id: str) -> None:
        with self._browser(person) as browser:
            browser.delete(f"/api/v1/tokens/{token_id}").raise_for_status()

    @contextmanager
    def _browser(self, person: str) -> Iterator[httpx.Client]:
        """Signed in, on our own page."""
        origin = f"http://127.0.0.1:{self.port}"
        with httpx.Client(base_url=origin, trust_env=False, headers={"Origin": origin}) as browser:
            browser.cookies.set("orchestrator_session", self.team.people[person].session)
            browser.get("/", follow_redirects=True).raise_for_status()
            browser.headers["X-CSRFToken"] = browser.cookies["orchestrator_csrf"]
            yield browser

    def sign_out(self, person: str) -> None:
        """As a browser does, by its session."""
        with self._browser(person) as browser:
            answer = browser.post("/sign-out")
            assert answer.status_code in (200, 302), answer.text[:500]

    def merge_log(self, workflow: str) -> None:
        """As an operator does in the panel, in the web process that answers."""
        action = {"action": "compact", "_selected_action": self._document_row(workflow)[0]}
        with self._browser("admin") as browser:
            answer = browser.post("/admin/collaboration/shareddocument/", data=action)
            assert answer.status_code == 302, answer.text[:500]

    def merges(self, workflow: str) -> int:
        """How often the document's log was merged."""
        return int(self._document_row(workflow)[1])

    def _document_row(self, workflow: str) -> tuple[Any, ...]:
        [row] = self.installation.database.rows(DOCUMENT_ROW.format(workflow=UUID(workflow).hex))
        return row

    def stored(self, workflow: str) -> StoredDocument:
        """What is in the database, read past the product."""
        return read_stored(self.installation.database, UUID(workflow))

    def logs(self) -> str:
        return "\n".join(self.installation.logs())

    @property
    def data_dir(self) -> Path:
        return self.installation.places.data_dir
