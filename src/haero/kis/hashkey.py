"""The hashkey of a request body (API "Hashkey", POST /uapi/hashkey)."""

from hashlib import sha256


def hash_of(body: bytes) -> str:
    """64 hex characters for the exact bytes of a body.

    KIS doesn't say how it makes the hash; the sample has 64 hex characters, so SHA-256 of the bytes is a guess. A client
    can't notice: it only carries the value from this API to the header of the next call.
    """
    return sha256(body).hexdigest()
