"""The functions that every installation has."""
