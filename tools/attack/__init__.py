"""Attacks on a haero of its own, at full length: `python -m tools.attack NAME…`, or all of them; --list says what there is.

Each attack starts its server in a temporary folder, does to it what a careless or a hostile program would, prints a line for every
figure and every promise, and fails where a promise broke. Short forms of nearly all are among the tests.
"""
