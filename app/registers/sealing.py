"""Fields that only their reader may read: sealed with AES-256-GCM, found again by a keyed blind index.

A sealed text names its key (`k1.…`), so that keys can follow each other. The associated data bind it to one row and
one field: copied elsewhere, it does not open. The blind index is an HMAC, which without the key tells nothing, not even
by trying all national numbers. Both keys derive from one secret of `settings.FIELD_KEYS`.
"""

import base64
import binascii
import hmac
import secrets
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from app.registers.errors import SealBroken

NONCE_BYTES = 12


@lru_cache(maxsize=64)
def derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"vigie/{purpose}".encode()).derive(secret)


@lru_cache(maxsize=16)
def cipher_of(secret: bytes) -> AESGCM:
    return AESGCM(derive(secret, "seal"))


def current_key() -> str:
    """The id of the key that seals."""
    return next(iter(settings.FIELD_KEYS))


def seal(text: str, place: str) -> str:
    """`text` sealed under the current key for one place, such as `people.person.niss:42`."""
    name = current_key()
    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = cipher_of(settings.FIELD_KEYS[name]).encrypt(nonce, text.encode(), place.encode())
    return f"{name}.{base64.b64encode(nonce + hidden).decode()}"


def unseal(sealed: str, place: str) -> str:
    """The text sealed for `place`. Raises SealBroken: key unknown, text altered, or sealed for another place."""
    name, _, encoded = sealed.partition(".")
    secret = settings.FIELD_KEYS.get(name)
    if secret is None:
        raise SealBroken(f"A field is sealed with the key {name!r}, which VIGIE_FIELD_KEY does not hold.")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return cipher_of(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError):
        raise SealBroken(
            f"The sealed field {place.partition(':')[0]} was altered or belongs elsewhere."
        ) from None


def is_current(sealed: str) -> bool:
    """Whether the current key sealed it; otherwise `rotate_field_key` still has to."""
    return sealed.partition(".")[0] == current_key()


def index_of(text: str, field: str) -> str:
    """The blind index of `text` in a field (`people.person.niss`) under the current key."""
    return compute_index(settings.FIELD_KEYS[current_key()], text, field)


def indexes_of(text: str, field: str) -> list[str]:
    """The blind indexes of `text` under each key: while keys are being exchanged, a row may carry any of them."""
    return [compute_index(secret, text, field) for secret in settings.FIELD_KEYS.values()]


def compute_index(secret: bytes, text: str, field: str) -> str:
    return hmac.new(derive(secret, "index"), f"{field}\0{text}".encode(), sha256).hexdigest()
