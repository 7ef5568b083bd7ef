"""The durable event log: group commit, snapshot, recovery.

log        the port: rows in order             journal     appends, and a thread that commits what has gathered
codec      event <-> row                       gate        lets a coroutine wait until its event is on disk
upcast     rows of earlier formats             recovery    snapshot + the events after it
sharing    equal values are read as one        snapshot    the state, saved beside the journal; columns is its form
sqlite/    the embedded log: one file          snapshotter takes one while haero runs, by a process: take_snapshot
collector  the garbage collector, kept out
"""
