"""The journal as one SQLite file.

store        schema, page checksums, one transaction per batch
whereabouts  is the file still where its name says
holders      who has a lock on it
reading      to read it without a trace
backup       a copy of the folder while haero runs
wal          what SQLite's own log still holds
verify       is every byte and every number as it was written
"""
