"""Two or more people at the same moment, again and again."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection


def race(*actions: Callable[[], object]) -> list[object]:
    """Run all at once, each on its own connection; what each returned or raised, in their order."""
    barrier = threading.Barrier(len(actions))
    answers: list[object] = [None] * len(actions)

    def run(place: int, action: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            answers[place] = action()
        except Exception as error:  # noqa: BLE001  the loser's error is what the test looks at
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def count_winners(answers: Sequence[object]) -> int:
    return sum(not isinstance(answer, Exception) for answer in answers)
