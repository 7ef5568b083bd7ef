"""The control calls (port 8700): clock, market, accounts, reset. For the person who runs haero, not for KIS programs.

control   the calls and who may make them       forms    what they are given, checked
market    those that make a market: prices, official prints, halts      faults   those that arm injected failures
"""
