"""The peers' own virtual environment, made when it is missing or its pins have changed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.competitors import HERE, ROOT

VENV = ROOT / ".venv-bench"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = HERE / "requirements.txt"
INSTALLED = VENV / "installed-requirements.txt"
PACKAGES = ("celery", "redis", "dbos", "langgraph", "langgraph-checkpoint-sqlite",
            "langgraph-checkpoint-postgres", "pysqlite3-binary", "psycopg")  # fmt: skip

VERSIONS_SOURCE = """
import importlib.metadata, json, pysqlite3, sqlite3, sys
versions = {name: importlib.metadata.version(name) for name in sys.argv[1:]}
versions["SQLite of LangGraph"] = sqlite3.sqlite_version
versions["SQLite of DBOS"] = pysqlite3.sqlite_version
print(json.dumps(versions))
"""


def ensure_peers_venv() -> None:
    """
    Make or renew it, on the interpreter that runs this: ratios between interpreters mean nothing.

    Raises:
        subprocess.CalledProcessError: a package could not be installed.
    """
    wanted = f"# {sys.version}\n{REQUIREMENTS.read_text()}"
    if PYTHON.exists() and _read(INSTALLED) == wanted:
        return
    print(f"Installing the peers into {VENV} …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True)
    INSTALLED.write_text(wanted)


def peers_versions() -> dict[str, str]:
    """Versions of the peers' packages by name."""
    command = [str(PYTHON), "-c", VERSIONS_SOURCE, *PACKAGES]
    versions: dict[str, str] = json.loads(subprocess.check_output(command))
    return versions


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
