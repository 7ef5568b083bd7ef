"""Bytes to KIS and back: HTTP/1.1 over sockets, blocking and asynchronous."""
