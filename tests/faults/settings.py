"""Settings of the processes that fault tests start: real time, short leases, and an app with operations."""

import os

from app.settings.test import *  # noqa: F403
from app.settings.test import INSTALLED_APPS as BASE_APPS

INSTALLED_APPS = [*BASE_APPS, "tests.faults.offered"]
VIRTUAL_CLOCK = False
#: How long `outside.pay_slowly` takes.
SLOW_SECONDS = float(os.environ.get("SLOW_SECONDS", "0.3"))
