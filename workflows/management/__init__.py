"""What operators and authors do from a terminal."""
