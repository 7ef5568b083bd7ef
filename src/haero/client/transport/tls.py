"""TLS as bytes in and bytes out, so that it is known to the byte what has left."""

import ssl

from haero.client.transport.address import Address
from haero.client.transport.wire import Broken, Unreached

_PIECE = 256 * 1024


def context_for(address: Address) -> ssl.SSLContext:
    """What is trusted: `address.ca`, or the machine's own certificates (OpenSSL's SSL_CERT_FILE and SSL_CERT_DIR say others).

    Raises:
        Unreached: the file can't be read, or has no certificate.
    """
    try:
        context = ssl.create_default_context(cafile=address.ca or None)
    except OSError as error:  # ssl.SSLError is one
        why = error.strerror if not isinstance(error, ssl.SSLError) else "no certificate in it can be read"
        raise Unreached(f"the file of trusted certificates, {address.ca}: {why}") from None
    context.set_alpn_protocols(["http/1.1"])
    return context


class Tls:
    """One TLS session, client side: bytes of the network in, bytes for the network out."""

    __slots__ = ("_host", "_incoming", "_outgoing", "_session", "closed")

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        self._host = host
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._session = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self.closed = False  # the other side said that nothing more will come

    def handshake(self, data: bytes) -> tuple[bool, bytes]:
        """Goes on with what came: whether the session stands, and what to send now.

        Raises:
            Unreached: the other side is not who it should be, or no agreement can be had.
        """
        if data:
            self._incoming.write(data)
        try:
            self._session.do_handshake()
        except ssl.SSLWantReadError:
            return False, self._outgoing.read()
        except ssl.SSLCertVerificationError as error:
            raise Unreached(f"the certificate of {self._host} is not trusted: {error.verify_message}") from None
        except ssl.SSLError as error:
            raise Unreached(f"no TLS with {self._host}: {_words(error)}") from None
        return True, self._outgoing.read()

    def seal(self, data: bytes) -> bytes:
        """What to send for `data`."""
        view = memoryview(data)
        while view:
            view = view[self._session.write(view) :]
        return self._outgoing.read()

    def open(self, data: bytes | memoryview) -> bytes:
        """What the other side said in these bytes of the network; `closed` is set once it has said its last.

        Raises:
            Broken: the bytes are no TLS, or were changed on the way.
        """
        self._incoming.write(data)
        pieces = []
        try:
            while piece := self._session.read(_PIECE):
                pieces.append(piece)
            self.closed = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.closed = True
        except ssl.SSLError as error:
            raise Broken(f"the TLS connection broke: {_words(error)}") from None
        return b"".join(pieces)


def _words(error: ssl.SSLError) -> str:
    return (error.reason or "a protocol error").replace("_", " ").lower()
