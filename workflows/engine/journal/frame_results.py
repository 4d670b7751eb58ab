"""What the frames of a container give: the item's or turn's result, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflows.conf import config
from workflows.definition.expressions import render
from workflows.definition.json_types import JsonObject, JsonValue
from workflows.engine import payloads
from workflows.engine.journal.conclude import Run
from workflows.engine.journal.containers import Closed, Container, FramePlace, path_inside
from workflows.engine.journal.transition import Transition
from workflows.engine.needs import Needs, needs_of, needs_of_text
from workflows.engine.scopes import build_scope, build_scopes
from workflows.engine.work import Failed
from workflows.errors import ExpressionError, OutputInvalid, OutputLost
from workflows.planning.plan import PlannedTask


def frame_results(
    t: Transition, container: Container, frames: Sequence[Closed]
) -> list[str | Failed | None]:
    """What each frame gives, as text: None of one that failed, a failure where none can be made."""
    planned = t.plan.tasks[container.run.position]
    known = {} if _has_rule(planned) else _handed_in(t, container, frames)
    read = [f.place for f in frames if not f.failed and f.place.id not in known]
    texts = iter(_texts(t, container.run, planned, read) if read else ())
    return [None if frame.failed else known.get(frame.place.id) or next(texts) for frame in frames]


def _has_rule(planned: PlannedTask) -> bool:
    return planned.task.settings.get("result") is not None


def _handed_in(t: Transition, container: Container, frames: Sequence[Closed]) -> dict[int, str]:
    """Results, by frame, that are the output of one task and were handed in just now."""
    sinks = t.plan.sinks(container.run.position)
    if len(sinks) != 1:
        return {}
    places = {f.place.id: (sinks[0], path_inside(container.run, f.place.index)) for f in frames}
    return {frame: t.handed_in[at] for frame, at in places.items() if at in t.handed_in}


def _texts(
    t: Transition, run: Run, planned: PlannedTask, frames: Sequence[FramePlace]
) -> list[str | Failed]:
    places = [(path_inside(run, frame.index), frame.id) for frame in frames]
    needs = _needs(t, planned)
    scopes: list[JsonObject] | None
    try:
        scopes = build_scopes(t.facts, t.plan, needs, places)
    except OutputLost:
        scopes = None  # of one of them; each is loaded by itself, to find out whose
    texts: list[str | Failed] = []
    for i, frame in enumerate(frames):
        try:
            scope = scopes[i] if scopes else build_scope(t.facts, t.plan, needs, *places[i])
            texts.append(payloads.to_text(_result(t, planned, scope)))
        except (ExpressionError, OutputInvalid) as error:
            message = f"The result of item {frame.index} could not be made: {error.message}"
            texts.append(Failed(error.code, message))
    return texts


def _needs(t: Transition, planned: PlannedTask) -> Needs:
    wanted = planned.task.settings.get("result")
    if wanted is None:
        return Needs(tuple(_sinks(t, planned)), False, False)
    return needs_of_text(wanted) if isinstance(wanted, str) else needs_of(wanted)


def _sinks(t: Transition, planned: PlannedTask) -> list[str]:
    return [t.plan.tasks[p].id for p in t.plan.sinks(planned.position)]


def _result(t: Transition, planned: PlannedTask, scope: Any) -> JsonValue:
    """What one frame gives: its `result`, or what its only sink (else each sink by id) gave."""
    wanted = planned.task.settings.get("result")
    if wanted is not None:
        return render(wanted, scope, limits=config().limits)
    sinks = _sinks(t, planned)
    outputs: dict[str, Any] = {s: scope["tasks"][s]["output"] for s in sinks}
    return outputs[sinks[0]] if len(sinks) == 1 else outputs
