"""The only writer: takes commands, lets the desk decide, writes down, and moves time.

broker     commands, posted prices and halts
recorder   applies an event and journals it
"""
