"""Emails go out encrypted, to servers whose certificate somebody vouches for."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from scrollkeeper.core.settings import configure, settings
from scrollkeeper.email import service
from scrollkeeper.email.smtp import DeliveryDeferred
from tests.email.conftest import use_mail_url
from tests.email.server import mail_server, only
from tests.email.test_sending import email_of, post
from tests.tls import make_certificate


@pytest.fixture(autouse=True)
def settings_as_before(app: FastAPI) -> Iterator[None]:
    before = settings()
    yield
    configure(before)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


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
        await service.send_email(await post())
        assert len(server.messages) == 1


async def test_the_password_goes_out_after_starttls_only(tls: ssl.SSLContext, trusted: None) -> None:
    secured = {"tls_context": tls, "require_starttls": True, "authenticator": only(b"ada", b"secret")}
    with mail_server(**secured, auth_required=True) as server:
        use_mail_url(server.url.replace("smtp://", "smtp://ada:secret@"))
        await service.send_email(await post())
        assert len(server.messages) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
async def test_a_server_that_nobody_vouches_for_gets_nothing(tls: ssl.SSLContext, scheme: str) -> None:
    with mail_server(**{"ssl_context" if scheme == "smtps" else "tls_context": tls}) as server:
        use_mail_url(server.url.replace("smtp://", f"{scheme}://"))
        email = await post()
        with pytest.raises(DeliveryDeferred, match="certificate verify failed"):
            await service.send_email(email)
        assert server.messages == []
        assert (await email_of(email)).status == "waiting"
