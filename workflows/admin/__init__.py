"""The operators' panel; importing it registers every table."""

from workflows.admin import agents, documents, executions, people, platform, waiting

__all__ = ["agents", "documents", "executions", "people", "platform", "waiting"]
