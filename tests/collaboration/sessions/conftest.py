from tests.collaboration.consumers.conftest import _end_rooms, configure

__all__ = ["_end_rooms", "configure"]
