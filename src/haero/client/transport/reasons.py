"""The words of what went wrong on the way, the same for both ways of waiting."""

import os
import socket

from haero.client.transport.address import Address
from haero.client.transport.wire import Timeouts, Unreached


def late(timeouts: Timeouts, *, writing: bool, total: bool) -> str:
    """The words for an exchange that ran out of time."""
    if total:
        return f"no whole reply within {timeouts.total:g} s in all"
    if writing:
        return f"the server took no more of the request for {timeouts.write:g} s"
    return f"nothing came from the server for {timeouts.read:g} s"


def no_connection(address: Address, why: str) -> Unreached:
    """The error for an address that can't be connected to."""
    host, port = address.peer
    return Unreached(f"no connection to {'the proxy ' if address.proxy else ''}{host}:{port}: {why}")


def words(error: Exception) -> str:
    """The system's words for an error, without an address that asyncio puts there."""
    if isinstance(error, socket.gaierror):  # its numbers are of another list
        return error.strerror or "not found"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return type(error).__name__


def no_name(error: Exception) -> str:
    """The words for a name that could not be looked up."""
    return f"the name is not known ({words(error)})"


def lost(error: Exception) -> str:
    """The words for a connection that broke under an exchange."""
    return f"the connection broke while the reply was awaited ({words(error)})"
