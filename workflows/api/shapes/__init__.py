"""What requests may contain and what answers show, one subject a module."""
