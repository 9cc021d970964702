"""Vigie's settings. Every value a site may change is an environment variable read in words."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from app.embedded.location import locate
from app.logs import configure_events, describe_logging
from app.settings.environment import (
    BASE_DIR,
    read_boolean,
    read_choice,
    read_database_url,
    read_integer,
    read_list,
    read_text,
)
from app.settings.field_key import read_field_keys
from app.settings.fund import read_fund, read_mail
from app.settings.secret import read_secret_key
from app.settings.sign_in import describe_directory, read_directory, read_policy

VAR_DIR = BASE_DIR / "var"
DEBUG = read_boolean("VIGIE_DEBUG", default=False)
SECRET_KEY = read_secret_key(VAR_DIR)
#: Seal national numbers; the first seals, all of them read.
FIELD_KEYS = read_field_keys(VAR_DIR)
ALLOWED_HOSTS = read_list("VIGIE_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = read_list("VIGIE_ORIGINS")

#: Behind a proxy that speaks TLS, as every fund but a trial is: cookies and pages then go over https only. The proxy
#: must set X-Forwarded-Proto itself, whatever a visitor sent.
HTTPS = read_boolean("VIGIE_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
# The whole name, its subdomains and browsers' lists are the site's to promise, not ours.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
LOGGING = describe_logging()
configure_events()

#: The organisation's own sign-in; None where it has none.
DIRECTORY = read_directory()

#: Unset, the database is the embedded one, which `manage.py` and `make run` start.
DATABASE_URL = read_text("DATABASE_URL") or locate(BASE_DIR).url
_database = read_database_url(DATABASE_URL)
#: A server that vanished without a word (a machine lost, a network cut) is noticed within a minute, and not in the two
#: hours of the system's defaults: seconds, and milliseconds for what was sent and not acknowledged.
NETWORK = {
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "50000",
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 600,
        # A server that was started again has broken every kept connection; no request shall pay for it.
        "CONN_HEALTH_CHECKS": True,
        # Every statement is short: compiling one (JIT) takes longer than running it.
        "OPTIONS": {**NETWORK, **_database["OPTIONS"], "options": "-c jit=off"},
    }
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    # Its table is empty (SESSION_ENGINE has its own); a shipped fund names the migration that made it.
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "workflows",
    "app.embedded",
    "app.accounts",
    "app.exports",
    "app.registers",
    "app.sign_in",
    "app.people",
    "app.documents",
    "app.correspondence",
    "app.knowledge",
    "app.exchanges",
    "app.affiliation",
    "app.contributions",
    "app.ledger",
    "app.recovery",
    "app.benefits",
    "app.cases",
    "app.collection",
    "app.statistics",
    "app.surveys",
    "app.years",
    "app.privacy",
    "app.transfers",
    "app.teamwork",
    "app.confidentiality",
    "app.absences",
    "app.teams",
    "app.inbox",
    "app.notices",
    "app.policies",
    "app.board",
    "app.charter",
    "app.public",
    "app.supervision",
    "app.studio",
    "app.finding",
    "app.demo",
    # Last, so that their catalogues never say what ours say.
    "axes",
    "viewflow",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "app.urls"
WSGI_APPLICATION = "app.wsgi.application"
VIEWFLOW = {"AUTOREGISTER": False}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "app.content_security.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "app.page_time.PageTimeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "app.sign_in.session_person.SessionPersonMiddleware",
    "app.accounts.language.UserLanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "app.public.doors.LoginOrPublicMiddleware",
    "app.sign_in.obligations.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "app.field_paths.FieldPathMiddleware",
    "app.closed_files.ClosedFilesMiddleware",
    "app.recorded_reads.RecordedReadsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "viewflow.middleware.SiteMiddleware",
    "axes.middleware.AxesMiddleware",
    "app.french_spacing.FrenchSpacing",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "app" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "app.template_parts",
                "app.quick_tags",
                "app.ledger.account_parts",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "app.navigation.describe_page",
            ],
        },
    }
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "app.sign_in.session_person.PasswordBackend",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
#: Links to set a new password are valid this long, in seconds.
PASSWORD_RESET_TIMEOUT = 3600
# Counted in the database, over all processes of the site.
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "app.sign_in.views.refuse_locked"
AXES_RESET_ON_SUCCESS = True

# allauth asks and checks; the pages, the limits and the record of what happened are ours.
ACCOUNT_ADAPTER = "app.sign_in.account_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
# allauth counts in the cache, which each process of the site has for itself.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "app.sign_in.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "app.sign_in.factor_forms.SetAppForm",
    "authenticate": "app.sign_in.factor_forms.CodeForm",
    "reauthenticate": "app.sign_in.factor_forms.CodeAgainForm",
}
SOCIALACCOUNT_ADAPTER = "app.sign_in.directory.DirectoryAdapter"
SOCIALACCOUNT_PROVIDERS = describe_directory(DIRECTORY)

#: Where every user finds the source of the version that runs (AGPL, section 13); unset, Vigie hands it out itself.
SOURCE_URL = read_text("VIGIE_SOURCE_URL")

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "app" / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT: Path | None = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "app" / "static"]
# Only our own files: viewflow ships 49 MB that its templates need and ours do not.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True

# Work: "embedded" polls PostgreSQL; "celery" sends hints over the broker and still polls when idle.
EXECUTOR = read_choice("VIGIE_EXECUTOR", ("embedded", "celery"))
BROKER_URL = read_text("VIGIE_BROKER_URL")
WORKER_PROCESSES = read_integer("VIGIE_WORKERS", 1)
CELERY_APP = "app.celery.app"
LEASE_SECONDS = read_integer("VIGIE_LEASE_SECONDS", 60)
# How long work under way may go on after a worker is told to stop; then it is given back.
GRACE_SECONDS = read_integer("VIGIE_GRACE_SECONDS", 25)
# How many people's files somebody may read within an hour before the data-protection officer is told. 0: any number.
MANY_FILES_AN_HOUR = read_integer("VIGIE_MANY_FILES_AN_HOUR", 120)
# How many searches for people, and for national numbers nobody has, one colleague gets in ten minutes. 0: any number.
MANY_SEARCHES = read_integer("VIGIE_MANY_SEARCHES", 150)
MANY_UNKNOWN_NUMBERS = read_integer("VIGIE_MANY_UNKNOWN_NUMBERS", 15)
# For how long a task finished in a page may be taken back; what follows waits as long. 0: never.
TAKE_BACK_SECONDS = read_integer("VIGIE_TAKE_BACK_SECONDS", 10)
# How long done jobs of ended cases and messages from outside stay, and sent postings: workflows/purging.py.
KEEP_DONE_DAYS = read_integer("VIGIE_KEEP_DONE_DAYS", 400)
KEEP_SENT_DAYS = read_integer("VIGIE_KEEP_SENT_DAYS", 90)
WORKER_MEMORY_MEGABYTES = read_integer("VIGIE_WORKER_MEMORY", 512)
#: A demo fund, with invented people and sign-ins that its page shows: on the embedded database unless told otherwise.
DEMO = read_boolean("VIGIE_DEMO", default=locate(BASE_DIR).url == DATABASE_URL)
# Time is real unless a demo or test fund asks for a clock that `manage.py simulate` may move.
VIRTUAL_CLOCK = read_boolean("VIGIE_VIRTUAL_CLOCK", default=DEMO)
SIGN_IN = read_policy(demo=DEMO)
SESSION_ENGINE = "app.sign_in.session_store"
SESSION_COOKIE_AGE = SIGN_IN.session_hours * 3600
#: The name on letters and pages.
FUND_NAME = read_text("VIGIE_FUND_NAME", "Vigie, caisse d’assurances sociales")
FUND = read_fund(FUND_NAME)
#: Where the public pages are read, without a slash at the end: links in e-mail and brochures begin with it.
PUBLIC_URL = (read_text("VIGIE_PUBLIC_URL") or f"https://{FUND['website']}").rstrip("/")
#: Where the staff open Vigie, for the links they are sent: the public pages' address, unless it is another.
STAFF_URL = (read_text("VIGIE_STAFF_URL") or PUBLIC_URL).rstrip("/")
#: Where the window of the fund's envelopes is.
LETTER_WINDOW = read_choice("VIGIE_LETTER_WINDOW", ("right", "left"))
MAIL = read_mail(VAR_DIR)
EMAIL_BACKEND = MAIL.backend
EMAIL_FILE_PATH = MAIL.folder
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = FUND["email"]
#: Where e-mail to the fund is fetched (imaps://user:password@host/INBOX); unset, none is.
MAILBOX_URL = read_text("VIGIE_MAILBOX_URL")
#: What scans documents for viruses: `clamd:///run/clamav/clamd.ctl`, `clamd://host:3310`, a command or a dotted name
#: (app/documents/scanners.py). Unset, none scans: every document says so, and operators see how many.
VIRUS_SCAN = read_text("VIGIE_VIRUS_SCAN")
#: For how many days after it came a clean document is looked at again with newer signatures; 0: never.
SCAN_AGAIN_DAYS = read_integer("VIGIE_SCAN_AGAIN_DAYS", 30)
FILE_UPLOAD_HANDLERS = [
    "app.documents.uploading.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
#: The accounts whose statements are booked: the one on the letters, which also pays and collects, and any others.
FUND_ACCOUNTS = [FUND["iban"], *read_list("VIGIE_FUND_OTHER_ACCOUNTS")]
#: SEPA creditor identifier, for direct debits; the bank gives it.
FUND_CREDITOR_ID = read_text("VIGIE_FUND_CREDITOR_ID", "BE81ZZZ0123456749")
#: YAML file of the connections to other institutions; unset, nothing is sent and transmissions wait, visibly.
PARTNERS_FILE = read_text("VIGIE_PARTNERS")
#: The largest message of another institution that is taken, by file or by HTTP, in bytes.
EXCHANGE_MOST_BYTES = read_integer("VIGIE_EXCHANGE_MOST_BYTES", 20_000_000)
PROCESSES_DIR = BASE_DIR / "processes"
FORMS_DIR = BASE_DIR / "forms"
#: Asked at each deployment whether the forms of a process can be shown.
FORM_CHECK = "app.cases.form_checks.check_forms"

#: Legal values the fund has published count beside the shipped ones; a command that works on files alone reads none.
PUBLISHED_VALUES = not read_boolean("VIGIE_FILES_ONLY", default=False)
#: Service-level policies of the fund start clocks beside those of process.yaml.
PUBLISHED_POLICIES = PUBLISHED_VALUES
