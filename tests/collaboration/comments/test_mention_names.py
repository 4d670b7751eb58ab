from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaboration.comments.mentions import MOST_MENTIONS, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@editor, look", ["editor"]),
        ("Ask @editor and @owner.", ["editor", "owner.", "owner"]),
        ("(@viewer)", ["viewer"]),
        ("@dot.name is one", ["dot.name"]),
        ("@editor @editor", ["editor"]),
        ("write to a@b.example", []),
        ("@@editor", []),
        ("an @ alone", []),
    ],
)
def test_a_name_is_called_where_a_reader_would_see_it(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@given(st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), max_size=20))
def test_whoever_is_called_is_found_in_order(names: list[str]) -> None:
    text = " and ".join(f"@{name}" for name in names)

    assert names_in(text) == list(dict.fromkeys(names))


@given(st.text(max_size=500))
def test_any_text_names_a_bounded_number(text: str) -> None:
    assert len(names_in(text + "@a " * 500)) <= 2 * MOST_MENTIONS
