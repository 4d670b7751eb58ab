"""
Backups: one zip file with the database, the files of the data directory, and what made it.

Secrets that lie at the top of the data directory (generated keys) are left out on purpose: a
stolen backup opens no credential. Keep them apart.
"""
