"""The client for asyncio: `blocking` with other drivers, made from it by tools/make_async.py."""
