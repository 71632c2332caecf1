"""How a push service knows who sends: a short-lived token signed with the key that browsers were given (RFC 8292)."""

import base64
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwk, jwt

from scrollkeeper.notifications.push.encryption import write_point

# The longest that RFC 8292 allows is a day; a token that lives shorter is of less use to whoever finds it.
SECONDS = 3_600


def new_key() -> tuple[bytes, bytes]:
    """A key pair: the private half as PEM, the public one as 65 bytes."""
    key = generate_private_key(SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, write_point(key.public_key())


def authorization(private: bytes, *, endpoint: str, contact: str, now: int) -> str:
    """The header for a message to this endpoint; `contact` is whom the push service writes to, `now` in seconds."""
    key = jwk.ECKey.import_key(private)
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now + SECONDS, "sub": contact}
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, key)
    return f"vapid t={token}, k={encode(write_point(key.public_key))}"


def encode(value: bytes) -> str:
    """Base64 for addresses, without the signs that fill up, as browsers write keys."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes again; raises ValueError."""
    return base64.b64decode(text.rstrip("=").encode() + b"=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
