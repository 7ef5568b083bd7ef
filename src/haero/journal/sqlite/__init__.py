"""The journal as one SQLite file.

store        schema, page checksums, one transaction per batch
whereabouts  is the file still where its name says
holders      who has a lock on it
wal          what SQLite's own log still holds
verify       is every byte and every number as it was written
"""
