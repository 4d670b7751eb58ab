"""Threads of comments on a draft's tasks: who may see, say, settle and take back what."""
