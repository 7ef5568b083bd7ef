"""Injected failures by name: what they are, and which are armed. Nothing of haero fails by itself because of this room."""
