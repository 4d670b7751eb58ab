"""The filters; importing this package fills the table in `rules`."""

from workflows.definition.expressions.filters import conversions, lists, numbers, selection, texts

__all__ = ["conversions", "lists", "numbers", "selection", "texts"]
