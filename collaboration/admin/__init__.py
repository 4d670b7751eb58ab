"""Live editing in the operators' panel."""

from collaboration.admin import documents, sessions

__all__ = ["documents", "sessions"]
