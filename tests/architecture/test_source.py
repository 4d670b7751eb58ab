"""What no line of the product may do; each rule with its few named exceptions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Source, product_sources

MOST_LINES_OF_A_FILE = 500
MOST_LINES_OF_A_FUNCTION = 60

# Text never becomes code or objects.
EVALUATORS = {"eval", "exec", "compile", "__import__"}
LOADERS = {"pickle", "cPickle", "dill", "marshal", "shelve", "cloudpickle", "jsonpickle"}
YAML_LOADERS = {"yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"}

# Only `workflows/egress` opens outgoing connections.
CLIENTS = {
    "aiohttp", "ftplib", "http.client", "httpcore", "httpcore2", "httpx", "httpx2", "pycurl",
    "requests", "smtplib", "socket", "telnetlib", "urllib.request", "urllib3", "websocket",
    "websockets",
}  # fmt: skip
MAY_CONNECT = {
    # the mail server that the operator has named
    "orchestrator_site/mail/server.py",
    # asks this machine's own web process whether it lives
    "orchestrator_site/management/commands/probe.py",
}


def offences(rule: str, found: list[str]) -> str:
    return f"{rule}:\n" + "\n".join(found)


def test_no_text_is_ever_evaluated() -> None:
    found = [
        f"{source.name}: {name}()"
        for source in product_sources()
        for name in source.called_names()
        if name in EVALUATORS or name in YAML_LOADERS
    ]

    assert not found, offences("text becomes code", found)


def test_nothing_is_unpickled() -> None:
    found = [
        f"{source.name}: {module}"
        for source in product_sources()
        for module in source.imported_modules()
        if module.split(".")[0] in LOADERS
    ]

    assert not found, offences("bytes become objects", found)


def test_only_the_guarded_client_opens_connections() -> None:
    found = [
        f"{source.name}: {module}"
        for source in product_sources()
        if not source.name.startswith("workflows/egress/") and source.name not in MAY_CONNECT
        for module in source.imported_modules()
        if is_client(module)
    ]

    assert not found, offences("connections past the guarded client", found)


def is_client(module: str) -> bool:
    return any(module == client or module.startswith(f"{client}.") for client in CLIENTS)


@pytest.mark.parametrize("module", ["socket.create_connection", "httpx.Client", "urllib.request"])
def test_a_client_is_recognised(module: str) -> None:
    assert is_client(module)


@pytest.mark.parametrize("module", ["socketserver.X", "urllib.parse.urlsplit", "http.cookies.Y"])
def test_what_only_sounds_like_a_client_is_let_be(module: str) -> None:
    assert not is_client(module)


def test_files_stay_short() -> None:
    found = [
        f"{source.name}: {lines} lines"
        for source in product_sources()
        if (lines := source.text.count("\n")) > MOST_LINES_OF_A_FILE
    ]

    assert not found, offences(f"over {MOST_LINES_OF_A_FILE} lines", found)


def test_functions_stay_short() -> None:
    found = [
        f"{source.name}: {function.name} has {length} lines"
        for source in product_sources()
        for function in source.functions()
        if (length := length_of(function)) > MOST_LINES_OF_A_FUNCTION
    ]

    assert not found, offences(f"over {MOST_LINES_OF_A_FUNCTION} lines", found)


def length_of(function: object) -> int:
    first, last = getattr(function, "lineno", 0), getattr(function, "end_lineno", 0)
    return int(last) - int(first) + 1


def test_every_function_says_what_it_returns() -> None:
    found = [
        f"{source.name}: {function.name}"
        for source in product_sources()
        for function in source.functions()
        if function.returns is None
    ]

    assert not found, offences("no return type", found)


def test_modules_have_names_that_say_what_is_in_them() -> None:
    vague = re.compile(r"(^|/)(utils?|helpers?|common|managers?|misc|stuff)(\.py|/)")

    found = [source.name for source in product_sources() if vague.search(source.name)]

    assert not found, offences("vague names", found)


def test_imports_keep_their_layers_and_go_in_no_circle() -> None:
    # Not in this process: Twisted, once imported, leaves a name on `ABC` that breaks it.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert linted.returncode == 0, linted.stdout[-3_000:]


def test_no_address_of_a_registry_is_committed() -> None:
    address = re.compile(
        r'"resolved": *"https?:|--(extra-)?index-url|registry *= *"?https?:|find-links', re.I
    )

    found = [
        f"{name}:{number}"
        for name in committed_texts()
        for number, line in enumerate(
            (ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1
        )
        if address.search(line)
    ]

    assert not found, offences("registry addresses", found)


def committed_texts() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    binary = (".png", ".jpg", ".woff2", ".gguf", ".ico")
    own = "tests/architecture/test_source.py"
    return [
        name
        for name in listed
        if name and name != own and not name.endswith(binary) and (ROOT / name).is_file()
    ]


@pytest.mark.parametrize("text", ["eval('1')", "yaml.load(x)", "exec(code)"])
def test_the_rule_against_evaluation_sees_evaluation(text: str) -> None:
    source = Source(ROOT / "workflows/example.py", text, ast.parse(text))

    assert {*source.called_names()} & (EVALUATORS | YAML_LOADERS)
