"""Quotes: one module per API, named as the last part of its path. Each offers `API` and `handle`."""
