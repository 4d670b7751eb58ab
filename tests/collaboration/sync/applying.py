"""
Applies updates in a process of its own, which may die of it.

Reads updates as hexadecimal lines and answers each with a line of JSON, so that who started it
knows which one it did not survive.
"""

from __future__ import annotations

import json
import sys
from time import process_time

from tests.collaboration.sync.replicas import content_of, new_document, state_of


def apply(update: bytes) -> dict[str, object]:
    doc = new_document()
    start = process_time()
    try:
        doc.apply_update(update)
        content_of(doc)
        new_document().apply_update(doc.get_update())
        outcome = "applied"
    except Exception as error:  # what native code refuses in words is no harm
        outcome = f"{type(error).__name__}: {error}"
    seconds = process_time() - start
    return {"outcome": outcome, "seconds": seconds, "state": list(state_of(doc).items())}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(apply(bytes.fromhex(line))), flush=True)
