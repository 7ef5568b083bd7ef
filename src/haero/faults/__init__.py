"""Injected failures by name: what they are, and which are armed. Nothing of haero fails by itself because of this room.

catalogue   every fault that there is: name, what happens, parameters      effects     what a fault does, as data
parameters  what a fault can be told, checked                              registry    what is armed, for whom, how often
"""
