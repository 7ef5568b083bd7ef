"""Notices and realtime quotes over the WebSocket."""
