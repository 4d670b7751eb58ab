"""Saved points of a draft's history: kept by hand and by themselves, compared, restored."""
