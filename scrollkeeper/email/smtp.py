"""Hands one message to a mail server by SMTP (RFC 5321), and says what came of it.

Two moments matter. Before the message itself is sent, nothing can have been delivered, and everything may be tried
again. Once its last byte has left, the server may have it although we never hear so; hence the long patience that
the standard asks for there (section 4.5.3.2.6), and `before_data`, which lets the caller note that the moment has come.
"""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import SMTPUTF8
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

ANSWER_SECONDS, DATA_SECONDS = 60, 600
LOCAL = ("localhost", "127.0.0.1", "::1")


class Refused(Exception):
    """The server will never take this message to this address; the text is what it said."""


class DeliveryDeferred(Exception):
    """It did not work this time: no connection, a passing refusal, or our own settings."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out. With smtps TLS comes first, with smtp as soon as the server offers it."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None

    @classmethod
    def of_url(cls, url: str) -> "MailServer":
        """From smtp(s)://user:password@host:port, the parts percent-encoded where they must be."""
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        return cls(parts.hostname or "localhost", parts.port or (465 if tls else 587), tls, user, password)


async def deliver(
    server: MailServer,
    message: EmailMessage,
    sender: str,
    recipient: str,
    *,
    before_data: Callable[[], Awaitable[bool]],
) -> bool:
    """Send it; False where `before_data` said not to. Raises Refused or DeliveryDeferred."""
    client = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls,
        start_tls=False,
        timeout=ANSWER_SECONDS,
        tls_context=ssl.create_default_context(),
    )
    international = not recipient.isascii()
    try:
        # A refusal up to here is about us and our settings, not about the email.
        await _connect(client, server)
        if international and not client.supports_extension("smtputf8"):
            client.close()
            raise Refused("The mail server cannot write to addresses with emails beyond English ones.")
        await client.mail(sender, options=["SMTPUTF8", "BODY=8BITMIME"] if international else [])
    except (SMTPException, OSError) as error:
        client.close()
        raise DeliveryDeferred(_said(error)) from None
    try:
        await client.rcpt(recipient, encoding="utf-8" if international else "ascii")
        if not await before_data():
            return False
        await client.data(message.as_bytes(policy=SMTPUTF8 if international else SMTP_POLICY), timeout=DATA_SECONDS)
    except SMTPResponseException as error:
        raise (Refused if 500 <= error.code < 600 else DeliveryDeferred)(_said(error)) from None
    except (SMTPException, OSError) as error:
        raise DeliveryDeferred(_said(error)) from None
    finally:
        client.close()
    return True


async def _connect(client: SMTP, server: MailServer) -> None:
    await client.connect()
    await client.ehlo()
    if not server.tls and client.supports_extension("starttls"):
        await client.starttls()
        await client.ehlo()
    elif not server.tls and server.user and server.host not in LOCAL:
        raise DeliveryDeferred(
            "The mail server offers no TLS, and the password of MAIL_URL is not sent without. Use smtps://."
        )
    if server.user:
        await client.login(server.user, server.password or "")


def _said(error: BaseException) -> str:
    """What the server said, or what went wrong on the way; never what we sent."""
    words = f"{error.code} {error.message}" if isinstance(error, SMTPResponseException) else str(error)
    return f"{type(error).__name__}: {words}"[:500]
