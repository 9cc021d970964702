"""`make run` with something wrong: one sentence, an exit code, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]


def run_supervisor(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("DJANGO_")}
    return subprocess.run(
        [sys.executable, "-m", "app.embedded.supervisor"],
        env={**environment, "PORT": "8219", **changes},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("DATABASE_URL", "mysql://localhost/vigie", "must start with postgresql://"),
        ("DATABASE_URL", "hello", "must start with postgresql://"),
        ("DATABASE_URL", "postgresql://localhost", "names no database"),
        ("DATABASE_URL", "postgresql://[::1/vigie", "is no address"),
        ("DATABASE_URL", "postgresql://127.0.0.1:9/vigie", "Connection refused"),
        ("VIGIE_DEBUG", "perhaps", "VIGIE_DEBUG must be one of"),
        ("VIGIE_WORKERS", "many", "VIGIE_WORKERS must be a whole number"),
        ("VIGIE_EXECUTOR", "nonsense", "VIGIE_EXECUTOR must be one of embedded, celery"),
    ],
)
def test_a_wrong_setting_stops_the_start_in_one_sentence(name: str, text: str, sentence: str) -> None:
    result = run_supervisor(**{name: text})
    assert result.returncode == 1
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
