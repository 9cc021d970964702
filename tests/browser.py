"""Find a Chromium for the browser tests, or get one: by Playwright, else by apt. Says in words when it cannot."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """Path of a browser: VIGIE_BROWSER, one on the PATH, or the one Playwright downloaded."""
    given = os.environ.get("VIGIE_BROWSER")
    if given:
        return given
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return _find_playwrights()


def _find_playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_browser() -> None:
    """Ask apt where it can be asked (root on Debian or Ubuntu), else Playwright's own download."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _run(["apt-get", "update", "-qq"])
        if _run(["apt-get", "install", "-y", "-qq", "chromium"]):
            return
    _run([sys.executable, "-m", "playwright", "install", "chromium"])


def _run(command: list[str]) -> bool:
    print(f"vigie: {' '.join(command)} …", flush=True)
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0


def main() -> int:
    if find_browser():
        return 0
    print("vigie: No browser here yet; getting Chromium for the browser tests.", flush=True)
    install_browser()
    if find_browser():
        return 0
    print(
        "vigie: No Chromium could be got. Install one, or name yours: make test VIGIE_BROWSER=/path/to/chromium",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
