"""The Celery application: it executes, PostgreSQL decides. Start it with `celery -A app worker` and `… beat`."""

import os

from celery import Celery

from workflows.celery_steps import PollingFallback

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")

app = Celery("vigie")
app.config_from_object("app.settings.celery")
app.autodiscover_tasks(["workflows"])
app.steps["worker"].add(PollingFallback)
