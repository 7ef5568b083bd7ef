"""Puts it together: a data folder and settings become a running broker.

house      recovers the journal, sets the clock, opens the first accounts     settings   everything a user can set
folder     one haero at a time, the journal opened or deleted                 start      when the market clock starts
prices     the source that the settings name, and what the journal knows of a market made by hand
"""
