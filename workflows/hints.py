"""Hints over the broker: "there is work on this queue". Never data, never an ETA, never worth failing for."""

from collections.abc import Sequence

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)


def publish(queues: Sequence[str]) -> int:
    """Send one hint a queue; the number sent. A broker that does not answer is logged and left alone."""
    from kombu.exceptions import OperationalError

    app = import_string(settings.CELERY_APP)
    for number, queue in enumerate(queues):
        try:
            app.send_task("workflows.work", args=[queue], queue=queue, retry=False, expires=60)
        except (OperationalError, OSError) as error:
            log.warning("hint_lost", queue=queue, reason=str(error))
            return number
    return len(queues)
