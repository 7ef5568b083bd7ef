"""The client that blocks. `asynchronous` is made of this by tools/make_async.py: what changes here changes there."""
