"""Importing documents whose tasks are a list, as other orchestrators write them."""
