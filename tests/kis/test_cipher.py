import pytest

from haero.kis import cipher

KEY, IV = "tesnaipyhhcpfrnupdybjhvuabognuch", "4060f9fcb7b4e2ef"


def test_a_vector_made_with_openssl() -> None:
    text = "kUzMui2dl4VE7z5Ym09NElHs4FlU+hfI1KdjhaK3AhA="
    assert cipher.encrypt("haero^체결통보", KEY, IV) == text
    assert cipher.decrypt(text, KEY, IV) == "haero^체결통보"


@pytest.mark.parametrize("text", ["", "x", "====", "AAAA", "A" * 24])
def test_what_was_not_made_with_the_key(text: str) -> None:
    with pytest.raises(ValueError):
        cipher.decrypt(text, KEY, IV)


@pytest.mark.parametrize(("key", "iv"), [("short", IV), (KEY, "short")])
def test_keys_of_another_length(key: str, iv: str) -> None:
    with pytest.raises(ValueError):
        cipher.encrypt("x", key, iv)
