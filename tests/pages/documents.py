"""Workflows for the pages to show: one that works, one that fails, one that asks."""

from __future__ import annotations

from typing import Any


def document(name: str = "Market brief", **tasks: dict[str, Any]) -> dict[str, Any]:
    return {"schema": 1, "name": name, "tasks": tasks}


def working(name: str = "Market brief", value: Any = "forty-two") -> dict[str, Any]:
    return document(
        name,
        gather={"kind": "transform", "value": value, "position": [0, 0]},
        report={
            "kind": "transform",
            "depends_on": ["gather"],
            "value": "{{ tasks.gather.output }}",
            "position": [280, 0],
        },
    )


def failing(name: str = "Broken report") -> dict[str, Any]:
    return document(
        name,
        gather={"kind": "transform", "value": {"count": 0}, "position": [0, 0]},
        divide={
            "kind": "transform",
            "depends_on": ["gather"],
            "value": "{{ 1 / tasks.gather.output.count }}",
            "position": [280, 0],
        },
    )


def asking(
    name: str = "Announcement", message: str = "May this go out?", **settings: Any
) -> dict[str, Any]:
    return document(
        name,
        review={
            "kind": "approval",
            "message": message,
            "assignees": ["role:owner"],
            "position": [0, 0],
            **settings,
        },
        send={
            "kind": "transform",
            "depends_on": ["review.approved"],
            "value": "sent",
            "position": [280, 0],
        },
    )
