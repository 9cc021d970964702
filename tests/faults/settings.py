"""Settings of the processes that fault tests start: real time, short leases, and an app with operations."""

from app.settings.test import *  # noqa: F403
from app.settings.test import INSTALLED_APPS as BASE_APPS

INSTALLED_APPS = [*BASE_APPS, "tests.faults.offered"]
VIRTUAL_CLOCK = False
