"""Which proxy the environment asks for."""

import pytest

from haero.client.transport.proxy import Proxy, is_loopback, proxy_for

HOST = "openapi.example.com"


def found(tls: bool = True, host: str = HOST, port: int = 9443, **environ: str) -> Proxy | None:
    return proxy_for(host, port, tls=tls, environ=environ)


def test_each_scheme_has_its_variable() -> None:
    assert found() is None
    assert found(HTTPS_PROXY="http://p:1") == Proxy("p", 1)
    assert found(HTTP_PROXY="http://p:1") is None
    assert found(tls=False, HTTP_PROXY="http://p:1") == Proxy("p", 1)
    assert found(ALL_PROXY="http://p") == Proxy("p", 80)
    assert found(HTTPS_PROXY="p:3128", ALL_PROXY="http://q:1") == Proxy("p", 3128)
    assert found(HTTPS_PROXY="http://p:1", https_proxy="http://q:2") == Proxy("q", 2)
    assert found(https_proxy="  ") is None
    assert found(https_proxy="http://[::1]:8/") == Proxy("::1", 8)


def test_a_visitor_of_a_cgi_program_chooses_no_proxy() -> None:
    assert found(tls=False, HTTP_PROXY="http://p:1", REQUEST_METHOD="GET") is None
    assert found(tls=False, http_proxy="http://p:1", REQUEST_METHOD="GET") == Proxy("p", 1)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_is_reached_without(host: str) -> None:
    assert is_loopback(host)
    assert found(host=host, ALL_PROXY="http://p:1") is None


@pytest.mark.parametrize("host", ["localhost.example.com", "127.0.0.1.example.com", "10.0.0.1", "notlocalhost"])
def test_others_are_not_this_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("listed", "host", "out"),
    [
        ("*", HOST, True), ("example.com", HOST, True), (".example.com", HOST, True), ("*.example.com", HOST, True),
        ("EXAMPLE.com.", HOST, True), ("a.com, example.com", HOST, True), ("ample.com", HOST, False),
        (f"{HOST}:9443", HOST, True), (f"{HOST}:443", HOST, False), ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False), ("10.0.0.0/8", HOST, False), ("nonsense/x", "10.1.2.3", False),
        ("2.3", "10.1.2.3", False), ("10.1.2.3", "10.1.2.3", True), ("[fd00::1]", "fd00::1", True),
        ("[fd00::1]:1", "fd00::1", False), ("fd00::1", "fd00::1", True), ("fd00::/8", "fd00::1", True), (" , ", HOST, False),
    ],
)  # fmt: skip
def test_no_proxy_takes_hosts_out(listed: str, host: str, out: bool) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        environ = {"HTTPS_PROXY": "http://p:1", name: listed}
        assert (proxy_for(host, 9443, tls=True, environ=environ) is None) is out


def test_a_user_is_told_to_the_proxy_and_to_nobody_else() -> None:
    proxy = found(HTTPS_PROXY="http://me:p%40ss@p:1")
    assert proxy == Proxy("p", 1, "Basic bWU6cEBzcw==")
    assert repr(proxy) == "Proxy(p:1)"


@pytest.mark.parametrize(
    "url", ["socks5://me:pass@p:1", "https://me:pass@p:1", "http://me:pass@:1", "http://me:pass@p:x"]
)
def test_other_proxies_are_refused_without_their_passwords(url: str) -> None:
    with pytest.raises(ValueError, match="HTTPS_PROXY") as caught:
        found(HTTPS_PROXY=url)
    assert "pass" not in f"{caught.value}{caught.value.__cause__}"
