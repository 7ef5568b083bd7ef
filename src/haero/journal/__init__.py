"""The durable event log: group commit, snapshot, recovery.

codec      event <-> row                      journal    appends, and a thread that commits what has gathered
snapshot   the state, saved                   gate       lets a coroutine wait until its event is on disk
recovery   snapshot + the events after it     sqlite/    the embedded log: one file
"""
