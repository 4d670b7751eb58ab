"""
`python -m tests.acceptance.wrong_clock PYTHON manage.py …`: that command, with its clock put wrong.

The wall clock of the whole interpreter is off by `ACCEPTANCE_CLOCK_S` seconds and goes on from
there; time-outs and sleeps are as long as ever.
"""

from __future__ import annotations

import os
import runpy
import sys
import time
from datetime import UTC, datetime

import time_machine

OFFSET_VARIABLE = "ACCEPTANCE_CLOCK_S"


def main() -> None:
    there = datetime.fromtimestamp(time.time() + float(os.environ[OFFSET_VARIABLE]), UTC)
    time_machine.travel(there, tick=True).start()
    sys.argv = sys.argv[2:]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
