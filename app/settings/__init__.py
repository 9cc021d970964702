"""Settings: one base, read from the environment; `app.settings.test` for the tests."""

from app.settings.base import *  # noqa: F403
