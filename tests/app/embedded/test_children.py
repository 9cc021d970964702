"""The supervised processes."""

import os
import signal
import sys
import time

from app.embedded.children import Child, stop_all

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def make_child() -> Child:
    return Child("worker", SLEEPER, dict(os.environ))


def test_a_killed_child_is_started_again_after_its_pause() -> None:
    child = make_child()
    child.start()
    assert child.process is not None
    child.process.send_signal(signal.SIGKILL)
    child.process.wait()
    sentence = child.watch(100.0)
    assert sentence == "worker stopped (signal SIGKILL); starting it again in 1 s."
    child.watch(100.5)
    assert child.process is None
    child.watch(101.0)
    assert child.process is not None
    stop_all([child])


def test_stopping_ends_every_child() -> None:
    children = [make_child(), make_child()]
    for child in children:
        child.start()
    stop_all(children)
    assert all(child.process and child.process.poll() is not None for child in children)


def test_children_that_keep_dying_are_started_ever_more_slowly() -> None:
    child = Child("web", [sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ))
    pauses = []
    now = time.monotonic()
    for _ in range(3):
        child.start()
        assert child.process is not None
        child.process.wait()
        child.watch(now)
        pauses.append(child.start_after - now)
    assert [round(pause, 1) for pause in pauses] == [1.0, 2.0, 4.0]
