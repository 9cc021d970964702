"""The secret key: from the environment, else made once for this checkout and kept private under var/."""

import os
import secrets
from pathlib import Path

from app.settings.environment import read_text


def read_secret_key(directory: Path) -> str:
    """`VIGIE_SECRET_KEY`, or the key kept in `directory/secret_key` (made on first use, mode 0600).

    Two processes that make it at once agree: the file is linked into place, and the loser reads the winner's.
    """
    given = read_text("VIGIE_SECRET_KEY")
    if given:
        return given
    kept = directory / "secret_key"
    if not kept.exists():
        directory.mkdir(parents=True, exist_ok=True)
        fresh = directory / f"secret_key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        try:
            kept.hardlink_to(fresh)
        except FileExistsError:
            return kept.read_text()
        finally:
            fresh.unlink()
    return kept.read_text()
