"""
The log of every shared document: appended to, read without gaps, merged now and then.

Nothing here holds a document in memory. Functions block; who runs a loop calls them in a thread.
"""

# Where a process may die between a change and what follows it; see workflows.crashpoints.
CRASHPOINTS = (
    "append.before_commit",
    "append.after_commit",
    "compaction.before_commit",
    "compaction.after_commit",
    "move.before_commit",
    "move.after_commit",
    "restore.before_commit",
    "restore.after_commit",
)
