"""The WebSocket ports (21000, 31000): registrations, notices (체결통보) and quotes.

socket         what a connection is to this package; `server.upgrade` makes one of an aiohttp request
session        one connection: reads, answers, its queue
subscriptions  who registered what
notices        events of an account to notices, once they are on disk
quotes         prints and quotes of the market to frames
stream         one port: whose connection, which TRs, PINGPONG
broadcast      ties all of them to the running house
"""
