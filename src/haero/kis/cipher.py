"""The cipher of the notices: AES-256-CBC with PKCS7 padding, as Base64; key and iv are used as UTF-8 text."""

from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

_BLOCK_BITS = 128


def encrypt(text: str, key: str, iv: str) -> str:
    """The Base64 of a text. `key` has 32 bytes, `iv` 16; ValueError for others."""
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    encryptor = _cipher(key, iv).encryptor()
    return b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def decrypt(text: str, key: str, iv: str) -> str:
    """The text of a Base64. Raises ValueError where it is none, or was not made with this key."""
    decryptor = _cipher(key, iv).decryptor()
    padded = decryptor.update(b64decode(text, validate=True)) + decryptor.finalize()
    unpadder = PKCS7(_BLOCK_BITS).unpadder()
    return (unpadder.update(padded) + unpadder.finalize()).decode()


def _cipher(key: str, iv: str) -> "Cipher[modes.CBC]":
    return Cipher(algorithms.AES(key.encode()), modes.CBC(iv.encode()))
