"""Puts it together: a data folder and settings become a running broker.

house      recovers the journal, sets the clock, opens the first accounts
settings   everything a user can set
"""
