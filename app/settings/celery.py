"""Celery's settings. A message is a hint, so that losing or repeating one never matters.

Quorum queues with publisher confirms on RabbitMQ: without confirms a hint may vanish unnoticed. No result
back end, no ETA (Redis would deliver it several times), no pickles.
"""

from typing import Any

from kombu import Exchange
from kombu import Queue as BrokerQueue

from app.settings.environment import BASE_DIR, read_integer, read_text

broker_url = read_text("VIGIE_BROKER_URL") or "amqp://guest:guest@127.0.0.1:5672//"
QUEUES = ("interactive", "timers", "operations", "bulk", "letters")
IS_RABBITMQ = broker_url.startswith(("amqp", "pyamqp"))

task_queues = [
    BrokerQueue(
        name,
        Exchange(name, type="direct"),
        routing_key=name,
        queue_arguments={"x-queue-type": "quorum"} if IS_RABBITMQ else None,
    )
    for name in QUEUES
]
task_default_queue = "operations"
task_create_missing_queues = False

accept_content = ["json"]
task_serializer = "json"
result_backend = None
task_ignore_result = True
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
# One hint works for a bounded time (see workflows.tasks), well below both limits.
task_soft_time_limit = 300
task_time_limit = 360
worker_max_tasks_per_child = 1000
worker_max_memory_per_child = read_integer("VIGIE_WORKER_MEMORY", 512) * 1024
worker_cancel_long_running_tasks_on_connection_loss = True
worker_soft_shutdown_timeout = 30
worker_hijack_root_logger = False
worker_send_task_events = False
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
# Publishing happens in people's requests: it may take a moment, never more.
broker_connection_timeout = 2
broker_transport_options: dict[str, Any] = (
    {"confirm_publish": True, "max_retries": 1, "socket_timeout": 5, "read_timeout": 5, "write_timeout": 5}
    if IS_RABBITMQ
    else {
        "max_retries": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "retry_on_timeout": False,
        "visibility_timeout": 3600,
    }
)
task_publish_retry = False
timezone = "Europe/Brussels"
enable_utc = True

beat_schedule_filename = str(BASE_DIR / "var" / "celerybeat-schedule")
BEAT_SECONDS = float(read_integer("VIGIE_BEAT_SECONDS", 5))
# Beat sends one hint a queue; a hint nobody took in time is dropped instead of heaped up.
beat_schedule = {
    f"hint_{name}": {
        "task": "workflows.work",
        "schedule": BEAT_SECONDS,
        "args": [name],
        "options": {"queue": name, "expires": BEAT_SECONDS},
    }
    for name in QUEUES
}
