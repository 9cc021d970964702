"""Every benchmark at a tiny size on a database of its own, so that their code cannot rot."""

import subprocess
import sys
from pathlib import Path

import pytest

# Some forty processes are started one after another: minutes on a machine that does other things as well.
pytestmark = pytest.mark.timeout(900)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("benchmarks") / "results.md"
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--scale", "0.0005", "--output", str(target)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout[-2000:] + answer.stderr[-2000:]
    return target.read_text()


def test_each_benchmark_finishes(written: str) -> None:
    assert "did not finish" not in written


@pytest.mark.parametrize(
    "peer", ["pgbench simple-update", "viewflow's engine", "SpiffWorkflow with whole JSON"]
)
def test_the_ratios_stand_side_by_side(peer: str, written: str) -> None:
    assert f"against {peer}" in written


def test_nothing_is_lost_or_done_twice_at_any_size(written: str) -> None:
    assert "0 lost · 0 done twice | 0 · 0 | met" in written


def test_the_file_says_on_what_it_was_measured(written: str) -> None:
    assert "fsync on" in written
    assert "Python 3." in written


def test_an_unknown_benchmark_is_refused() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks", "nonsense"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "nonsense" in answer.stderr
