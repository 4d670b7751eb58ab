"""The engine's fixtures, for services that start and steer executions."""

from tests.engine.conftest import ada, engine, hand, pytest_configure, worker

__all__ = ["ada", "engine", "hand", "pytest_configure", "worker"]
