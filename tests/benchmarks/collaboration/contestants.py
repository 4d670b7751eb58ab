"""The servers that take part: each started on data of its own, pinned to one core."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from tests.collaboration.node import node_program
from tests.servers import accepts_connections, free_port, stop, wait_until

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PACKAGES = HERE / "js"
START_S = 60
Place = dict[str, object]


@dataclass(frozen=True, slots=True)
class Contestant:
    """
    One server.

    Args:
        fsyncs: what is on disk when others see an edit.
        is_ours: it needs an installation, a workflow for each room, and says who may come.
    """

    name: str
    title: str
    dialect: str
    fsyncs: str
    command: Callable[[int, Path], Sequence[str]]
    is_ours: bool = False


def _stock(port: int, folder: Path) -> Sequence[str]:
    return [str(node_program()), str(PACKAGES / "stock_server.mjs"), str(port), str(folder / "db")]


def _hocuspocus(port: int, folder: Path) -> Sequence[str]:
    file = str(folder / "db.sqlite3")
    return [str(node_program()), str(PACKAGES / "hocuspocus_server.mjs"), str(port), file]


def _daphne(port: int, folder: Path) -> Sequence[str]:
    return [sys.executable, str(ROOT / "manage.py"), "web", "--port", str(port)]


def _uvicorn(port: int, folder: Path) -> Sequence[str]:
    application = ["orchestrator_site.asgi:application", "--host", "127.0.0.1"]
    limits = ["--port", str(port), "--ws-max-size", "16000000", "--log-level", "warning"]
    # Compressing each frame for each socket costs more than the bytes it saves on one machine.
    return [sys.executable, "-m", "uvicorn", *application, *limits] + [
        "--ws-per-message-deflate",
        "false",
    ]


FSYNCED = "all of it, committed and fsynced"
STOCK = Contestant(
    "stock",
    "@y/websocket-server",
    "stock",
    "most of it: written to LevelDB right after, not fsynced",
    _stock,
)
HOCUSPOCUS = Contestant(
    "hocuspocus",
    "Hocuspocus",
    "hocuspocus",
    "nothing: stored 2 to 10 s later, fsynced then",
    _hocuspocus,
)
DAPHNE = Contestant("daphne", "ours, Daphne", "stock", FSYNCED, _daphne, is_ours=True)
UVICORN = Contestant(
    "uvicorn",
    "ours, uvicorn",
    "stock",
    "committed and fsynced before others see it",
    _uvicorn,
    True,
)
CONTESTANTS = (DAPHNE, UVICORN, STOCK, HOCUSPOCUS)

OURS = {
    "ORCHESTRATOR_WORKFLOWS__REST__REQUESTS_PER_MINUTE": "1000000",
    "ORCHESTRATOR_COLLABORATION__PARTICIPANTS": "1000",
    "ORCHESTRATOR_COLLABORATION__SOCKETS_OF_A_PERSON": "1000",
    "ORCHESTRATOR_COLLABORATION__ARRIVALS_PER_MINUTE": "1000000",
    "ORCHESTRATOR_WORKFLOWS__REST__SOCKETS_PER_PERSON": "1000",
    # The ladder of edits goes far beyond what one person may send.
    "ORCHESTRATOR_COLLABORATION__FRAMES_PER_S": "100000",
}
KEPT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")


@dataclass(slots=True)
class Served:
    """A contestant's process that answers; it can be ended and started anew on the same data."""

    contestant: Contestant
    folder: Path
    core: int | None
    token: str = ""
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [*self._wrapper(), *self.contestant.command(self.port, self.folder)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT if self.contestant.is_ours else PACKAGES,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_until(self._answers, f"{self.contestant.title} to answer; see {self.folder}", START_S)

    def _wrapper(self) -> list[str]:
        return [] if self.core is None else ["taskset", "-c", str(self.core)]

    def _environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {
            **kept,
            **(OURS | {"DATA_DIR": str(self.folder)} if self.contestant.is_ours else {}),
        }

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise RuntimeError(f"{self.contestant.title} ended; see {self.folder / 'log'}")
        return accepts_connections(self.port)

    def end(self) -> None:
        """Asked politely: what it holds in memory may be stored."""
        if self._process is not None:
            stop(self._process, signal.SIGTERM)
            self._process = None

    def place(self, room: str) -> Place:
        """Where clients find a room of this name; with ours it is a new workflow."""
        if not self.contestant.is_ours:
            server = f"ws://127.0.0.1:{self.port}"
            return {"dialect": self.contestant.dialect, "server": server, "room": room}
        return self._place_of(self._create_workflow(room))

    def _place_of(self, workflow: str) -> Place:
        return {
            "dialect": self.contestant.dialect,
            "server": f"ws://127.0.0.1:{self.port}/ws/workflows/{workflow}",
            "room": "document",
            "headers": self._headers,
        }

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _create_workflow(self, room: str) -> str:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}/api/v1", headers=self._headers, trust_env=False
        ) as client:
            team = client.get("/teams").raise_for_status().json()["items"][0]["id"]
            document = {"schema": 1, "name": room, "tasks": {}}
            body = {"team": team, "document": document, "slug": f"{room}-{secrets.token_hex(4)}"}
            return str(client.post("/workflows", json=body).raise_for_status().json()["id"])

    def cpu_s(self) -> float:
        """Processor time it has used so far, with its children's."""
        return sum(sum(each.cpu_times()[:2]) for each in self._family())

    def rss_mb(self) -> float:
        return sum(each.memory_info().rss for each in self._family()) / 1e6

    def _family(self) -> list[psutil.Process]:
        assert self._process is not None
        own = psutil.Process(self._process.pid)
        return [own, *own.children(recursive=True)]


class Template:
    """Our installation, set up once; every server of ours starts on a copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._token = ""

    def copy_to(self, folder: Path) -> str:
        """The token of the person in it."""
        if not self._token:
            self._token = self._set_up()
        shutil.copytree(self._folder, folder, dirs_exist_ok=True)
        return self._token

    def _set_up(self) -> str:
        self._folder.mkdir()
        first_start = "from workflows.services.first_start import ensure_first_start as f; f()"
        self._manage("migrate", "--verbosity", "0")
        self._manage("shell", "--command", first_start)
        return self._manage("create_api_token", "admin")

    def _manage(self, *arguments: str) -> str:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            cwd=ROOT,
            env={**kept, "DATA_DIR": str(self._folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2_000:])
        return done.stdout.strip()


@contextmanager
def serving(
    contestant: Contestant, template: Template, folder: Path, core: int | None
) -> Iterator[Served]:
    """Its process on fresh data, ended on leaving."""
    folder.mkdir(parents=True)
    token = template.copy_to(folder) if contestant.is_ours else ""
    served = Served(contestant, folder, core, token)
    try:
        served.start()
        yield served
    finally:
        served.end()
