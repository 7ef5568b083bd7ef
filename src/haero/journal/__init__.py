"""The durable event log: one SQLite file, group commit, snapshot, recovery, verification.

codec      event <-> row                      journal    appends, and a thread that commits what has gathered
store      the file: schema, checksums        gate       lets a coroutine wait until its event is on disk
snapshot   the state, saved                   recovery   snapshot + the events after it
wal        what SQLite's own log still holds  verify     is every byte and every number as it was written
"""
