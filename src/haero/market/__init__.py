"""The market side of the house: time, places, things to trade and their prices. It knows nothing of orders.

time        the market clock, calendars, sessions, auctions: when each exchange is open
listing     what is listed, and its ticks, lots and daily limits
prices      what a price source says, and the sources that make prices themselves: manual and synthetic
recording   recorded files, played again
bounded     the dictionary that the caches of all four are made of

Rooms look down only: recording -> prices -> listing -> time.
"""
