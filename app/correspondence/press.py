"""The confined process that typesets (`compiling`), kept for many letters and ended by the first that takes too much.

One a process of ours; a fork starts its own. It is replaced after a number of letters, so that what it remembers
cannot grow.
"""

import atexit
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LAYOUT = Path(__file__).parent / "layout"
COMPILING = Path(__file__).parent / "compiling.py"
#: Letters until the process is replaced by a fresh one.
LETTERS = 1000
CHUNK = 1 << 16
_LENGTH = struct.Struct(">I")
# A package named by a computed text passes check_source; the proxy that does not exist lets nothing be fetched.
_ENVIRONMENT = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")


class PressStopped(Exception):
    """The process ended or was ended; `letters` is how many it had made, `late` whether its time was up."""

    def __init__(self, *, letters: int, late: bool) -> None:
        super().__init__(letters, late)
        self.letters, self.late = letters, late


class Press:
    """A running process and the pipes to it."""

    def __init__(self, megabytes: int) -> None:
        self.owner = os.getpid()
        self.megabytes = megabytes
        self.letters = 0
        self.process = subprocess.Popen(  # noqa: S603 – our own interpreter on our own file
            [sys.executable, "-I", str(COMPILING), str(LAYOUT), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd=LAYOUT,
            bufsize=0,
        )

    def is_usable(self, megabytes: int) -> bool:
        return (
            self.owner == os.getpid()
            and self.megabytes == megabytes
            and self.letters < LETTERS
            and self.process.poll() is None
        )

    def ask(self, request: dict[str, Any], *, within: float) -> tuple[dict[str, Any], bytes]:
        """The answer and the PDF. Raises PressStopped; the process is then gone."""
        until = time.monotonic() + within
        try:
            return self._converse(json.dumps(request, ensure_ascii=False).encode(), until)
        except (EOFError, BrokenPipeError) as error:
            self.end()
            raise PressStopped(letters=self.letters, late=False) from error
        except TimeoutError as error:
            self.end()
            raise PressStopped(letters=self.letters, late=True) from error
        except BaseException:  # interrupted in the middle of an answer: the pipes no longer agree
            self.end()
            raise

    def _converse(self, body: bytes, until: float) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdin is not None
        view = memoryview(_LENGTH.pack(len(body)) + body)
        while view:
            written = self.process.stdin.write(view)
            view = view[written or 0 :]
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, until))
        answer: dict[str, Any] = json.loads(self._read(length, until))
        pdf = self._read(answer.get("pdf", 0), until)
        self.letters += 1
        return answer, pdf

    def _read(self, length: int, until: float) -> bytes:
        assert self.process.stdout is not None
        found = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while len(found) < length:
                if not selector.select(max(until - time.monotonic(), 0)):
                    raise TimeoutError
                chunk = os.read(self.process.stdout.fileno(), min(CHUNK, length - len(found)))
                if not chunk:
                    raise EOFError
                found += chunk
        return bytes(found)

    def end(self) -> None:
        if self.owner != os.getpid():
            return
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


#: Told of each request that was answered, and of the PDF.
Listener = Callable[[Mapping[str, Any], bytes], None]


class _Kept:
    """The press of this process, whose turn it is, and who listens."""

    press: Press | None = None
    turn = threading.Lock()
    listener: Listener | None = None


_kept = _Kept()


def ask(request: dict[str, Any], *, within: float, megabytes: int) -> tuple[dict[str, Any], bytes]:
    """Have the kept process answer. A death on its first letter is the letter's fault; later ones get a second try.

    Raises PressStopped.
    """
    with _kept.turn:
        answer, pdf = _ask_twice(request, within=within, megabytes=megabytes)
    if _kept.listener is not None:
        _kept.listener(request, pdf)
    return answer, pdf


@contextmanager
def overheard(listener: Listener) -> Iterator[None]:
    """Tell `listener` what this process typesets within the block: what a fund needs to make its letters again."""
    _kept.listener = listener
    try:
        yield
    finally:
        _kept.listener = None


def _ask_twice(request: dict[str, Any], *, within: float, megabytes: int) -> tuple[dict[str, Any], bytes]:
    try:
        return _find_press(megabytes).ask(request, within=within)
    except PressStopped as stopped:
        if stopped.late or not stopped.letters:
            raise
    return _find_press(megabytes).ask(request, within=within)


def _find_press(megabytes: int) -> Press:
    if _kept.press is None or not _kept.press.is_usable(megabytes):
        end_press()
        _kept.press = Press(megabytes)
    return _kept.press


def end_press() -> None:
    """End the kept process, if this process has one."""
    if _kept.press is not None:
        _kept.press.end()
        _kept.press = None


def _start_anew_in_child() -> None:
    _kept.press, _kept.turn = None, threading.Lock()


atexit.register(end_press)
os.register_at_fork(after_in_child=_start_anew_in_child)
