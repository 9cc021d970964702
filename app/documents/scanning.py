"""The virus scan: a callable or a command that the site names (`VIGIE_VIRUS_SCAN`), asked before a file is kept."""

import shlex
import subprocess

from django.conf import settings
from django.utils.module_loading import import_string

from app.documents.errors import ScanFailed

SECONDS = 60


def scan(content: bytes) -> str:
    """What was found in the file, or nothing. Raises ScanFailed when the scanner gives no answer."""
    named = settings.VIRUS_SCAN
    if not named:
        return ""
    if " " not in named and "/" not in named and "." in named:
        found: str = import_string(named)(content)
        return found
    return run_command(shlex.split(named), content)


def run_command(command: list[str], content: bytes) -> str:
    """clamscan's and clamdscan's way: 0 is clean, 1 is a find named on the output, anything else a failure."""
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 – the site's own command
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScanFailed(command=command[0]) from error
    if done.returncode == 0:
        return ""
    if done.returncode == 1:
        return done.stdout.decode(errors="replace").strip()[:200] or "unnamed"
    raise ScanFailed(command=command[0], code=done.returncode)
