from haero.kis.hashkey import hash_of


def test_the_hash_is_64_hex_characters_of_the_exact_bytes() -> None:
    # FIPS 180-2, appendix B.1.
    assert hash_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert hash_of(b'{"CANO":"1"}') != hash_of(b'{"CANO": "1"}')
