"""
Inputs and outputs of task runs as JSON text: small ones in their row, large ones in files by hash.

Final outputs never change, so a process keeps those it wrote or read in a cache bounded by bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from workflows.conf import config
from workflows.crashpoints import crashpoint
from workflows.definition.json_types import JsonValue
from workflows.errors import OutputInvalid, OutputLost, OutputNotKept

CACHE_BYTES = 64_000_000
# An escaped NUL: a backslash that is itself escaped does not begin one.
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
# `json.dumps` with options makes a writer at every call.
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def to_text(value: JsonValue) -> str:
    """
    Write JSON text.

    Raises:
        OutputInvalid: the value is not JSON, or is larger than one output may be.
    """
    try:
        text = _write(value)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise OutputInvalid(f"The output cannot be written as JSON: {error}.") from error
    if len(text) > config().engine.output_bytes:
        bound = config().engine.output_bytes
        raise OutputInvalid(f"The output has {len(text)} characters; at most {bound} are kept.")
    return without_nul(text)


def without_nul(text: str) -> str:
    """JSON text without the one character that PostgreSQL's text cannot hold."""
    return NUL.sub(r"\1", text) if "\\u0000" in text else text


def storable_text(text: str) -> str:
    """Plain text as every database takes it: no NUL, no lone surrogates."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a payload's text went: `text` in the row, or `file` under its SHA-256."""

    text: str | None
    file: str
    size_bytes: int


NOTHING_STORED = Stored(None, "", 0)


def store(text: str) -> Stored:
    """
    Keep a payload; a large one is on disk, synced, when this returns.

    Raises:
        OutputNotKept: the disk would not take it; nothing of it is left behind.
    """
    if len(text) <= config().engine.inline_bytes:
        return Stored(text, "", len(text))
    data = text.encode()
    digest = hashlib.sha256(data).hexdigest()
    try:
        _write_file(_path(digest), data)
    except OSError as error:
        raise OutputNotKept(f"The output could not be stored: {error.strerror}.") from error
    crashpoint("payload.after_file")
    return Stored(None, digest, len(data))


def read(text: str | None, file: str) -> JsonValue:
    """
    Give back what `store` kept; null where nothing was.

    Raises:
        OutputLost: its file is gone, or is no longer what was written.
    """
    if not file:
        return None if text is None else json.loads(text)
    try:
        value: JsonValue = json.loads(_path(file).read_bytes())
    except (FileNotFoundError, ValueError) as error:
        how = "is gone" if isinstance(error, FileNotFoundError) else "is damaged"
        raise OutputLost(f"Its file payloads/{file[:2]}/{file} {how}.") from error
    return value


def read_beginning(text: str | None, file: str, characters: int) -> str:
    """
    The first characters of the JSON text that `store` kept, without reading the rest of it.

    Raises:
        OutputLost: its file is gone.
    """
    if not file:
        return (text or "")[:characters]
    try:
        with _path(file).open("rb") as stored:
            # A character is at most four bytes; one that is cut in two is left out.
            beginning = stored.read(characters * 4)
    except FileNotFoundError as error:
        raise OutputLost(f"Its file payloads/{file[:2]}/{file} is gone.") from error
    return beginning.decode(errors="ignore")[:characters]


def file_bytes(file: str) -> int:
    """How large the file under this name is; 0 where it is gone."""
    try:
        return _path(file).stat().st_size
    except FileNotFoundError:
        return 0


def _path(digest: str) -> Path:
    return Path(settings.DATA_DIR) / "payloads" / digest[:2] / digest


def _write_file(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class OutputCache:
    """Final outputs by task run and epoch, least recently used dropped first."""

    def __init__(self, max_bytes: int = CACHE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[int, int], tuple[JsonValue, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[int, int]) -> tuple[JsonValue] | None:
        """The output in a tuple (null is an output too), or None when it is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return (found[0],)

    def put(self, key: tuple[int, int], output: JsonValue, size_bytes: int) -> None:
        if size_bytes > self._max_bytes // 8:
            return
        with self._lock:
            old = self._kept.pop(key, None)
            self._bytes += size_bytes - (old[1] if old else 0)
            self._kept[key] = (output, size_bytes)
            while self._bytes > self._max_bytes:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._bytes -= dropped

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._bytes = 0


outputs = OutputCache()
inputs = OutputCache(CACHE_BYTES // 4)  # of executions, by key and 0
