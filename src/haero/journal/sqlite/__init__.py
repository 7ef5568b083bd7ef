"""The journal as one SQLite file.

store        schema, page checksums, one transaction per batch
whereabouts  is the file still where its name says
wal          what SQLite's own log still holds
verify       is every byte and every number as it was written
"""
