"""The certificate for `--tls`: self-signed, for the names of one haero only, made once and kept in the data folder."""

import ipaddress
import os
import ssl
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CERTIFICATE_NAME = "tls-cert.pem"
KEY_NAME = "tls-key.pem"
LIFE = timedelta(days=397)  # browsers take no certificate that lives longer
MARGIN = timedelta(days=1)  # a server that starts today shouldn't run out of its certificate tonight

OWN_NAMES = ("localhost", "127.0.0.1", "::1")


def server_context(folder: Path, names: Collection[str] = (), *, now: datetime) -> ssl.SSLContext:
    """A context that serves TLS 1.2 or newer (KIS takes nothing older since 2025-12-12) with the certificate in `folder`.

    It speaks for this machine's own names and for `names`, host names or addresses. A client trusts it by taking `tls-cert.pem`
    as a CA file. The pair is made, or made again, when it's missing, unreadable, lacks a name or expires within a day of `now`
    (aware).

    Raises:
        OSError: the files can't be written.
    """
    certificate, key = folder / CERTIFICATE_NAME, folder / KEY_NAME
    wanted = [name for text in dict.fromkeys((*OWN_NAMES, *sorted(names))) if (name := _name(text)) is not None]
    if not _is_good(certificate, key, wanted, now):
        _make(folder, wanted, now)
    key.chmod(0o600)
    return _loaded(certificate, key)


def _name(text: str) -> x509.GeneralName | None:
    """An address, without the zone of this machine, or the name of a host; None where no certificate can have it."""
    try:
        return x509.IPAddress(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        pass
    try:
        return x509.DNSName(text.encode("idna").decode())
    except ValueError:  # UnicodeError is one: a machine may have such a name, and nobody asked for it
        return None


def _loaded(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A password is never asked for at the terminal: an encrypted key is an unreadable one.
    context.load_cert_chain(certificate, key, password="")
    return context


def _is_good(certificate: Path, key: Path, wanted: list[x509.GeneralName], now: datetime) -> bool:
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        named = set(found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
        _loaded(certificate, key)  # fails where the two don't belong together: a crash between the two writes
    except (OSError, ValueError, x509.ExtensionNotFound):  # ssl.SSLError is an OSError
        return False
    return named.issuperset(wanted) and found.not_valid_before_utc <= now < found.not_valid_after_utc - MARGIN


def _make(folder: Path, names: list[x509.GeneralName], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "haero")])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - MARGIN)  # for clients whose clock is a little behind
        .not_valid_after(now + LIFE - MARGIN)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        # Not a CA: who trusts this certificate trusts these names and no others.
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _replace(folder / KEY_NAME, private, 0o600)
    _replace(folder / CERTIFICATE_NAME, certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _replace(path: Path, content: bytes, mode: int) -> None:
    """Writes a file in one step, never readable by others on the way if it mustn't be."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
