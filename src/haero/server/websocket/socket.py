"""A WebSocket connection, free of any library: `haero.server.upgrade` has the one that talks to the network."""

from typing import NamedTuple, Protocol


class Heard(NamedTuple):
    """What came in: a text, or None for a ping or pong frame (already answered)."""

    text: str | None


class Socket(Protocol):
    """One accepted connection."""

    async def receive(self) -> Heard | None:
        """The next thing that comes in; None once the connection is gone."""

    async def send(self, text: bytes) -> None:
        """Sends a text frame; waits while the peer does not read. Raises ConnectionError where the connection is gone."""

    async def close(self) -> None:
        """Says goodbye with a close frame."""

    def drop(self) -> None:
        """Ends the connection without a close frame, behind what was sent."""

    def cut(self) -> None:
        """Ends the connection at once; what waits to be sent is lost."""
