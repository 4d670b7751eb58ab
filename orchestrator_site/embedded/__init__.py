"""Everything in one process: messages in memory, the worker in a thread, one lock on the data."""
