"""The source of the version that runs, for everyone who uses it over the network (AGPL, section 13).

With git at hand it is what git tracks, as it lies in the work tree; without, the folders that hold source.
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.settings.environment import BASE_DIR

#: What source lies in at the top; all else (var, environments, local settings) stays here.
FOLDERS = (
    ".ci",
    "app",
    "benchmarks",
    "docs",
    "forms",
    "frontend",
    "processes",
    "requirements",
    "samples",
    "tests",
    "workflows",
)
FILES = (".gitignore", ".pre-commit-config.yaml", "*.md", "*.py", "*.toml", "LICENSE", "Makefile")
NEVER = {"node_modules", "__pycache__"}
SECONDS = 20


def ask_git(root: Path, *arguments: str) -> str | None:
    """What git says about `root`; None when it is no checkout, or git is missing or refuses."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return None
    try:
        done = subprocess.run(  # noqa: S603 – our own arguments
            [git, "-C", str(root), *arguments], capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


@cache
def find_commit(root: Path = BASE_DIR) -> str:
    """The commit that runs, `-dirty` behind it when files were changed since; empty without git. Asked once."""
    return (ask_git(root, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*") or "").strip()


def list_files(root: Path) -> list[str]:
    tracked = ask_git(root, "ls-files", "-z")
    names = tracked.split("\0") if tracked else [str(path.relative_to(root)) for path in walk(root)]
    return sorted(name for name in names if name and (root / name).is_file())


def walk(root: Path) -> Iterator[Path]:
    for pattern in FILES:
        yield from root.glob(pattern)
    for folder in FOLDERS:
        for place, inner, names in os.walk(root / folder):
            inner[:] = [name for name in inner if name not in NEVER]
            yield from (Path(place) / name for name in names if not name.endswith(".pyc"))


@cache
def build_archive(root: Path = BASE_DIR, directory: Path = BASE_DIR / "var" / "source") -> Path:
    """The archive, made once for each start; put into place whole, so that nobody reads half of it."""
    directory.mkdir(parents=True, exist_ok=True)
    top = "-".join(filter(None, ("vigie", find_commit(root))))
    handle, unfinished = tempfile.mkstemp(dir=directory, suffix=".part")
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name in list_files(root):
            archive.add(root / name, arcname=f"{top}/{name}", recursive=False, filter=forget_owner)
    return Path(unfinished).replace(directory / f"{top}.tar.gz")


def forget_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody needs to know under which account Vigie runs."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
