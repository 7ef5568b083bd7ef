"""The certificate for --tls: whom it speaks for, how long, who may read its key."""

import os
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from haero.server.tls import CERTIFICATE_NAME, KEY_NAME, LIFE, server_context

# Handshakes judge a certificate by the machine's clock: these tests have to give the real time.
NOW = datetime.now(UTC)


def shake_hands(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> str | None:
    """A whole handshake in memory; the version that the two agreed on."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(10):
        waiting = []
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                waiting.append(end)
        if not waiting:
            return ends[0].version()
    raise AssertionError("no end to the handshake")


def trusting(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(folder / CERTIFICATE_NAME))
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
    return context


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_client_that_trusts_it_reaches_this_machine(tmp_path: Path, host: str) -> None:
    server = server_context(tmp_path, now=NOW)
    assert shake_hands(server, trusting(tmp_path), host) == "TLSv1.3"


@pytest.mark.parametrize("host", ["example.com", "127.0.0.2"])
def test_it_speaks_for_no_other_name(tmp_path: Path, host: str) -> None:
    server = server_context(tmp_path, now=NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, trusting(tmp_path), host)


def test_it_speaks_for_the_names_that_it_is_given(tmp_path: Path) -> None:
    names = {"haero.lan", "192.0.2.7"}
    server = server_context(tmp_path, names, now=NOW)
    for host in (*names, "localhost"):
        assert shake_hands(server, trusting(tmp_path), host) == "TLSv1.3"
    first = pair(tmp_path)
    server_context(tmp_path, now=NOW)
    server_context(tmp_path, {"haero.lan"}, now=NOW)
    assert pair(tmp_path) == first
    other = server_context(tmp_path, {"other.lan"}, now=NOW)
    assert pair(tmp_path) != first
    assert shake_hands(other, trusting(tmp_path), "other.lan") == "TLSv1.3"


def test_names_of_any_script_and_addresses_with_a_zone(tmp_path: Path) -> None:
    names = {"한국", "fe80::1%eth0", "x" * 70}
    server_context(tmp_path, names, now=NOW)
    first = pair(tmp_path)
    server_context(tmp_path, names, now=NOW)
    assert pair(tmp_path) == first
    made = x509.load_pem_x509_certificate(first[0])
    found = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "xn--3e0b707e" in found.get_values_for_type(x509.DNSName)
    assert len(list(found)) == 5  # a label of 70 letters is no name


def test_a_client_that_does_not_know_it_refuses(tmp_path: Path) -> None:
    server = server_context(tmp_path, now=NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, ssl.create_default_context(), "localhost")


def test_tls_1_2_is_the_oldest(tmp_path: Path) -> None:
    server = server_context(tmp_path, now=NOW)
    assert server.minimum_version is ssl.TLSVersion.TLSv1_2
    old = trusting(tmp_path)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    assert shake_hands(server, old, "localhost") == "TLSv1.2"


def pair(folder: Path) -> tuple[bytes, bytes]:
    return (folder / CERTIFICATE_NAME).read_bytes(), (folder / KEY_NAME).read_bytes()


def test_it_is_made_once_and_kept(tmp_path: Path) -> None:
    server_context(tmp_path / "data", now=NOW)
    first = pair(tmp_path / "data")
    server_context(tmp_path / "data", now=NOW + LIFE - timedelta(days=3))
    assert pair(tmp_path / "data") == first
    assert sorted(file.name for file in (tmp_path / "data").iterdir()) == [CERTIFICATE_NAME, KEY_NAME]


@pytest.mark.parametrize("later", [LIFE - timedelta(days=1, hours=12), LIFE + timedelta(days=1), -timedelta(days=30)])
def test_it_is_made_again_when_its_time_is_up(tmp_path: Path, later: timedelta) -> None:
    server_context(tmp_path, now=NOW)
    first = pair(tmp_path)
    server_context(tmp_path, now=NOW + later)
    assert pair(tmp_path) != first
    made = x509.load_pem_x509_certificate(pair(tmp_path)[0])
    assert made.not_valid_before_utc <= NOW + later < made.not_valid_after_utc
    assert made.not_valid_after_utc - made.not_valid_before_utc == LIFE


def test_only_its_owner_may_read_the_key(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        server_context(tmp_path, now=NOW)
    finally:
        os.umask(umask)
    key = tmp_path / KEY_NAME
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o644)
    server_context(tmp_path, now=NOW)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def break_certificate(folder: Path) -> None:
    (folder / CERTIFICATE_NAME).write_text("no certificate")


def break_key(folder: Path) -> None:
    (folder / KEY_NAME).write_text("-----BEGIN PRIVATE KEY-----\nno key\n-----END PRIVATE KEY-----\n")


def lose_key(folder: Path) -> None:
    (folder / KEY_NAME).unlink()


def mix_pairs(folder: Path) -> None:
    """A crash between the two writes: the key is newer than the certificate."""
    server_context(folder / "other", now=NOW)
    (folder / "other" / KEY_NAME).replace(folder / KEY_NAME)


@pytest.mark.parametrize("damage", [break_certificate, break_key, lose_key, mix_pairs])
def test_a_damaged_pair_is_made_again(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    server_context(tmp_path, now=NOW)
    damage(tmp_path)
    assert shake_hands(server_context(tmp_path, now=NOW), trusting(tmp_path), "localhost") is not None
