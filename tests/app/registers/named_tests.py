"""The tests a file defines: what the lists of promises and of decisions name as their evidence."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.PROCESSES_DIR).parent


@cache
def list_tests(path: str) -> frozenset[str]:
    return frozenset(re.findall(r"^def (test_\w+)", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE))
