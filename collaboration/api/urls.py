"""
The addresses of live editing, below /api/v1.

`tests/rest/permissions.py` holds one row for each of them; one without a row fails the tests.
"""

from __future__ import annotations

from django.urls import URLPattern

app_name = "collaboration"
urlpatterns: list[URLPattern] = []
