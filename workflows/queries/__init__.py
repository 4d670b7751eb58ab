"""What pages and the API show: querysets that start at the guarded door, with what a row needs."""
