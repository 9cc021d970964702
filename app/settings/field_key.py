"""The keys of sealed fields (national numbers): from the environment, else one made once and kept under var/.

Written `id:key` with the key in base64 (32 bytes), several separated by commas or lines: the first seals, all of them
read. A new key therefore goes in front; `manage.py rotate_field_key` then seals everything anew, and the old one goes.
"""

import base64
import binascii
import os
import re
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from app.settings.environment import read_text

KEY_BYTES = 32
KEY_ID = re.compile(r"[a-z0-9]{1,16}")


def read_field_keys(directory: Path) -> dict[str, bytes]:
    """Key by its id, the sealing one first. Raises ImproperlyConfigured, without showing any key."""
    return parse_keys(read_text("VIGIE_FIELD_KEY") or read_kept(directory))


def parse_keys(text: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for number, part in enumerate(filter(None, (piece.strip() for piece in re.split(r"[,\n]", text))), 1):
        name, _, encoded = part.partition(":")
        if not KEY_ID.fullmatch(name) or name in keys:
            raise ImproperlyConfigured(
                f"VIGIE_FIELD_KEY: key {number} needs an id of its own (a-z, 0-9), then a colon."
            )
        try:
            keys[name] = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise ImproperlyConfigured(f"VIGIE_FIELD_KEY: the key {name} is not base64.") from None
        if len(keys[name]) != KEY_BYTES:
            raise ImproperlyConfigured(f"VIGIE_FIELD_KEY: the key {name} must be {KEY_BYTES} bytes long.")
    return keys


def make_key(name: str) -> str:
    return f"{name}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def read_kept(directory: Path) -> str:
    """The key file, made on first use (mode 0600). Of two processes that make it, the loser reads the winner's."""
    kept = directory / "field_key"
    if not kept.exists():
        directory.mkdir(parents=True, exist_ok=True)
        fresh = directory / f"field_key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(make_key("k1"))
        try:
            kept.hardlink_to(fresh)
        except FileExistsError:
            return kept.read_text()
        finally:
            fresh.unlink()
    return kept.read_text()
