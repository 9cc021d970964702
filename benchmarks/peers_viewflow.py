"""Peer: viewflow's own workflow engine, in a process of its own because its settings are another project's."""

import json
import os
import subprocess
import sys

from benchmarks.database import BASE_DIR
from benchmarks.measuring import Chapter, Scale, describe_times

SECONDS = 8.0


def run(scale: Scale) -> Chapter:
    chapter = Chapter(
        "Peer: viewflow 2 (start → view task → end: one user task and no data model to speak of)"
    )
    for processes in (1, 4):
        answer = subprocess.run(
            [sys.executable, "-m", "benchmarks.viewflow_peer", str(scale.seconds(SECONDS)), str(processes)],
            capture_output=True,
            text=True,
            check=False,
            cwd=BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.viewflow_peer.settings"},
        )
        if answer.returncode:
            raise RuntimeError(f"The viewflow peer failed: {answer.stderr.strip()[-800:]}")
        told = json.loads(answer.stdout)
        chapter.figures[f"viewflow_{processes}"] = told["rate"]
        chapter.add(
            f"Completions, {processes} process(es)",
            f"{told['rate']:,.0f}/s · {describe_times(told['times'])}",
        )
    return chapter
