"""Where the embedded PostgreSQL keeps its files and its socket, for this checkout and this user.

An ordinary user's server lives under `var/postgres`. PostgreSQL refuses to run as root, so root's server runs as
`nobody`; if that account cannot reach the checkout (a home of mode 0700), its files go to `/var/lib` instead, and no
permission of a directory that is not ours is changed. The socket lives in a short private directory, because a
socket path may not exceed 107 bytes and must not hold the characters PostgreSQL's lists are split at.
"""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

ACCOUNT = "nobody"
DATABASE = "vigie"
SUPERUSER = "vigie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """The files of one embedded server. `account` is None when the current user runs it."""

    home: Path
    socket_dir: Path
    account: pwd.struct_passwd | None
    #: Settings of the server beside the usual ones.
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def binaries_copy(self) -> Path:
        return self.home / "binaries"

    @property
    def url(self) -> str:
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self.socket_dir))}"


def locate(checkout: Path, *, uid: int | None = None) -> Location:
    """The location for a checkout; `uid` is the current user's unless a test says otherwise."""
    uid = os.geteuid() if uid is None else uid
    checkout = checkout.resolve()
    digest = hashlib.sha256(os.fsencode(checkout)).hexdigest()[:10]
    socket_dir = Path("/tmp") / f"vigie-{uid}-{digest}"  # noqa: S108 -- made 0700 and its owner verified before use
    home = checkout / "var" / "postgres"
    if uid != 0:
        return Location(home=home, socket_dir=socket_dir, account=None)
    if not is_reachable_by_others(checkout):
        home = Path("/var/lib") / f"vigie-{digest}"
    return Location(home=home, socket_dir=socket_dir, account=pwd.getpwnam(ACCOUNT))


def locate_tests(checkout: Path) -> Location:
    """A second server for the tests of a checkout, beside the trial fund's: what it holds may be lost with the machine,
    so it does not wait for the disk."""
    usual = locate(checkout)
    return replace(
        usual,
        home=usual.home.with_name(f"{usual.home.name}-tests"),
        socket_dir=usual.socket_dir.with_name(f"{usual.socket_dir.name}-tests"),
        settings=(("fsync", "off"), ("full_page_writes", "off"), ("autovacuum_naptime", "15s")),
    )


def is_reachable_by_others(path: Path) -> bool:
    """Whether an account without rights of its own may enter `path` and every directory above it."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in (path, *path.parents) if parent.exists())
