"""The least a project needs to run viewflow's engine; its tables live in a schema of their own."""

import os

from app.settings.environment import read_database_url

SECRET_KEY = "benchmarks-only-" + "0" * 48
DATABASES = {
    "default": {
        **read_database_url(os.environ["DATABASE_URL"]),
        "OPTIONS": {"options": "-c search_path=viewflow_peer"},
        "CONN_MAX_AGE": None,
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "viewflow",
    "viewflow.workflow",
    "benchmarks.viewflow_peer",
]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
VIEWFLOW = {"AUTOREGISTER": False}
