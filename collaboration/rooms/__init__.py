"""
Rooms: the documents that people have open in this process.

One asyncio loop, one copy of a document for each room, touched on that loop's thread only; what
blocks runs in threads. Nothing is told to anyone before it is committed.
"""
