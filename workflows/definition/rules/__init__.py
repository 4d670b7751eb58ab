"""The rules of a document, one small function each, by the subject they are about."""
