"""How people are shown to each other: by a name and a colour that the server gives them."""

from __future__ import annotations

from workflows.definition.json_types import JsonObject

# Under white text at least 4.5 : 1, as a line on the darkest canvas at least 3 : 1.
COLORS = (
    "#3366cc",
    "#ae6118",
    "#238277",
    "#b23a7f",
    "#7a5cc7",
    "#c0392b",
    "#1b7da8",
    "#8a6d1d",
    "#4f7f3a",
    "#cf4255",
    "#5a6ea8",
    "#a45b2a",
    "#117a65",
    "#9b3fb5",
    "#6b7a12",
    "#496785",
)


def color_of(number: int) -> str:
    return COLORS[number % len(COLORS)]


def user_shown(username: str, name: str, *, color: int, role: str) -> JsonObject:
    """The `user` of a presence state; nobody but the server writes it."""
    return {"id": username, "name": name or username, "color": color_of(color), "role": role}
