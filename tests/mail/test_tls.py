"""Letters go out encrypted, to servers whose certificate somebody vouches for."""

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastapi import FastAPI

from scrollkeeper.core.settings import configure, settings
from scrollkeeper.mail import service
from scrollkeeper.mail.smtp import TryAgain
from tests.mail.conftest import use_mail_url
from tests.mail.server import mail_server, only
from tests.mail.test_sending import letter_of, post


@pytest.fixture(autouse=True)
def settings_as_before(app: FastAPI) -> Iterator[None]:
    before = settings()
    yield
    configure(before)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1 in one file, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of the tests")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


async def test_over_smtps(tls: ssl.SSLContext, trusted: None) -> None:
    with mail_server(ssl_context=tls) as server:
        use_mail_url(server.url.replace("smtp://", "smtps://"))
        await service.send_letter(await post())
        assert len(server.messages) == 1


async def test_the_password_goes_out_after_starttls_only(tls: ssl.SSLContext, trusted: None) -> None:
    secured = {"tls_context": tls, "require_starttls": True, "authenticator": only(b"ada", b"secret")}
    with mail_server(**secured, auth_required=True) as server:
        use_mail_url(server.url.replace("smtp://", "smtp://ada:secret@"))
        await service.send_letter(await post())
        assert len(server.messages) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
async def test_a_server_that_nobody_vouches_for_gets_nothing(tls: ssl.SSLContext, scheme: str) -> None:
    with mail_server(**{"ssl_context" if scheme == "smtps" else "tls_context": tls}) as server:
        use_mail_url(server.url.replace("smtp://", f"{scheme}://"))
        letter = await post()
        with pytest.raises(TryAgain, match="certificate verify failed"):
            await service.send_letter(letter)
        assert server.messages == []
        assert (await letter_of(letter)).status == "waiting"
