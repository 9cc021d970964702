"""Settings of the tests: the same as production's but for cheap passwords and a fixed key."""

import os

os.environ.setdefault("VIGIE_SECRET_KEY", "tests-only-" + "0" * 48)
os.environ.setdefault("VIGIE_FIELD_KEY", "test:" + "MDEy" * 10 + "MDE=")

from app.embedded.location import locate, locate_tests
from app.settings.base import *  # noqa: F403
from app.settings.base import DATABASE_URL, DATABASES
from app.settings.environment import BASE_DIR
from app.settings.sign_in import SignInPolicy

if locate(BASE_DIR).url == DATABASE_URL:
    DATABASES["default"]["HOST"] = str(locate_tests(BASE_DIR).socket_dir)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
VIRTUAL_CLOCK = True
# What follows a task follows at once; the tests of taking back say how long they wait.
TAKE_BACK_SECONDS = 0
# Nothing is collected before the tests: files are served from where they are kept.
STATIC_ROOT = None
# The book of legal values is the shipped one, also where a test has no database; what is published has its own fixture.
PUBLISHED_VALUES = False
PUBLISHED_POLICIES = False
# What one test has counted is not what the next one counts.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# Nothing is asked of who is signed in by a test; the tests of a rule say which.
SIGN_IN = SignInPolicy(
    second_factor=frozenset(), idle_minutes=0, session_hours=12, sessions_each=0, fresh_minutes=0
)
