"""The plugin runs in a pytest of its own, as it does for the processes of the project."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflows.testing.conftest import CASES, SCENARIOS, write

ROOT = Path(__file__).parents[3]
OPERATIONS = "from tests.workflows.catalogue.conftest import library_operations\n"


def run_pytest(folder: Path, scenarios: str = SCENARIOS) -> str:
    write(
        folder / "processes/library_loan",
        {"scenarios/all.yaml": scenarios, "decisions/terms.cases.yaml": CASES},
    )
    place = [f"--rootdir={ROOT}", "-c", str(ROOT / "pyproject.toml"), str(folder / "processes/library_loan")]
    command = [sys.executable, "-m", "pytest", "-p", "workflows.testing.plugin", "-v", *place]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "app.settings.test"}
    done = subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout


@pytest.mark.usefixtures("db")
def test_each_scenario_case_and_the_coverage_is_a_test(folder):
    told = run_pytest(folder)
    assert "A member takes a book home PASSED" in told
    assert "A guest has none PASSED" in told
    assert "every flow and rule is taken PASSED" in told
    assert "6 passed" in told


@pytest.mark.usefixtures("db")
def test_what_fails_is_told_in_sentences(folder):
    told = run_pytest(folder, SCENARIOS.replace("ends_at: lapsed", "ends_at: lent"))
    assert "ended at lapsed, expected lent" in told
    assert "Traceback" not in told
