"""Messages that only one browser can read: RFC 8291, which is RFC 8188 (aes128gcm) with keys agreed on by ECDH.

The push service of the browser's vendor carries what comes out of here; it learns neither the words nor, since they
are filled up to whole blocks, quite how many there are.
"""

import os

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POINT_BYTES, AUTH_BYTES, SALT_BYTES = 65, 16, 16
RECORD_BYTES = 4096
# Push services need not take more (RFC 8030, 7.2): salt, size of records, length of the key and the key stand before.
HEADER_BYTES = SALT_BYTES + 4 + 1 + POINT_BYTES
TAG_BYTES = 16
MOST_BYTES = RECORD_BYTES - HEADER_BYTES - TAG_BYTES - 1
_LAST = b"\x02"


def read_point(point: bytes) -> EllipticCurvePublicKey:
    """A public key of P-256 from its 65 bytes, uncompressed; raises ValueError for what is no point of the curve."""
    if len(point) != POINT_BYTES:
        raise ValueError("not 65 bytes")
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)


def write_point(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypt(
    message: bytes,
    point: bytes,
    auth: bytes,
    *,
    block: int = 1,
    salt: bytes | None = None,
    key: EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a push message for the browser that has the private half of `point`, and the secret `auth`.

    The message is filled up to a multiple of `block` bytes. Each message has a `key` and a `salt` of its own; they are
    given only where a test wants them known.
    """
    if len(message) > MOST_BYTES:
        raise ValueError(f"a push message has at most {MOST_BYTES} bytes")
    salt, key = salt or os.urandom(SALT_BYTES), key or generate_private_key(SECP256R1())
    own = write_point(key.public_key())
    shared = key.exchange(ECDH(), read_point(point))
    secret, nonce = derive(shared, auth, salt, browser=point, server=own)
    filled = min(-len(message) % block, MOST_BYTES - len(message))
    sealed = AESGCM(secret).encrypt(nonce, message + _LAST + bytes(filled), None)
    return salt + RECORD_BYTES.to_bytes(4, "big") + bytes([POINT_BYTES]) + own + sealed


def derive(shared: bytes, auth: bytes, salt: bytes, *, browser: bytes, server: bytes) -> tuple[bytes, bytes]:
    """The key and the nonce of the one record that a message has, the same on both sides."""
    agreed = _hkdf(32, auth, b"WebPush: info\0" + browser + server).derive(shared)
    return (
        _hkdf(16, salt, b"Content-Encoding: aes128gcm\0").derive(agreed),
        _hkdf(12, salt, b"Content-Encoding: nonce\0").derive(agreed),
    )


def _hkdf(length: int, salt: bytes, info: bytes) -> HKDF:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info)
