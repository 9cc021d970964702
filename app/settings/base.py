"""Vigie's settings. Every value a site may change is an environment variable read in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from app.settings.environment import (
    BASE_DIR,
    read_boolean,
    read_database_url,
    read_integer,
    read_list,
    read_text,
)

VAR_DIR = BASE_DIR / "var"
DEBUG = read_boolean("VIGIE_DEBUG", default=False)
SECRET_KEY = read_text("VIGIE_SECRET_KEY")
ALLOWED_HOSTS = read_list("VIGIE_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = read_list("VIGIE_ORIGINS")

DATABASE_URL = read_text("DATABASE_URL")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {**read_database_url(DATABASE_URL or "postgresql:///vigie"), "CONN_MAX_AGE": 600}
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "django_htmx",
    "viewflow",
    "workflows",
    "app.accounts",
    "app.cases",
    "app.correspondence",
    "app.inbox",
    "app.supervision",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "app.urls"
WSGI_APPLICATION = "app.wsgi.application"
VIEWFLOW = {"AUTOREGISTER": False}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "app" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "app" / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "app" / "static"]

# Work: "embedded" polls PostgreSQL; "celery" sends hints over the broker and still polls when idle.
EXECUTOR = read_text("VIGIE_EXECUTOR", "embedded")
BROKER_URL = read_text("VIGIE_BROKER_URL")
WORKER_PROCESSES = read_integer("VIGIE_WORKERS", 1)
PROCESSES_DIR = BASE_DIR / "processes"
FORMS_DIR = BASE_DIR / "forms"
