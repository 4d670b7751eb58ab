"""The secret that signs sessions and links: configured, or made once for this data directory."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from workflows.errors import ConfigurationError

FILE_NAME = "secret_key"


def load_or_make_secret_key(data_dir: Path) -> str:
    """
    The generated key of this data directory; processes that start together get the same one.

    Raises:
        ConfigurationError: the directory cannot be written, or the file is empty.
    """
    path = data_dir / FILE_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            make_key_file(path)
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigurationError(
            f"DATA_DIR: {path} cannot be used: {error.strerror}. Name a directory in which this "
            "user may write."
        ) from None
    if not key:
        raise ConfigurationError(f"DATA_DIR: {path} is empty; delete it to get a new key.")
    return key


def make_key_file(path: Path) -> None:
    """Write the key aside and link it into place: nobody reads half a key, the first one wins."""
    draft = path.with_name(f".{FILE_NAME}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
