"""A browser's part of Web Push: it has the private half of its key, and reads what only it can."""

import json
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scrollkeeper.notifications.push.encryption import derive, read_point, write_point
from scrollkeeper.notifications.push.vapid import encode


class SoftBrowser:
    """Its subscription, as `toJSON()` would give it, and what came for it."""

    def __init__(self, key: EllipticCurvePrivateKey | None = None, auth: bytes = b"") -> None:
        self.key = key or generate_private_key(SECP256R1())
        self.auth = auth or os.urandom(16)
        self.point = write_point(self.key.public_key())

    def subscription(self, endpoint: str) -> dict[str, Any]:
        return {"endpoint": endpoint, "expirationTime": None, "keys": self.keys}

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": encode(self.point), "auth": encode(self.auth)}

    def decrypt(self, body: bytes) -> bytes:
        """The message in a body of aes128gcm that has one record."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        server, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.key.exchange(ECDH(), read_point(server))
        secret, nonce = derive(shared, self.auth, salt, browser=self.point, server=server)
        filled = AESGCM(secret).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert filled.endswith(b"\x02"), "the last record of a message ends so"
        return filled[:-1]

    def read(self, body: bytes) -> dict[str, str]:
        return dict(json.loads(self.decrypt(body)))
