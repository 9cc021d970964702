# -*- coding: utf-8 -*-
"""Make the Python environment of this checkout; the standard library is all this file may import.

Run by the Makefile with the machine's own Python, which may be too old: keep the syntax plain.
"""

import errno
import hashlib
import os
import shutil
import subprocess
import sys

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ENVIRONMENT = os.path.join(CHECKOUT, ".venv")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")
FULL_BELOW = 1000000  # bytes; a step that failed with less left failed for want of it, whatever it said
FULL = "The disk that holds %s is full: free some space and start again." % CHECKOUT


def refuse(sentence):  # type: (str) -> None
    sys.stderr.write("vigie: " + sentence + "\n")
    sys.exit(1)


def say(sentence):  # type: (str) -> None
    sys.stdout.write("vigie: " + sentence + "\n")
    sys.stdout.flush()


def check_python():  # type: () -> None
    if sys.version_info < (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:3])
        refuse(
            "Vigie needs Python 3.11 or newer; %s is Python %s. Name another one: make run PYTHON=python3.12"
            % (sys.executable, found)
        )


def make_environment():  # type: () -> None
    if os.path.exists(PYTHON) and run([PYTHON, "-c", "import pip"]).returncode == 0:
        return
    say("Making a Python environment in .venv …")
    result = run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT])
    if result.returncode:
        explain(
            result.stdout, "The Python environment could not be made (on Debian: apt install python3-venv)"
        )


def read_digest(path):  # type: (str) -> str
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def install(group):  # type: (str) -> None
    """Install requirements/<group>.txt, hashes required, unless this very file is installed already."""
    locked = os.path.join(CHECKOUT, "requirements", group + ".txt")
    stamp = os.path.join(ENVIRONMENT, "vigie-%s.installed" % group)
    digest = read_digest(locked)
    if os.path.exists(stamp):
        with open(stamp, encoding="ascii") as file:
            if file.read() == digest:
                return
    say("Installing the packages of requirements/%s.txt (about a minute the first time) …" % group)
    result = run(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            locked,
        ]
    )
    if result.returncode:
        explain(result.stdout, "The packages could not be installed")
    with open(stamp, "w", encoding="ascii") as file:
        file.write(digest)


def run(command):  # type: (list[str]) -> subprocess.CompletedProcess[str]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603


def explain(output, sentence):  # type: (str, str) -> None
    if "No space left on device" in output or shutil.disk_usage(CHECKOUT).free < FULL_BELOW:
        refuse(FULL)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    refuse("%s: %s" % (sentence, (errors or lines or ["no message"])[-1]))


def main(groups):  # type: (list[str]) -> None
    check_python()
    try:
        make_environment()
        for group in groups:
            install(group)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            refuse(FULL)
        refuse("%s: %s" % (error.filename or CHECKOUT, error.strerror))


if __name__ == "__main__":
    main(sys.argv[1:])
