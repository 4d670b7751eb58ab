"""How people are shown to each other: by a name and a colour that the server gives them."""

from __future__ import annotations

from workflows.definition.json_types import JsonObject

# Told apart by people who see red and green alike, and readable behind black and white text.
COLORS = (
    "#3366cc",
    "#dc7b1e",
    "#2a9d8f",
    "#b23a7f",
    "#7a5cc7",
    "#c0392b",
    "#1f8fbf",
    "#8a6d1d",
    "#4f7f3a",
    "#d1495b",
    "#5a6ea8",
    "#a45b2a",
    "#117a65",
    "#9b3fb5",
    "#6b7a12",
    "#46627f",
)


def color_of(number: int) -> str:
    return COLORS[number % len(COLORS)]


def user_shown(username: str, name: str, *, color: int, role: str) -> JsonObject:
    """The `user` of a presence state; nobody but the server writes it."""
    return {"id": username, "name": name or username, "color": color_of(color), "role": role}
