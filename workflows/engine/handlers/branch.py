"""`branch`: ends with the first case that holds, or with none."""

from __future__ import annotations

from workflows.conf import config
from workflows.definition.expressions import evaluate
from workflows.engine.attempts import Held
from workflows.engine.work import Result, Succeeded


def run(held: Held) -> Result:
    scope = held.scope()
    for case in held.work.planned.task.settings["cases"]:
        if evaluate(case["when"], scope, limits=config().limits):
            return Succeeded({"case": case["name"]}, outcome=case["name"])
    return Succeeded({"case": None})
