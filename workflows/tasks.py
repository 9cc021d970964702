"""The Celery tasks. A hint carries a queue's name; what there is to do is read from PostgreSQL."""

import structlog
from celery import shared_task
from django.db import connection

from workflows.models.job import Queue

log = structlog.get_logger(__name__)

#: A hint works this long, then sends the next one: another queue's turn, and far below the time limits.
SECONDS = 20.0


@shared_task(name="workflows.work", bind=False)
def work(queue: str) -> int:
    """Do what is due on one queue; the pieces of work done. Repeated, late or forged hints find nothing to do."""
    from workflows import hints
    from workflows.worker import Worker

    if queue not in Queue.values:
        log.warning("hint_unknown", queue=str(queue)[:40])
        return 0
    worker = Worker([Queue(queue)], executor="celery")
    try:
        with worker.beat.running():
            done = worker.attempt(lambda: worker.drain(seconds=SECONDS))
    except BaseException:
        # A broken connection must not wait in this child for the next hint.
        connection.close()
        raise
    if done and worker.has_more:
        hints.publish([queue])
    return done
