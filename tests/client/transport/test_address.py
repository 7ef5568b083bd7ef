"""Base URLs."""

import pytest

from haero.client.transport.address import Address, read_address
from haero.client.transport.proxy import Proxy
from haero.client.transport.wire import WireRequest


@pytest.mark.parametrize(
    ("url", "address", "authority"),
    [
        ("https://openapi.example.com:9443", Address("openapi.example.com", 9443, True), "openapi.example.com:9443"),
        ("http://127.0.0.1:29443/", Address("127.0.0.1", 29443, False), "127.0.0.1:29443"),
        ("https://Example.com", Address("example.com", 443, True), "example.com"),
        ("HTTP://example.com", Address("example.com", 80, False), "example.com"),
        ("http://example.com:443", Address("example.com", 443, False), "example.com:443"),
        ("http://[::1]:8", Address("::1", 8, False), "[::1]:8"),
        ("https://한국.example", Address("xn--3e0b707e.example", 443, True), "xn--3e0b707e.example"),
    ],
)
def test_an_address_is_read(url: str, address: Address, authority: str) -> None:
    got = read_address(url, environ={})
    assert got == address
    assert got.authority == authority
    assert got.peer == (address.host, address.port)


@pytest.mark.parametrize(
    "url",
    ["", "example.com", "ftp://x", "https://", "https://x:s3cr@y", "https://y/path?s3cr", "https://y?s3cr", "https://y:x",
     "https://y:99999", "https://y:0", "https://[::1", "https://a b", "https://y#s3cr", "https://" + "ㅋ" * 80],
)  # fmt: skip
def test_what_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address of the server") as caught:
        read_address(url, environ={})
    assert "s3cr" not in str(caught.value)


def test_a_proxy_changes_whom_the_socket_meets_and_how_requests_are_written() -> None:
    environ = {"ALL_PROXY": "http://u:p@proxy:3128"}
    plain, sealed = (read_address(f"{scheme}://kis.example", environ=environ) for scheme in ("http", "https"))
    assert plain.proxy == sealed.proxy == Proxy("proxy", 3128, "Basic dTpw")
    assert plain.peer == sealed.peer == ("proxy", 3128)
    request = WireRequest("GET", "/a", ())
    assert (
        plain.writer()
        .write(request)
        .startswith(b"GET http://kis.example/a HTTP/1.1\r\nHost: kis.example\r\nProxy-Authorization: Basic dTpw\r\n")
    )
    assert b"Proxy" not in sealed.writer().write(request)  # that is for the proxy, and goes with CONNECT


def test_the_environment_of_the_process_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "all_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:1")
    assert read_address("https://kis.example").proxy == Proxy("proxy", 1)
