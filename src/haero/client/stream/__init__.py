"""Notices and realtime quotes over the WebSocket.

messages       what a program hears
registrations  TR and key, 41 at the most
session        the talk with the server, as a state machine
reading        records to events
ledger         each order, so that every fill is told exactly once
mailbox        what waits for a reader
desks          notices of a customer, quotes of symbols
policy         patience, and failures: what goes wrong
sockets        how `websockets` is called
blocking       threads; asynchronous  asyncio
"""
